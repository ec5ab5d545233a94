"""Why requests are denied: the reasons that the catalogue offers, and how often each was the one."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.session import relay
from portal.cli.text import Column, elastic, line, page, right, table, width
from portal.contract.reports import DenialReport

COLUMNS = (
    "code", elastic("reason"), right("times"), right("share"),
    Column("asked again", right=True, drop=1), Column("kinds", gives=True, drop=2), Column("last", drop=3),
)  # fmt: skip


@click.command("reasons", cls=PortalCommand, help="Reasons to deny, and how often each was the one.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 3650), help="Count so many days back.")
@click.pass_obj
def reasons(asked: CallerOptions, days: int) -> None:
    """Why requests were denied."""
    relay(asked, lambda portal: portal.reports.denials(days), report_text)


def report_text(found: DenialReport) -> str:
    """The reasons as a table, the commonest first."""
    rows = [
        (
            one.code or "–", one.title, one.times, f"{one.percent} %", one.asked_again,
            ", ".join(f"{kind} {times}" for kind, times in one.kinds.items()), words.when(one.last_at),
        )
        for one in found.items
    ]  # fmt: skip
    told = f"{found.total} denied since {words.when(found.since)}"
    return page(line(told), table(COLUMNS, rows, width()) if rows else "")
