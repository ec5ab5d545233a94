"""Whatever people write reaches the screen as characters: no markup, no control characters, no crash."""

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.strip import Strip

from portal.contract.plaintext import is_plain, plain
from screens.filters import PlainFilter
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, WIDE, Story, at_portal

CORPUS = (
    "[/]",
    "[red]x[/blue] [b",
    "[@click=app.quit]press[/]",
    "\x1b]52;c;aGVsbG8=\x07",
    "\x1b[2J\x9b31m",
    "a\u202eb\u2066c\u200b\u200dd",
    "$primary {x} %s \\",
    "漢字 👩‍👩‍👧 e\u0301\u0301",
    "line\nline\ttab\rback",
)
KEPT = {
    "id",
    "kind",
    "state",
    "status",
    "tier",
    "stage",
    "lifecycle",
    "phase",
    "group",
    "verdict",
    "outcome",
    "step",
    "name",
}
PLACES = ("1", "2", "3", "4", "5", "6", "8")


def poisoned(value: Any, poison: str) -> Any:
    """The same data with the poison behind every text that a person may have written."""
    if is_dataclass(value) and not isinstance(value, type):
        new = {
            field.name: poisoned(getattr(value, field.name), poison)
            for field in fields(value)
            if field.name not in KEPT and field.init and not _is_stamp(getattr(value, field.name))
        }
        return replace(value, **new)
    if isinstance(value, str):
        return f"{value}{poison}"
    if isinstance(value, tuple | list):
        return type(value)(poisoned(one, poison) for one in value)
    if isinstance(value, dict):
        return {name: poisoned(one, poison) for name, one in value.items()}
    return value


def _is_stamp(value: object) -> bool:
    return isinstance(value, str) and value[:2] == "20" and value.endswith("Z")


def hostile_portal(poison: str) -> FakePortal:
    """The busy day, written by somebody who means harm."""
    server = busy_portal("ana")
    for name in ("home_page", "catalogue_page", "project_page", "models", "audit_page", "chain", "kind_rows", "tree"):
        setattr(server, name, poisoned(getattr(server, name), poison))
    server.rows, server.inbox = poisoned(server.rows, poison), poisoned(server.inbox, poison)
    for things in (server.details, server.project_cards, server.cards, server.model_pages, server.model_diffs):
        for id in things:
            things[id] = poisoned(things[id], poison)
    forms, previews = server.forms, server.previews
    server.forms = lambda kind, spec: poisoned(forms(kind, spec), poison)
    server.previews = lambda kind, spec: poisoned(previews(kind, spec), poison)
    return server


def spoken(story: Story) -> list[str]:
    """Painted pieces that hold more than visible characters."""
    return [part.text for strip in story.strips() for part in strip if not is_plain(part.text) or "\n" in part.text]


async def visit_everything(story: Story) -> None:
    """Open every place and the first thing in each, and say something about it."""
    for key in PLACES:
        await story.presses(key).waits_for(lambda: not story.app.portal_screens()[-1].stale)
        assert spoken(story) == []
        await story.presses("down", "enter").waits_for(lambda: story.app.portal_screens()[-1].data is not None)
        assert spoken(story) == []
        await story.presses("c", "escape")
        assert spoken(story) == []
    await story.presses("ctrl+p").sees("Palette").presses("escape", "question_mark").sees("What works here")
    assert spoken(story) == []
    await story.presses("escape")
    assert story.app.is_running


@pytest.fixture
def no_net(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the last net away, so that what is painted is what the screens made of the data."""
    monkeypatch.setattr(PlainFilter, "apply", lambda self, segments, background: segments)


POISONS = {"markup": CORPUS[:3], "terminal and unicode": CORPUS[3:]}


@pytest.mark.usefixtures("no_net")
@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
async def test_every_screen_shows_hostile_text_as_text(tmp_path: Path, poison: tuple[str, ...]) -> None:
    async with at_portal(tmp_path, hostile_portal("".join(poison)), WIDE) as story:
        await story.sees(plain(poison[0])[:3])
        await visit_everything(story)


@pytest.mark.usefixtures("no_net")
async def test_the_form_and_its_files_show_hostile_text_as_text(tmp_path: Path) -> None:
    async with at_portal(tmp_path, hostile_portal("".join(CORPUS)), SMALL) as story:
        await story.presses("n").sees("Ask for").presses("enter").sees("Name")
        assert spoken(story) == []
        await story.types("x").presses("escape")
        assert story.app.is_running


async def test_a_refusal_in_hostile_words_is_a_message_in_plain_ones(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as story:
        for poison in CORPUS:
            story.app.portal_screens()[-1].say(poison)
        await story.pilot.pause()
        assert spoken(story) == []


@settings(max_examples=3)
@given(st.text(max_size=30))
async def test_text_of_any_kind_is_shown_or_left_out(poison: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        async with at_portal(Path(home), hostile_portal(poison), SMALL) as story:
            for key in ("4", "5", "6"):
                await story.presses(key).waits_for(lambda: not story.app.portal_screens()[-1].stale)
                assert spoken(story) == []


@given(st.text(max_size=40) | st.sampled_from(CORPUS))
def test_the_last_net_keeps_the_width_of_a_line(text: str) -> None:
    from rich.segment import Segment
    from textual.color import Color

    strip = Strip([Segment(text), Segment("behind")])
    caught = Strip(PlainFilter().apply(list(strip), Color(0, 0, 0)))
    assert is_plain(caught.text)
    assert caught.cell_length >= strip.cell_length - text.count("\n") - text.count("\t")
    assert caught.text.endswith("behind")
