"""A new price book from a price list, and how it differs from the one in force. Pure: nothing is read or written."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from catalog.model import Catalogue, ComputeType, PriceBook, PriceRow

HEADER = """\
# yaml-language-server: $schema=schemas/prices.json
# What one node costs an hour, in euro cents: list prices. Discounts by quota family are taken off when the catalogue is
# loaded. Review this file like any other change, then let it take the place of the book in force.
"""


@dataclass(frozen=True)
class Listed:
    """A list price of one hour, in the book's currency; `compute` is a compute type's id."""

    compute: str
    region: str
    priority: str
    amount: Decimal


@dataclass(frozen=True)
class PriceMove:
    """How one price differs between two books, in cents; None where a book does not have it.

    `what` is `moved`, `new` or `gone` (not in the list any more); what is gone and still offered is `kept`: its old
    price stays in the book, as an estimate.
    """

    compute: str
    region: str
    priority: str
    what: str
    before_cents: int | None
    after_cents: int | None
    percent: float | None
    kept: bool = False


@dataclass(frozen=True)
class Refresh:
    """A new book and its differences from the one in force, the largest first."""

    book: PriceBook
    moves: tuple[PriceMove, ...]
    unchanged: int


def wanted(catalogue: Catalogue) -> tuple[ComputeType, ...]:
    """The sizes that a new book needs prices of."""
    return tuple(item for item in catalogue.computes if item.lifecycle != "blocked")


def refreshed(
    catalogue: Catalogue,
    in_force: PriceBook,
    listed: Iterable[Listed],
    source: str,
    today: date,
    unread: Collection[tuple[str, str]] = (),
) -> Refresh:
    """The book that the list makes of the one in force, which keeps its discounts.

    Of `unread`, types and regions whose prices could not be read, the rows in force stay as they are.
    """
    prices = {(one.compute, one.region, one.priority): cents(one.amount) for one in listed}
    before: dict[tuple[str, str, str], PriceRow] = {
        (row.compute, row.region, row.priority): row for row in in_force.rows
    }
    told = f"{source}, {today}"
    rows, moves, unchanged = [], [], 0
    for key in _keys(catalogue, before):
        old, now = before.get(key), prices.get(key)
        if key[:2] in unread:
            rows += [old] if old is not None else []
        elif now is not None:
            rows.append(_row(key, now, told, today, "published"))
            if old is not None and old.cents_per_hour == now:
                unchanged += 1
            else:
                moves.append(_move(key, old, now))
        elif old is not None and _is_offered(catalogue, key):
            text = f"kept from {old.date}, {told} does not have it"
            rows.append(_row(key, old.cents_per_hour, text, old.date, "estimate"))
            moves.append(PriceMove(*key, "gone", old.cents_per_hour, old.cents_per_hour, None, kept=True))
        elif old is not None:
            moves.append(PriceMove(*key, "gone", old.cents_per_hour, None, None))
    book = PriceBook(version=str(today), date=today, discounts=in_force.discounts, rows=tuple(rows))
    return Refresh(book, tuple(sorted(moves, key=_order)), unchanged)


def cents(amount: Decimal) -> int:
    """A price in whole cents; what costs anything costs one at least."""
    return max(1, int((amount * 100).to_integral_value(ROUND_HALF_UP)))


def _keys(catalogue: Catalogue, before: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """What a book may have a price of: what the one in force has, in its order, then what is offered beside it."""
    known = dict.fromkeys(before)
    yield from known
    for item in wanted(catalogue):
        for region in item.regions:
            yield from (key for priority in ("dedicated", "low") if (key := (item.id, region, priority)) not in known)


def _is_offered(catalogue: Catalogue, key: tuple[str, str, str]) -> bool:
    item = catalogue.compute(key[0])
    return item is not None and item.may_be_requested and key[1] in item.regions


def _row(key: tuple[str, str, str], cents_per_hour: int, source: str, day: date, certainty: str) -> PriceRow:
    compute, region, priority = key
    return PriceRow.model_validate(
        {
            "compute": compute,
            "region": region,
            "priority": priority,
            "cents_per_hour": cents_per_hour,
            "source": source,
            "date": day,
            "certainty": certainty,
        }
    )


def _move(key: tuple[str, str, str], old: PriceRow | None, now: int) -> PriceMove:
    if old is None:
        return PriceMove(*key, "new", None, now, None)
    percent = round((now - old.cents_per_hour) * 100 / old.cents_per_hour, 1) if old.cents_per_hour else None
    return PriceMove(*key, "moved", old.cents_per_hour, now, percent)


def _order(move: PriceMove) -> tuple[object, ...]:
    """The largest moves first, then what is new and what is gone."""
    kinds = ("moved", "new", "gone")
    return kinds.index(move.what), -abs(move.percent or 0.0), move.compute, move.region, move.priority


def book_text(book: PriceBook) -> str:
    """A price book as it is written to its file; loading that gives the same book."""
    lines = [f"version: {json.dumps(book.version)}", f"date: {book.date}", f"currency: {book.currency}"]
    if book.discounts:
        lines.append("discounts:")
        lines += [f"  {json.dumps(family)}: {percent:g}" for family, percent in book.discounts.items()]
    lines.append("rows:" if book.rows else "rows: []")
    for row in book.rows:
        lines.append(
            f"  - {{compute: {row.compute}, region: {row.region}, priority: {row.priority}, "
            f"cents_per_hour: {row.cents_per_hour}, certainty: {row.certainty}, date: {row.date},"
        )
        lines.append(f"     source: {json.dumps(row.source, ensure_ascii=False)}}}")
    return HEADER + "\n".join(lines) + "\n"
