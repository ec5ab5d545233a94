"""`portal database move`: a private home's records become those of a shared server."""

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.contract.problem import Problem, not_found, refused
from portal.settings import Settings, load_settings


@click.command(
    "move",
    cls=PortalCommand,
    help="Copy everything that a solo home recorded into an empty PostgreSQL database, whole or not at all. The home "
    "stays as it is; from then on use the shared server.",
)
@click.option("--to", "url", required=True, metavar="URL", help="As the database's owner, or a portal_migration.")
@click.pass_obj
def move(asked: CallerOptions, url: str) -> None:
    """Move while no server runs on the home."""
    settings, _ = load_settings({**asked.flags, "database": ""}, logged_in=False)
    if settings.mode == "demo":
        raise refused(
            "what a demo recorded is about nothing real, so it stays out of a shared portal",
            todo="move a solo home: PORTAL_MODE=solo",
        )
    if not (settings.home / "portal.db").is_file():
        raise not_found("record of a portal", str(settings.home / "portal.db"), "name the solo home with PORTAL_HOME")
    moved = _alone(settings, url)
    rows, kept = sum(moved.values()), settings.home / "repositories"
    told = {"rows": rows, "tables": moved, "home": str(settings.home)}
    text = f"{rows} rows are moved and the audit there verifies; {settings.home} is as it was, use it no more"
    answer(asked, told, lambda: f"{text}; local repositories stay in {kept}" if kept.is_dir() else text)


def _alone(settings: Settings, url: str) -> dict[str, int]:
    """Move with the home's lock held. Raises Problem when a server holds it."""
    from dataclasses import replace

    from filelock import FileLock, Timeout

    from portal.local.server_file import LOCK
    from portal.server.assembly import opened
    from portal.store.move import move as copy_everything

    try:
        with FileLock(settings.home / LOCK, timeout=0, mode=0o600):
            source, target = opened(settings), opened(replace(settings, database=url))
            try:
                return copy_everything(source, target)
            finally:
                source.close()
                target.close()
    except Timeout:
        raise Problem(
            409, f"a server runs on {settings.home}", todo="stop it first: `portal server stop`", code="home-taken"
        ) from None
