"""Looking at the catalogue as the server serves it."""

from collections.abc import Sequence

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.session import call
from portal.cli.text import Column, fields, line, page, section, table, width
from portal.client import catalogue
from portal.contract.catalogue import CatalogueItem, CataloguePage, Quota, QuotaHolder

KINDS = click.option("--kind", type=click.Choice(["template", "compute", "environment"]), help="Only these.")


@click.command("list", cls=PortalCommand, help="Every template, compute type and environment.")
@KINDS
@click.pass_obj
def listing(asked: CallerOptions, kind: str | None) -> None:
    """The whole catalogue."""
    found = call(asked, lambda c: catalogue.listing(c, kind=kind or ""))
    answer(asked, found, lambda: catalogue_text(found))


@click.command("search", cls=PortalCommand, help="Offers that match a text, best first.")
@click.argument("text", nargs=-1, required=True)
@KINDS
@click.pass_obj
def search(asked: CallerOptions, text: tuple[str, ...], kind: str | None) -> None:
    """What matches."""
    found = call(asked, lambda c: catalogue.listing(c, " ".join(text), kind or ""))
    answer(asked, found, lambda: catalogue_text(found))


@click.command("show", cls=PortalCommand, help="The card of one offer.")
@click.argument("id")
@click.pass_obj
def show(asked: CallerOptions, id: str) -> None:
    """One offer."""
    found = call(asked, lambda c: catalogue.show(c, id))
    answer(asked, found, lambda: item_text(found))


def catalogue_text(found: CataloguePage) -> str:
    """Lines of the catalogue as a table."""
    columns = (
        Column("id"),
        Column("kind", drop=1),
        Column("lifecycle"),
        Column("tier", drop=2),
        Column("an hour", right=True),
        Column("title", gives=True),
        Column("use it when", gives=True, drop=3),
    )
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
    limit = width()
    inner = limit - 2 if limit is not None else None
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
    priced = (Column("region"), Column("priority"), Column("price", gives=True))
    return page(
        line(f"{item.id}  {item.title} ({item.kind})"),
        section("What it is", fields([("", item.summary)], inner)),
        section("Card", fields(head, inner)),
        section("Price", table(priced, prices, inner) if prices else _unpriced(item)),
        section("Quota", _quotas(item.quotas, inner)),
        section("From its file", fields(((name, _plain(value)) for name, value in item.facts.items()), inner)),
    )


def _unpriced(item: CatalogueItem) -> str:
    return "no price in the price book" if item.kind == "compute" else ""


def _quotas(quotas: Sequence[Quota], limit: int | None) -> str:
    columns = (
        Column("region"),
        Column("stages"),
        Column("priority"),
        Column("used", right=True),
        Column("of", right=True),
        Column("seen", gives=True),
    )
    rows = [
        (
            quota.region,
            ", ".join(quota.stages),
            quota.priority,
            "?" if quota.used is None else quota.used,
            "?" if quota.limit is None else quota.limit,
            quota.problem or words.when(quota.observed_at),
        )
        for quota in quotas
    ]
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
