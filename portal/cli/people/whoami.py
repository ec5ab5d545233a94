"""`portal whoami`: which account, which person, which roles, and where each came from."""

import click

from portal.cli.options import Asked, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call
from portal.cli.text import Column, fields, page, section, table, width
from portal.client import people
from portal.contract.people import Me


@click.command("whoami", cls=PortalCommand, help="Who I am here, and why I may do what I may.")
@click.pass_obj
def whoami(asked: Asked) -> None:
    """The account, the person behind it and their roles, as the server sees them."""
    found = call(asked, people.me)
    answer(asked, found, lambda: text_of(found))


def text_of(me: Me) -> str:
    """Who somebody is, in words."""
    person, limit = me.person, width()
    known = fields(
        [
            ("person", f"{person.name} ({person.id}), {person.title}"),
            ("account", me.account or "none is needed here"),
            ("known by", me.account_source),
            ("mode", me.mode),
            ("organisation", me.organisation),
            ("unit", person.unit or "none"),
            ("groups", ", ".join(person.groups) or "none"),
            *([("may decide", f"no, a {person.kind} never does")] if person.kind != "human" else []),
        ],
        limit,
    )
    rows = [(one.role, one.source) for one in me.roles]
    inner = limit - 2 if limit is not None else None
    listed = table((Column("role"), Column("from", gives=True)), rows, inner) if rows else "none"
    return page(known, section("Roles", listed))
