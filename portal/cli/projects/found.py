"""Looking at what is there: found, leased, or all of it."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.requests.read import more
from portal.cli.session import relay
from portal.cli.text import elastic, line, page, right, table, width
from portal.contract.resources import ResourcePage


@click.command("found", cls=PortalCommand, help="What is in Azure and was not made here; all that is there with --all.")
@click.argument("text", nargs=-1)
@click.option("--leased", "scope", flag_value="leased", help="What has a lease instead, made here or not.")
@click.option("--all", "scope", flag_value="all", help="Everything that is there.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 200))
@click.option("--cursor", help="Go on where a page before ended.")
@click.pass_obj
def found(asked: CallerOptions, text: tuple[str, ...], scope: str | None, limit: int, cursor: str | None) -> None:
    """A page of what is there."""
    wanted = " ".join(text)
    relay(asked, lambda portal: portal.resources.listing(scope or "found", wanted, cursor, limit), resources_text)


def resources_text(seen: ResourcePage) -> str:
    """A page of what is there as a table, with its totals and its age."""
    looked = f"Azure was last looked at {words.when(seen.observed_at)}" if seen.observed_at else (
        "Azure was not looked at yet, so nothing can be said of what is there"
    )  # fmt: skip
    if not seen.items:
        return page(line("nothing of that kind" if seen.observed_at else "not known"), line(looked))
    columns = (
        elastic("name"), "kind", elastic("size"), elastic("workspace"),
        elastic("project"), "owner", "state", right("a month"),
        "last used", "lease ends",
    )  # fmt: skip
    rows = [
        (
            row.label, row.kind.replace("_", " "), row.size, row.workspace,
            row.project or (f"{row.guess}? ({row.guessed_by})" if row.guess else ""),
            row.owner, row.state, "not known" if row.monthly_cents is None else words.money(row.monthly_cents),
            words.when(row.used_at) if row.used_at else "not known", words.when(row.lease_until),
        )
        for row in seen.items
    ]  # fmt: skip
    unpriced = f", {seen.unpriced} of unknown cost" if seen.unpriced else ""
    total = line(f"in all: {seen.total}, {words.money(seen.monthly_cents)} a month{unpriced}; {looked}")
    return page(table(columns, rows, width()), total, more(seen.next))
