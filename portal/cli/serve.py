"""`portal serve`: a server in the foreground."""

import sys

import click

from portal.cli.options import Asked, PortalCommand
from portal.cli.output import answer
from portal.contract.problem import bad_input
from portal.settings import load_settings


@click.command(
    "serve",
    cls=PortalCommand,
    help="Run a server in the foreground until Ctrl-C. It has no sign-in yet, so it only listens on this machine.",
)
@click.option("--database", metavar="URL", help="A SQLAlchemy database URL; a SQLite file in PORTAL_HOME without it.")
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of this machine.")
@click.option("--port", default=8470, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.pass_obj
def serve(asked: Asked, database: str | None, host: str, port: int) -> None:
    """Serve until stopped."""
    if asked.server:
        raise bad_input("--server has no meaning here", todo="name an address with --host and --port")
    settings, _ = load_settings({"person": asked.person, "database": database})
    from portal.local.server_file import FOREGROUND, ServerFile
    from portal.server.private import make_app
    from portal.server.serve import Manner, check_host
    from portal.server.serve import serve as run

    check_host(host)

    def ready(known: ServerFile) -> None:
        told = {"url": known.url, "process": known.process, "home": str(settings.home), "mode": settings.mode}
        text = (
            f"serving {known.url} ({settings.mode}); commands with the same PORTAL_HOME find it, others need the token "
            f"in {settings.home / 'server.json'}"
        )
        answer(asked, told, lambda: text)
        sys.stdout.flush()

    run(settings, Manner(FOREGROUND, host, port), make_app, ready)
