"""Looking at requests and at what can be asked for."""

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call, relay
from portal.cli.text import Column, elastic, fields, inner, line, page, section, table, width
from portal.contract.requests import Form, KindRow, RequestPage
from portal.contract.values import Json

ROWS = (
    "id", Column("kind", drop=4), elastic("title"), "by", "state",
    Column("tier", drop=2), Column("votes", drop=3), "waiting on", Column("changed", drop=5),
)  # fmt: skip


@click.command("kinds", cls=PortalCommand, help="What can be asked for; with KIND, its fields.")
@click.argument("kind", required=False)
@click.option("--set", "sets", multiple=True, metavar="K=V", help="An answer that other fields depend on.")
@click.pass_obj
def kinds(asked: CallerOptions, kind: str | None, sets: tuple[str, ...]) -> None:
    """The kinds, or the fields of one."""
    if kind is None:
        relay(asked, lambda portal: portal.requests.kinds(), kinds_text)
        return
    from portal.cli.answers import from_sets

    spec = from_sets(sets)
    relay(asked, lambda portal: portal.requests.form(kind, spec), form_text)


@click.command("list", cls=PortalCommand, help="Requests, newest first.")
@click.option("--scope", type=click.Choice(["mine", "team", "all", "inbox"]), default="all", show_default=True)
@click.option("--state", default="", help="Only those in this state, such as in_review.")
@click.option("--kind", default="", help="Only those of this kind.")
@click.option("--project", default="", help="Only those of this project.")
@click.option("--text", default="", help="Only those that match these words.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--cursor", help="Go on where a page before ended.")
@click.pass_obj
def listing(
    asked: CallerOptions, scope: str, state: str, kind: str, project: str, text: str, limit: int, cursor: str | None
) -> None:
    """A page of requests."""
    found = call(asked, lambda portal: portal.requests.listing(scope, state, kind, project, text, cursor, limit))
    answer(asked, found, lambda: requests_text(found))


@click.command("show", cls=PortalCommand, help="Everything about one request.")
@click.argument("id")
@click.pass_obj
def show(asked: CallerOptions, id: str) -> None:
    """One request."""
    from portal.cli.requests.page import request_text

    relay(asked, lambda portal: portal.requests.show(id), request_text)


def requests_text(found: RequestPage) -> str:
    """A page of requests as a table."""
    if not found.items:
        return "no requests"
    rows = [
        (
            row.id, row.kind, row.title, row.requester, words.state(row.state), row.tier, row.approvals,
            words.waiting_short(row.waiting_on), words.when(row.updated_at),
        )
        for row in found.items
    ]  # fmt: skip
    return page(table(ROWS, rows, width()), more(found.next, found.total))


def more(cursor: str | None, total: int | None = None) -> str:
    """Where a list goes on."""
    if cursor is None:
        return ""
    return line(f"… {'' if total is None else f'{total} in all; '}the next page: --cursor {cursor}")


def kinds_text(rows: tuple[KindRow, ...]) -> str:
    """The kinds as a table."""
    columns = ("kind", "title", elastic("what it is"))
    return table(columns, [(row.id, row.title, row.summary) for row in rows], width())


def form_text(form: Form) -> str:
    """The fields of a kind, a choice that cannot be taken with its reason."""
    needed = form.schema.get("required", [])
    parts = [line(f"{form.kind}: {form.summary}")]
    for name, field in form.schema.get("properties", {}).items():
        known = [
            ("what", field.get("description", "")),
            ("type", field.get("type", "")),
            ("if left out", "it must be answered" if name in needed else _assumed(field)),
            ("choices", _choices(field)),
        ]
        parts.append(section(f"{name} - {field.get('title', '')}", fields(known, inner())))
    example = line(f"portal request new {form.kind}" + "".join(f" --set {name}=…" for name in needed))
    return page(*parts, f"\nask for it: {example}")


def _assumed(field: dict[str, Json]) -> str:
    return f"{field['x-assumed']} ({field.get('x-origin', 'assumed')})" if "x-assumed" in field else "nothing"


def _choices(field: dict[str, Json]) -> str:
    return "\n".join(
        f"{choice['value']}: "
        + (f"not now, {choice['disabled']}" if choice.get("disabled") else choice.get("title", ""))
        for choice in field.get("x-choices", [])
    )
