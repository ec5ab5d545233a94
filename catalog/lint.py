"""Warnings about a catalogue that is valid: what is old, unclear, unowned, or rests on one person."""

from datetime import UTC, date, datetime

from catalog.checks.gates import check_gates
from catalog.checks.offers import check_offers
from catalog.checks.organisation import check_organisation
from catalog.checks.policy import check_policy
from catalog.checks.prices import check_prices
from catalog.checks.templates import check_templates
from catalog.finding import Finding
from catalog.model import Catalogue


def lint(catalogue: Catalogue, today: date | None = None) -> list[Finding]:
    """Every warning, sorted by file; `today` (None: the current day) decides what is old."""
    day = today or datetime.now(UTC).date()
    return sorted(
        {
            *check_offers(catalogue, day),
            *check_templates(catalogue),
            *check_organisation(catalogue.organisation),
            *check_prices(catalogue, day),
            *check_policy(catalogue),
            *check_gates(catalogue),
        }
    )
