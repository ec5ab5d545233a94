"""`portal whoami`: which account, which person, which roles, and where each came from."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call, settings_of
from portal.cli.text import elastic, fields, inner, page, section, table, width
from portal.contract.people.people import Me


@click.command("whoami", cls=PortalCommand, help="Who I am here, and why I may do what I may.")
@click.pass_obj
def whoami(asked: CallerOptions) -> None:
    """The account, the person behind it and their roles, as the server sees them."""
    found = call(asked, lambda portal: portal.people.me())
    server = settings_of(asked).server or "the private one of this home"
    answer(asked, found, lambda: text_of(found, server))


def text_of(me: Me, server: str) -> str:
    """Who somebody is, in words."""
    person, limit = me.person, inner()
    known = fields(
        [
            ("person", f"{person.name} ({person.id}), {person.title}"),
            ("account", me.account or "none is needed here"),
            *([("tenant", me.tenant)] if me.tenant else []),
            ("known by", me.account_source),
            *([("until", words.when(me.signed_in_until))] if me.signed_in_until else []),
            ("server", server),
            ("mode", me.mode),
            ("organisation", me.organisation),
            ("unit", person.unit or "none"),
            ("groups", ", ".join(person.groups) or "none"),
            ("directory", directory_of(me)),
            *([("may decide", f"no, a {person.kind} never does")] if person.kind != "human" else []),
        ],
        width(),
    )
    rows = [(one.role, one.source) for one in me.roles]
    listed = table(("role", elastic("from")), rows, limit) if rows else "none"
    may = [(one.what, "yes" if one.may else "no", one.why) for one in me.rights]
    allowed = table((elastic("what"), "may", elastic("why")), may, limit) if may else "none"
    return page(known, section("Roles", listed), section("What I may do", allowed), *_stands_in(me))


def directory_of(me: Me) -> str:
    """Where people and groups come from, and of when that is."""
    if me.directory != "Microsoft Graph":
        return me.directory
    return f"{me.directory}, read {words.when(me.directory_read_at)}" if me.directory_read_at else "never read yet"


def _stands_in(me: Me) -> list[str]:
    rows = [
        (one.person, one.delegate, words.when(one.since), words.when(one.until), one.reason) for one in me.delegations
    ]
    columns = ("person", "decides for them", "from", "until", elastic("why"))
    return [section("While somebody is away", table(columns, rows, width()))] if rows else []
