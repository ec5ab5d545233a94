"""The price book: dated prices per hour, each with its source and how certain it is."""

import datetime
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from catalog.model.base import Cents, Identifier, Line, Model, Priority

Percent = Annotated[float, Field(gt=0, lt=100)]


class PriceRow(Model):
    """What one node of a compute type costs an hour in one region, in euro cents."""

    compute: Identifier
    region: Identifier
    priority: Priority
    cents_per_hour: Cents
    source: Line
    date: datetime.date
    certainty: Literal["published", "estimate"]


class PriceBook(Model):
    """All prices of one day; a price is never shown without its date."""

    version: Line
    date: datetime.date
    currency: Literal["EUR"] = "EUR"
    discounts: dict[Line, Percent] = Field(
        default_factory=dict, description="Quota family to the percent that the organisation pays less than the list."
    )
    rows: tuple[PriceRow, ...] = Field(max_length=5000, description="List prices; discounts are taken off on loading.")

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str], PriceRow]:
        return {(row.compute, row.region, row.priority): row for row in self.rows}

    def hourly(self, compute: str, region: str, priority: str) -> PriceRow | None:
        """The price of one node an hour, or None when the book has no such row."""
        return self._by_key.get((compute, region, priority))

    def discounted(self, families: Mapping[str, str]) -> "PriceBook":
        """The book with its discounts taken off, and none left to take; `families` maps compute types to theirs."""
        percents = {family.lower(): percent for family, percent in self.discounts.items()}
        rows = (_less(row, percents.get(families.get(row.compute, "").lower(), 0.0)) for row in self.rows)
        return PriceBook.model_construct(**{**dict(self), "rows": tuple(rows), "discounts": {}}) if percents else self


def _less(row: PriceRow, percent: float) -> PriceRow:
    """A row with its discount taken off, rounded up to a cent; its source says so."""
    if not percent:
        return row
    paid = Decimal(row.cents_per_hour) * (100 - Decimal(str(percent))) / 100
    cents = int(paid.to_integral_value(ROUND_CEILING))
    source = f"{row.source}; {percent:g} % less by agreement (list {row.cents_per_hour} cents)"
    return row.model_copy(update={"cents_per_hour": cents, "source": source})
