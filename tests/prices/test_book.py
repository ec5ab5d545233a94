"""Discounts of the price book, and a new book from a list."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.load import load, load_prices
from catalog.model import Catalogue, PriceBook, PriceRow
from catalog.price_refresh import Listed, PriceMove, book_text, cents, refreshed
from tests.catalog.small import SmallCatalogue

TODAY = date(2026, 12, 1)
SOURCE = "A list"


@pytest.fixture
def small(tmp_path: Path) -> SmallCatalogue:
    """A small catalogue: one size in one region at 21 cents."""
    return SmallCatalogue(tmp_path / "catalogue")


def discounted(small: SmallCatalogue, text: str) -> Catalogue:
    """The catalogue with a table of discounts."""
    small.change("prices.yaml", "rows:\n", f"discounts:\n  {text}\nrows:\n")
    return load(small.root)


def test_a_discount_is_taken_off_and_can_be_seen(small: SmallCatalogue) -> None:
    before = load(small.root)
    after = discounted(small, "standardDSv5Family: 12.5")
    row = after.prices.hourly("d4s-v5", "westeurope", "dedicated")
    assert row is not None
    assert row.cents_per_hour == 19  # 18.375, rounded up
    assert row.source == "a test; 12.5 % less by agreement (list 21 cents)"
    assert row.certainty == "estimate"
    assert after.prices.rows == (row,)
    assert after.prices != before.prices


def test_the_family_is_compared_without_case(small: SmallCatalogue) -> None:
    row = discounted(small, "STANDARDdsv5family: 50").prices.hourly("d4s-v5", "westeurope", "dedicated")
    assert row is not None and row.cents_per_hour == 11


def test_another_familys_price_stays(starter: Catalogue) -> None:
    families = {item.id: item.family for item in starter.computes}
    book = starter.prices.model_copy(update={"discounts": {"Standard NCASv3_T4 Family": 10.0}})
    less = PriceBook.model_construct(**dict(book)).discounted(families)
    changed = {row.compute for row, old in zip(less.rows, starter.prices.rows, strict=True) if row != old}
    assert changed == {"nc4as-t4-v3", "nc8as-t4-v3", "nc16as-t4-v3", "nc64as-t4-v3"}
    assert less.discounted(families) is less


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("standardXFamily: 10", "no size is of family standardXFamily"),
        ("standardDSv5Family: 100", "does not fit"),
        ("standardDSv5Family: 0", "does not fit"),
        ("standardDSv5Family: much", "is the text"),
    ],
)
def test_a_wrong_discount_is_a_fault_with_its_line(small: SmallCatalogue, text: str, wrong: str) -> None:
    small.change("prices.yaml", "rows:\n", f"discounts:\n  {text}\nrows:\n")
    fault = small.only_fault()
    assert (fault.file, fault.line) == ("prices.yaml", 4)
    assert wrong in fault.wrong


def test_a_book_alone_has_list_prices(small: SmallCatalogue) -> None:
    discounted(small, "standardDSv5Family: 50")
    book = load_prices(small.root / "prices.yaml")
    assert [row.cents_per_hour for row in book.rows] == [21]
    assert book.discounts == {"standardDSv5Family": 50}


def prices(*rows: tuple[str, str]) -> Iterable[Listed]:
    """List prices of the small catalogue's size by priority."""
    return [Listed("d4s-v5", "westeurope", priority, Decimal(amount)) for priority, amount in rows]


def test_what_moved_what_is_new_and_what_is_gone(small: SmallCatalogue) -> None:
    catalogue, book = load(small.root), load_prices(small.root / "prices.yaml")
    found = refreshed(catalogue, book, prices(("dedicated", "0.2312"), ("low", "0.0449")), SOURCE, TODAY)
    assert found.moves == (
        PriceMove("d4s-v5", "westeurope", "dedicated", "moved", 21, 23, 9.5),
        PriceMove("d4s-v5", "westeurope", "low", "new", None, 4, None),
    )
    assert [(row.cents_per_hour, row.certainty, row.source, row.date) for row in found.book.rows] == [
        (23, "published", "A list, 2026-12-01", TODAY),
        (4, "published", "A list, 2026-12-01", TODAY),
    ]
    assert (found.book.version, found.book.date, found.book.currency) == ("2026-12-01", TODAY, "EUR")


def test_what_is_gone_and_still_offered_keeps_its_price_as_an_estimate(small: SmallCatalogue) -> None:
    found = refreshed(load(small.root), load_prices(small.root / "prices.yaml"), [], SOURCE, TODAY)
    assert found.moves == (PriceMove("d4s-v5", "westeurope", "dedicated", "gone", 21, 21, None, kept=True),)
    row = found.book.rows[0]
    assert (row.certainty, row.date) == ("estimate", date(2026, 5, 1))
    assert row.source == "kept from 2026-05-01, A list, 2026-12-01 does not have it"


def test_what_is_gone_and_not_offered_any_more_goes(small: SmallCatalogue) -> None:
    old = load_prices(small.root / "prices.yaml").rows[0].model_copy(update={"compute": "nc6"})
    found = refreshed(load(small.root), PriceBook(version="1", date=TODAY, rows=(old,)), [], SOURCE, TODAY)
    assert found.moves == (PriceMove("nc6", "westeurope", "dedicated", "gone", 21, None, None),)
    assert found.book.rows == ()


def test_what_did_not_move_is_counted_and_published_now(small: SmallCatalogue) -> None:
    book = load_prices(small.root / "prices.yaml")
    found = refreshed(load(small.root), book, prices(("dedicated", "0.2149")), SOURCE, TODAY)
    assert (found.moves, found.unchanged) == ((), 1)
    assert found.book.rows[0].certainty == "published"


def test_discounts_stay_and_are_compared_with_list_prices(small: SmallCatalogue) -> None:
    catalogue = discounted(small, "standardDSv5Family: 50")
    book = load_prices(small.root / "prices.yaml")
    found = refreshed(catalogue, book, prices(("dedicated", "0.42")), SOURCE, TODAY)
    assert found.moves[0].before_cents == 21
    assert found.book.discounts == {"standardDSv5Family": 50}
    small.write("prices.yaml", book_text(found.book))
    row = load(small.root).prices.hourly("d4s-v5", "westeurope", "dedicated")
    assert row is not None and row.cents_per_hour == 21


@pytest.mark.parametrize(
    ("amount", "wanted"), [("0.001", 1), ("0.0149", 1), ("0.015", 2), ("0.21", 21), ("105.004", 10500)]
)
def test_prices_are_rounded_to_cents_and_never_to_nothing(amount: str, wanted: int) -> None:
    assert cents(Decimal(amount)) == wanted


rows = st.builds(
    PriceRow,
    compute=st.sampled_from(["d4s-v5", "nc24ads-a100-v4"]),
    region=st.sampled_from(["westeurope", "northeurope"]),
    priority=st.sampled_from(["dedicated", "low"]),
    cents_per_hour=st.integers(0, 10**6),
    source=st.sampled_from(['quoted "list"', "it's: a {list}, # and more", "Preisliste für März", "back\\slash"]),
    date=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    certainty=st.sampled_from(["published", "estimate"]),
)
books = st.builds(
    PriceBook,
    version=st.sampled_from(["2026-12-01", "1", "no"]),
    date=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    discounts=st.dictionaries(st.sampled_from(["standardDSv5Family", "Standard NCASv3_T4 Family"]), st.just(12.5)),
    rows=st.lists(rows, max_size=4).map(tuple),
)


@given(book=books)
def test_a_book_is_written_so_that_reading_gives_it_back(
    book: PriceBook, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("book") / "prices.yaml"
    file.write_text(book_text(book), encoding="utf-8")
    assert load_prices(file) == book
