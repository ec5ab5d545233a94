"""`portal worker`: carries out operations for the servers on one PostgreSQL database."""

import sys

import click

from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.contract.problem import bad_input
from portal.settings import load_settings


@click.command(
    "worker",
    cls=PortalCommand,
    help="Carry out operations beside `portal serve --no-worker`, on the same PostgreSQL database, until Ctrl-C.",
)
@click.option("--database", metavar="URL", help="The database of the server, like postgresql://worker@host/portal.")
@click.option("--mode", type=click.Choice(["demo", "solo", "team"]), help="The mode of the server.")
@click.pass_obj
def worker(asked: CallerOptions, database: str | None, mode: str | None) -> None:
    """Work until stopped."""
    if asked.server:
        raise bad_input("--server has no meaning here", todo="name the database with --database")
    settings, _ = load_settings({**asked.flags, "database": database, "mode": mode}, logged_in=False)
    from portal.server.worker import leave_on_signals, work

    def ready() -> None:
        told = {"home": str(settings.home), "mode": settings.mode}
        answer(asked, told, lambda: f"working ({settings.mode}); its log is {settings.home / 'log' / 'worker.log'}")
        sys.stdout.flush()

    work(settings, leave_on_signals(), ready)
