"""Warnings about the price book: what is old, and what has no price."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from catalog.finding import Finding
from catalog.model import Catalogue

FILE = "prices.yaml"
MAX_AGE_DAYS = 180


def check_prices(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    """Rows older than half a year, by their date, and offered compute types without a price."""
    old = Counter(row.date for row in catalogue.prices.rows if (today - row.date).days > MAX_AGE_DAYS)
    for day, count in old.items():
        message = f"{count} prices are of {day}, more than {MAX_AGE_DAYS} days ago"
        yield Finding(FILE, "old-price", "prices", message, "refresh them: portal catalog prices refresh")
    for compute in catalogue.computes:
        if not compute.may_be_requested:
            continue
        for region in compute.regions:
            if catalogue.prices.hourly(compute.id, region, "dedicated") is None:
                message = f"it is offered in {region} and has no price there"
                yield Finding(FILE, "no-price", compute.id, message, "add a row, or leave the region out")
