"""`portal serve`: a server in the foreground, for this machine alone or for everybody who signs in."""

import sys
from pathlib import Path

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.contract.problem import bad_input
from portal.settings import load_settings

PEM = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "serve",
    cls=PortalCommand,
    help="Run a server in the foreground until Ctrl-C. In team mode, with sign-in set up, other machines may reach it: "
    "over HTTPS, its own or a proxy's.",
)
@click.option("--database", metavar="URL", help="A SQLAlchemy database URL; a SQLite file in PORTAL_HOME without it.")
@click.option("--mode", type=click.Choice(["demo", "solo", "team"]), help="As in the settings; demo at first.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8470, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--no-worker", is_flag=True, help="Leave operations to `portal worker`; needs PostgreSQL.")
@click.option("--tls-cert", type=PEM, help="A PEM file with the certificate to show.")
@click.option("--tls-key", type=PEM, help="A PEM file with its key, not encrypted.")
@click.option(
    "--behind-proxy",
    multiple=True,
    metavar="ADDRESS",
    help="A proxy that speaks HTTPS for this server; can be repeated.",
)
@click.pass_obj
def serve(
    asked: CallerOptions, database: str | None, mode: str | None, host: str, port: int, no_worker: bool,
    tls_cert: Path | None, tls_key: Path | None, behind_proxy: tuple[str, ...],
) -> None:  # fmt: skip
    """Serve until stopped."""
    if asked.server:
        raise bad_input("--server has no meaning here", todo="name an address with --host and --port")
    settings, _ = load_settings(
        {**asked.flags, "database": database, "mode": mode, "worker": False if no_worker else None}, logged_in=False
    )
    from portal.local.server_file import FOREGROUND, ServerFile
    from portal.server.exposure import Exposure, check
    from portal.server.private import make_app
    from portal.server.serve import serve as run

    exposure = Exposure(FOREGROUND, host, port, tls_cert, tls_key, behind_proxy)
    check(settings, exposure)

    def ready(known: ServerFile) -> None:
        told = {"url": known.url, "process": known.process, "home": str(settings.home), "mode": settings.mode}
        told["worker"] = settings.worker
        text = (
            f"serving {known.url} ({settings.mode}); commands with the same PORTAL_HOME find it, others need the token "
            f"in {settings.home / 'server.json'}"
        )
        answer(asked, told, lambda: text)
        sys.stdout.flush()

    run(settings, exposure, make_app, ready)
