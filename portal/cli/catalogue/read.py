"""Looking at the catalogue as the server serves it."""

from collections.abc import Sequence

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.session import relay
from portal.cli.text import Column, elastic, fields, inner, line, page, right, section, table, width
from portal.contract.catalogue import CatalogueItem, CataloguePage, Quota, QuotaHolder

KINDS = click.option("--kind", type=click.Choice(["template", "compute", "environment"]), help="Only these.")


@click.command("list", cls=PortalCommand, help="Every template, compute type and environment.")
@KINDS
@click.pass_obj
def listing(asked: CallerOptions, kind: str | None) -> None:
    """The whole catalogue."""
    relay(asked, lambda portal: portal.catalogue.listing(kind=kind or ""), catalogue_text)


@click.command("search", cls=PortalCommand, help="Offers that match a text, best first.")
@click.argument("text", nargs=-1, required=True)
@KINDS
@click.pass_obj
def search(asked: CallerOptions, text: tuple[str, ...], kind: str | None) -> None:
    """What matches."""
    relay(asked, lambda portal: portal.catalogue.listing(" ".join(text), kind or ""), catalogue_text)


@click.command("show", cls=PortalCommand, help="The card of one offer.")
@click.argument("id")
@click.pass_obj
def show(asked: CallerOptions, id: str) -> None:
    """One offer."""
    relay(asked, lambda portal: portal.catalogue.show(id), item_text)


def catalogue_text(found: CataloguePage) -> str:
    """Lines of the catalogue as a table."""
    columns = (
        "id", Column("kind", drop=1), "lifecycle", Column("tier", drop=2), right("an hour"), elastic("title"),
        Column("use it when", gives=True, drop=3),
    )  # fmt: skip
    rows = [
        (row.id, row.kind, row.lifecycle, row.tier, words.money(row.cents_per_hour), row.title, row.use_when)
        for row in found.items
    ]
    return page(
        table(columns, rows, width()) if rows else "nothing matches",
        line(f"note: {found.warning}") if found.warning else "",
    )


def item_text(item: CatalogueItem) -> str:
    """The card of one offer."""
    limit = inner()
    head = [
        ("lifecycle", item.lifecycle + (f": {item.reason}" if item.reason else "")),
        ("use instead", item.successor),
        ("use it when", item.use_when),
        ("not when", item.not_when),
        (
            "who decides",
            f"{item.tier}: {item.approval}" + (f" ({words.people(item.approvers)})" if item.approvers else ""),
        ),
        ("owner", item.owner),
        ("version", f"{item.version}, digest {item.digest}".removeprefix(", ")),
        ("used by", words.people((*item.projects, *item.models), 12)),
    ]
    prices = [
        (p.region, p.priority, f"{words.money(p.cents_per_hour, p.currency)} an hour, {p.certainty}, of {p.date}")
        for p in item.prices
    ]
    priced = ("region", "priority", elastic("price"))
    return page(
        line(f"{item.id}  {item.title} ({item.kind})"),
        section("What it is", fields([("", item.summary)], limit)),
        section("Card", fields(head, limit)),
        section("Price", table(priced, prices, limit) if prices else _unpriced(item)),
        section("Quota", _quotas(item.quotas, limit)),
        section("From its file", fields(((name, _plain(value)) for name, value in item.facts.items()), limit)),
    )


def _unpriced(item: CatalogueItem) -> str:
    return "no price in the price book" if item.kind == "compute" else ""


def _quotas(quotas: Sequence[Quota], limit: int | None) -> str:
    columns = ("region", "stages", "priority", right("used"), right("of"), elastic("seen"))
    rows = [
        (
            quota.region, ", ".join(quota.stages), quota.priority, "?" if quota.used is None else quota.used,
            "?" if quota.limit is None else quota.limit, quota.problem or words.when(quota.observed_at),
        )
        for quota in quotas
    ]  # fmt: skip
    held = [line(f"held in {quota.region} by {_holder(one)}") for quota in quotas for one in quota.holders]
    return page(table(columns, rows, limit), *held) if rows else ""


def _holder(one: QuotaHolder) -> str:
    until = f"until {one.until[:10]}" if one.until else "without an end"
    who = ", ".join(filter(None, (one.person, one.project)))
    return f"{one.name} ({who or 'nobody'}) {one.vcpus} {until}"


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(one)}" for name, one in value.items())
    return "" if value is None else str(value)
