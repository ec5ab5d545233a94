"""`portal database`: what the owner of a shared server's database does with it."""

import sys

import click

from portal.cli.options import CallerOptions, LazyGroup, PortalCommand
from portal.cli.output import answer
from portal.contract.problem import bad_input
from portal.settings import load_settings

database = LazyGroup(
    "database",
    {
        "prepare": ("operating.database:prepare", "Bring schema, roles and rights up to date."),
        "grants": ("operating.database:grants", "Write the SQL that gives the roles their rights."),
        "move": ("operating.database_move:move", "Copy a solo home's records into an empty one."),
    },
    help="The database of a shared server: its schema, roles and rights.",
)


@click.command(
    "prepare",
    cls=PortalCommand,
    help="Bring a PostgreSQL database to the newest schema and give the roles portal_api, portal_worker, "
    "portal_reading and portal_migration exactly their rights. Make users members of one each. Twice is once.",
)
@click.option("--database", "url", metavar="URL", help="As its owner, or a member of portal_migration.")
@click.pass_obj
def prepare(asked: CallerOptions, url: str | None) -> None:
    """Prepare the database that the settings name."""
    settings, _ = load_settings({"database": url}, logged_in=False)
    if not settings.database:
        raise bad_input("no database is named", todo="name it with --database or PORTAL_DATABASE")
    from portal.server.assembly import opened
    from portal.store.migrate import current
    from portal.store.prepare import prepare as bring_up_to_date
    from portal.store.roles import ROLES

    database = opened(settings)
    try:
        bring_up_to_date(database)
        at = current(database)
        where = database.engine.url.render_as_string(hide_password=True)
    finally:
        database.close()
    told = {"database": where, "schema": at, "roles": list(ROLES)}
    answer(asked, told, lambda: f"{where} is at schema {at}, with the rights of {', '.join(ROLES)}")


@click.command("grants", cls=PortalCommand, help="Write the SQL that gives the roles their rights, to be read first.")
@click.pass_obj
def grants(asked: CallerOptions) -> None:
    """The statements on stdout."""
    from portal.store.prepare import script

    text = script()
    if asked.json:
        answer(asked, {"sql": text}, lambda: "")
    else:
        sys.stdout.write(text)
