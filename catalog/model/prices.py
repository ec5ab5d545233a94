"""The price book: dated prices per hour, each with its source and how certain it is."""

import datetime
from functools import cached_property
from typing import Literal

from pydantic import Field

from catalog.model.base import Cents, Identifier, Line, Model, Priority


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
    rows: tuple[PriceRow, ...] = Field(max_length=5000)

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str], PriceRow]:
        return {(row.compute, row.region, row.priority): row for row in self.rows}

    def hourly(self, compute: str, region: str, priority: str) -> PriceRow | None:
        """The price of one node an hour, or None when the book has no such row."""
        return self._by_key.get((compute, region, priority))
