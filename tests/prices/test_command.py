"""`portal catalog prices refresh`: a new book for review, and nothing half-written when something goes wrong."""

import json
import os
from datetime import UTC
from pathlib import Path

import httpx
import pytest

from catalog.load import load, load_prices
from portal.azure import connection, prices
from portal.clock import system_clock
from tests.catalog.small import SmallCatalogue
from tests.cli.conftest import Run
from tests.prices.listing import Handler, item, page, told

REFRESH = ("catalog", "prices", "refresh")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallCatalogue:
    """A small catalogue of one's own that is in use: one size at 21 cents."""
    made = SmallCatalogue(tmp_path / "catalogue")
    monkeypatch.setenv("PORTAL_CATALOGUE", str(made.root))
    return made


def answering(monkeypatch: pytest.MonkeyPatch, handler: Handler) -> None:
    """Let the price list answer as a test tells it, asked once."""
    monkeypatch.setattr(connection, "connect", lambda _settings, _clock: told(handler))
    monkeypatch.setattr(prices, "ATTEMPTS", 1)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def dated() -> str:
    """The name that a book of today gets."""
    return f"prices-{system_clock().astimezone(UTC).date()}.yaml"


def test_a_new_dated_book_lies_beside_the_one_in_force(portal: Run, small: SmallCatalogue) -> None:
    before = files(small.root)
    ran = portal(*REFRESH)
    assert (ran.code, ran.err) == (0, "")
    after = files(small.root)
    assert set(after) - set(before) == {dated()}
    assert {name: after[name] for name in before} == before
    book = load_prices(small.root / dated())
    assert {row.priority: row.certainty for row in book.rows} == {"dedicated": "published", "low": "published"}
    assert book.rows[0].source.startswith("Azure Retail Prices API, emulated, ")
    assert "no Azure was asked" in ran.out
    assert "review it like any change of the catalogue" in ran.out
    assert ["d4s-v5", "westeurope", "dedicated", "moved", "0.21", "0.20", "-4.8"] in [
        line.split() for line in ran.out.splitlines()
    ]
    assert load(small.root).prices.hourly("d4s-v5", "westeurope", "low") is None  # it is not in force yet


def test_a_second_one_of_the_day_is_refused_and_the_first_stays(portal: Run, small: SmallCatalogue) -> None:
    assert portal(*REFRESH).code == 0
    before = files(small.root)
    ran = portal(*REFRESH)
    assert (ran.code, ran.out) == (2, "")
    assert f"{dated()} is there already - name a file with --out, or remove it" in ran.err
    assert files(small.root) == before


def test_scripts_get_what_moved_as_json(portal: Run, small: SmallCatalogue, tmp_path: Path) -> None:
    told_ = json.loads(portal(*REFRESH, "--out", str(tmp_path / "new.yaml"), "--json").out)
    assert (told_["file"], told_["currency"], told_["azure"]) == (str(tmp_path / "new.yaml"), "EUR", "emulated")
    assert (told_["rows"], told_["unchanged"], told_["gone"]) == (2, 0, [])
    assert told_["moved"][0]["percent"] == -4.8
    assert told_["new"][0]["priority"] == "low"


def test_the_book_in_force_is_replaced_when_it_is_named(portal: Run, small: SmallCatalogue) -> None:
    ran = portal(*REFRESH, "--out", str(small.root / "prices.yaml"))
    assert ran.code == 0
    row = load(small.root).prices.hourly("d4s-v5", "westeurope", "dedicated")
    assert row is not None and (row.cents_per_hour, row.certainty) == (20, "published")


@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("organisation.yaml", "is no price book"),
        ("nowhere/prices.yaml", "is no folder"),
        (".", "is a folder"),
    ],
)
def test_nothing_else_is_overwritten(portal: Run, small: SmallCatalogue, out: str, why: str) -> None:
    before = files(small.root)
    ran = portal(*REFRESH, "--out", str(small.root / out))
    assert ran.code == 2 and why in ran.err
    assert files(small.root) == before


def test_a_book_for_the_starter_lands_where_one_stands(
    portal: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = portal(*REFRESH, "--json")
    assert ran.code == 0
    told_ = json.loads(ran.out)
    assert told_["file"] == dated() and (tmp_path / dated()).is_file()
    assert told_["unchanged"] > 20 and len(told_["moved"]) > 20
    assert {move["compute"] for move in told_["gone"] if move["priority"] == "dedicated"} == {"nd40rs-v2"}
    assert all(move["kept"] for move in told_["gone"])


def test_the_new_book_loads_in_the_place_of_the_old_and_then_nothing_moves(portal: Run, small: SmallCatalogue) -> None:
    assert portal(*REFRESH).code == 0
    os.replace(small.root / dated(), small.root / "prices.yaml")
    again = json.loads(portal(*REFRESH, "--json").out)
    assert (again["moved"], again["new"], again["unchanged"]) == ([], [], 2)


def no_network(request: httpx.Request) -> httpx.Response:
    """Nobody answers."""
    raise httpx.ConnectError("Name or service not known", request=request)


@pytest.mark.parametrize(
    ("handler", "code", "why"),
    [
        (no_network, 5, "prices.azure.com cannot be reached: Name or service not known"),
        (lambda _request: httpx.Response(503), 5, "prices.azure.com answered 503"),
        (lambda _request: httpx.Response(429, headers={"Retry-After": "30"}), 5, "asks to wait 30 s"),
        (lambda _request: httpx.Response(200, content=page(item(0.2))[:-9]), 1, "are not whole JSON"),
        (lambda _request: httpx.Response(200, content=page(item(0.2, currencyCode="USD"))), 1, "not in EUR"),
        (lambda _request: httpx.Response(400, content=b"{}"), 1, "prices.azure.com answered 400"),
    ],
    ids=["unreachable", "503", "429", "truncated", "currency", "400"],
)
def test_a_failure_is_one_clear_line_and_nothing_is_written(
    portal: Run, small: SmallCatalogue, monkeypatch: pytest.MonkeyPatch, handler: Handler, code: int, why: str
) -> None:
    answering(monkeypatch, handler)
    before = files(small.root)
    ran = portal(*REFRESH)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert why in ran.err and "nothing was written" in ran.err
    assert files(small.root) == before


def test_a_second_page_that_breaks_leaves_nothing_behind(
    portal: Run, small: SmallCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "https://prices.azure.com:443/api/retail/prices?$skip=1"
    answers = [page(item(0.2), following=more), page(item(0.2))[:-20]]
    answering(monkeypatch, lambda _request: httpx.Response(200, content=answers.pop(0)))
    before = files(small.root)
    assert portal(*REFRESH).code == 1
    assert not answers
    assert files(small.root) == before


def test_a_disk_that_is_full_leaves_nothing_half_written(
    portal: Run, small: SmallCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_old: str, _new: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    before = files(small.root)
    ran = portal(*REFRESH)
    assert ran.code == 1 and "No space left on device" in ran.err
    assert files(small.root) == before


def test_a_broken_catalogue_is_told_and_nobody_is_asked(
    portal: Run, small: SmallCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, no_network)
    small.write("prices.yaml", "rows: yes\n")
    ran = portal(*REFRESH)
    assert ran.code == 2
    assert "prices.yaml:1" in ran.err
