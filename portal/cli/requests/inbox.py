"""`portal inbox`: what waits for my decision, and which of my leases end soon."""

from collections.abc import Sequence

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.people.notices import notices_text
from portal.cli.requests.read import requests_text
from portal.cli.session import call
from portal.cli.text import elastic, inner, page, section, table
from portal.contract.home import Owed
from portal.contract.people.notices import NoticeList
from portal.contract.projects import Resource


@click.command("inbox", cls=PortalCommand, help="What waits for my decision, newest first.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--cursor", help="Go on where a page before ended.")
@click.pass_obj
def inbox(asked: CallerOptions, limit: int, cursor: str | None) -> None:
    """Requests that wait on the person who asks."""
    found = call(asked, lambda portal: portal.requests.listing("inbox", cursor=cursor, limit=limit))
    shown = None if asked.json or cursor else call(asked, lambda portal: portal.home.show())
    listed = requests_text(found) if found.items else "nothing waits for you"
    ending, owed = (shown.leases, shown.owed) if shown else ((), ())
    told = notices_text(NoticeList(shown.notices, None, 0), inner()) if shown else ""
    parts = (
        section("To be said afterwards", owed_text(owed)),
        section("Its time ends", leases_text(ending)),
        section("You were told", told),
    )
    answer(asked, found, lambda: page(listed, *parts))


def owed_text(owed: Sequence[Owed]) -> str:
    """What has to be said about requests that have started, and by when."""
    columns = ("by", "id", elastic("title"), elastic("what"))
    rows = [
        (f"{words.when(one.due_at)}{' late' if one.late else ''}", one.request, one.title, _how(one)) for one in owed
    ]
    return table(columns, rows, inner()) if rows else ""


def _how(one: Owed) -> str:
    """How it is said, or on whom it waits."""
    if one.what == "reason":
        return f"portal request explain {one.request} --reason TEXT"
    return f"portal request second {one.request} --reason TEXT" if one.can_do else "a second person has to look at it"


def leases_text(ending: Sequence[Resource]) -> str:
    """The person's leases that end soon, and what makes one longer; showing it is the reminder."""
    columns = ("when", "name", elastic("what"), elastic("project"))
    rows = [(words.when(one.lease_until), one.name, one.kind, one.project) for one in ending]
    longer = "longer: portal request new extension --set resource=NAME"
    return page(table(columns, rows, inner()), longer) if rows else ""
