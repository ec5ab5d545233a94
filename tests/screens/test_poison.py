"""A part of the snapshot that cannot be read costs itself, and what can be read but is odd does not end the app."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.contract.problem import Problem
from portal.contract.requests import RequestPage
from portal.settings import Settings
from screens.connection.snapshot import Snapshot
from tests.observer.poison import NUMBERS, OBJECTS, TEXTS, spoilt
from tests.screens import made
from tests.screens.scene import busy_portal
from tests.screens.story import at_portal

MOMENTS = {"no moment": b'"yesterday"', "before all time": b'"0001-01-01T00:00:00+14:00"'}
ROW = ("screens", "approvals", "data", "items", 0)
FIELDS: dict[str, tuple[tuple[Any, ...], dict[str, bytes]]] = {
    "a number": ((*ROW, "revision"), NUMBERS),
    "a text": ((*ROW, "title"), TEXTS),
    "a moment": (
        (*ROW, "waiting_since"),
        TEXTS | {"no moment": b'"yesterday"', "long ago": b'"0001-01-01T00:00:00+14:00"'},
    ),
    "rows": (("screens", "approvals", "data", "items"), OBJECTS),
    "when it was": (("screens", "approvals", "at"), TEXTS | NUMBERS),
    "a screen": (("screens", "approvals"), OBJECTS),
}


def kept(home: Path, spoil: tuple[tuple[Any, ...], bytes] | None = None, person: str = "ana") -> Snapshot:
    """A snapshot of two screens, the one for approvals spoilt, as the next start finds it."""
    first = Snapshot(Settings(home), person, made.clock)
    first.put("approvals", RequestPage(tuple(made.row(number) for number in range(200, 203))))
    first.put("requests", RequestPage((made.row(7),)))
    if spoil is not None:
        first.path.write_bytes(spoilt(json.loads(first.path.read_text()), *spoil))
    return Snapshot(Settings(home), person, made.clock)


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_odd_in_one_screen_costs_that_screen_at_most(tmp_path: Path, name: str) -> None:
    way, poisons = FIELDS[name]
    for what, poison in poisons.items():
        snapshot = kept(tmp_path, (way, poison))
        found = snapshot.get("approvals", RequestPage)
        assert found is None or all(type(row.revision) is int for row in found[0].items), what
        other = snapshot.get("requests", RequestPage)
        assert other is not None and other[0].items == (made.row(7),), what
        snapshot.put("approvals", RequestPage((made.row(1),)))
        assert Snapshot(Settings(tmp_path), "ana", made.clock).get("approvals", RequestPage) is not None, what


@pytest.mark.parametrize("content", [b"[" * 100_000, b"\xff\xfe", b"9" * 5000, b'{"version": NaN}'])
def test_a_file_that_is_none_is_written_anew(tmp_path: Path, content: bytes) -> None:
    snapshot = kept(tmp_path)
    snapshot.path.write_bytes(content)
    again = Snapshot(Settings(tmp_path), "ana", made.clock)
    assert again.get("approvals", RequestPage) is None
    again.put("approvals", RequestPage(()))
    assert Snapshot(Settings(tmp_path), "ana", made.clock).get("approvals", RequestPage) is not None


@pytest.mark.parametrize(
    ("field", "poison"),
    [("title", TEXTS["a megabyte"]), ("waiting_since", b'"yesterday"'), ("state", b'"\\u0007odd"')],
    ids=["a megabyte", "no moment", "no state"],
)
async def test_the_app_starts_with_rows_that_are_odd(tmp_path: Path, field: str, poison: bytes) -> None:
    silent = busy_portal()
    kept(tmp_path, ((*ROW, field), poison), silent.person)
    silent.problem = Problem(0, "no server", "nobody listens")
    async with at_portal(tmp_path, silent, live=False) as portal:
        await portal.presses("4").sees("no connection", "R-201")
