"""One table of keys: no screen has two acts on one key, every act of a screen can be run."""

from collections.abc import Iterable

import pytest

from screens.acts import ActingScreen
from screens.keys import ALL, EVERYWHERE, GO, KEYS, LIST, PAGE
from tests.screens.every import SCREENS, acts_of

EVERY = pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)


def clashes(ids: Iterable[str]) -> list[str]:
    """Keys that more than one of these acts would answer, each with the acts."""
    taken: dict[str, list[str]] = {}
    for id in dict.fromkeys(ids):
        for key in KEYS[id].keys.split(","):
            taken.setdefault(key, []).append(id)
    return [f"{key}: {', '.join(acts)}" for key, acts in taken.items() if len(acts) > 1]


@EVERY
def test_no_two_acts_of_a_screen_share_a_key(screen: type[ActingScreen]) -> None:
    assert clashes(acts_of(screen)) == []


@EVERY
def test_every_act_of_a_screen_is_one_it_knows(screen: type[ActingScreen]) -> None:
    unknown = [act for act in acts_of(screen) if act not in (*GO, *LIST, *PAGE) and not hasattr(screen, f"act_{act}")]
    assert unknown == []


@EVERY
def test_the_last_line_names_only_keys_that_work_there(screen: type[ActingScreen]) -> None:
    footer = getattr(screen, "FOOTER", ())
    named = footer if isinstance(footer, tuple) else ()
    assert [act for act in named if act not in acts_of(screen)] == []
    assert len(named) <= 6


def test_every_key_has_a_label_and_a_sentence() -> None:
    assert [key.id for key in KEYS.values() if not key.label or not key.sentence[:1].isupper()] == []


def test_no_two_acts_have_one_id() -> None:
    assert [one.id for at, one in enumerate(ALL) if one.id in {before.id for before in ALL[:at]}] == []


def test_a_clash_is_found() -> None:
    assert clashes(["new", "next", "filter"]) == []
    assert clashes(["order", "scope", "down", "page_line_down"]) == [
        "down: down, page_line_down",
        "j: down, page_line_down",
    ]


def test_no_act_that_is_everywhere_quits() -> None:
    assert "quit" not in EVERYWHERE
