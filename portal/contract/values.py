"""Kinds of value that many words on the wire share."""

from typing import Any

Json = Any
"""A JSON value. Specs and payloads travel as plain JSON beside their schema."""

Cents = int
"""Money in integer cents of the price book's currency."""

Stamp = str
"""A moment: ISO 8601, UTC, fixed width (see `portal.clock.stamp`)."""

PersonId = str
"""The id of a person in the directory; names are resolved when shown, never stored."""
