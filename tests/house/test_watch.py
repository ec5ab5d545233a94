"""`make watch` runs the tests of what changed: who imports it, how near, and how many of them."""

from pathlib import Path

import pytest
from watchfiles import Change

from screens.places import PAGES
from tests.house.affected import heads_of, importers, modules_of, named_in, nearest_tests
from tests.house.tracked import ROOT
from tests.house.watch import Sources, shortened, steps

KNOWN = {
    "shop.price": {"shop.cart", "tests.test_price"},
    "shop.cart": {"shop.door", "tests.test_cart", "tests.test_many", "shop.price"},
    "shop.door": {"tests.test_door"},
    "shop": {"shop.price", "shop.cart", "shop.door"},
}


def test_tests_that_import_it_come_first_then_those_through_others() -> None:
    ordered = ["tests.test_price", "tests.test_cart", "tests.test_many", "tests.test_door"]
    assert nearest_tests({"shop.price"}, KNOWN, {}) == ordered
    assert nearest_tests({"shop.door"}, KNOWN, {}) == ["tests.test_door"]
    assert nearest_tests({"shop.alone"}, KNOWN, {}) == []


def test_of_tests_equally_near_those_that_speak_of_it_come_first() -> None:
    assert nearest_tests({"shop.cart"}, KNOWN, {})[:2] == ["tests.test_cart", "tests.test_many"]
    heads = {"tests.test_many": '"""The cart of a shop."""'}
    assert nearest_tests({"shop.cart"}, KNOWN, heads)[:2] == ["tests.test_many", "tests.test_cart"]


def test_a_test_that_changed_is_run_itself() -> None:
    assert nearest_tests({"tests.test_cart"}, KNOWN, {}) == ["tests.test_cart"]


@pytest.mark.parametrize(
    ("path", "modules"),
    [
        ("shop/cart.py", {"shop.cart"}),
        ("shop/__init__.py", {"shop"}),
        ("shop/prices.yaml", {"shop", "shop.price", "shop.cart", "shop.door"}),
        ("shop/data/more/prices.yaml", {"shop", "shop.price", "shop.cart", "shop.door"}),
        ("elsewhere/prices.yaml", set()),
    ],
)
def test_a_file_of_data_is_of_the_package_around_it(path: str, modules: set[str]) -> None:
    assert modules_of(Path(path), KNOWN) == modules


def test_what_is_imported_by_its_name_in_a_table_counts_as_imported() -> None:
    modules = ("screens.people.who", "portal.cli.requests.write", "portal.cli.open")
    source = 'X = {"who": ("screens.people.who", "WhoAmI"), "new": ("requests.write:new", "Ask."), "requests": 1}'
    assert named_in(source, modules) == {"screens.people.who", "portal.cli.requests.write"}


def test_the_project_as_it_is() -> None:
    known = importers()
    heads = heads_of(known)

    def asked(path: str) -> list[str]:
        assert (ROOT / path).is_file()
        return nearest_tests(modules_of(Path(path), known), known, heads)

    assert asked("portal/domain/requests/workdays.py")[0] == "tests.domain.test_workdays"
    assert "tests.cli.test_reading" in asked("portal/cli/requests/read.py"), "commands are imported by name"
    assert {"tests.cli.test_text", "tests.cli.test_reading"} <= set(asked("tests/cli/conftest.py"))
    assert "tests.house.test_watch" not in asked("tests/cli/conftest.py")
    assert [module for module, _ in PAGES.values() if "screens.places" not in known[module]] == []


def test_no_more_tests_than_wanted_are_run_and_that_is_said() -> None:
    assert shortened(["a", "b"], 2) == (["a", "b"], "its 2 test files")
    assert shortened(["a", "b", "c"], 2) == (["a", "b"], "the nearest 2 of 3 test files; MOST=n runs more")
    assert shortened(["a"], 2) == (["a"], "its test file")
    assert shortened([], 2) == ([], "no test imports this")


def test_sources_are_checked_and_tests_run_and_what_is_neither_is_not() -> None:
    template = Path("catalog/templates/exploration/template/src/train.py")
    source, data = Path("portal/clock.py"), Path("portal/demo/stories.yaml")
    made = steps([source, data, template], ["tests.house.test_text"])
    assert [(step.name, step.words[-1]) for step in made] == [
        ("format", "portal/clock.py"),
        ("lint", "portal/clock.py"),
        ("types", "portal/clock.py"),
        ("tests", "tests/house/test_text.py"),
    ]
    assert [step.name for step in steps([data], ["tests.house.test_text"])] == ["tests"]
    assert steps([data, template], []) == []


@pytest.mark.parametrize(
    ("path", "looked_at"),
    [
        ("portal/clock.py", True),
        ("catalog/policy.yaml", True),
        ("portal/__pycache__/clock.cpython-311.pyc", False),
        (".venv/lib/x.py", False),
        ("portal/clock.py~", False),
        ("README.md", False),
    ],
)
def test_only_sources_are_watched(path: str, looked_at: bool) -> None:
    assert Sources()(Change.modified, str(ROOT / path)) is looked_at
