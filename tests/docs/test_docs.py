"""Pages made from the code say what the code says; `make docs-check` looks at the pictures too."""

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from portal.settings import Settings
from screens.keys import KEYS
from tests.docs.commands import commands_page
from tests.docs.keys import keys_page
from tests.docs.markdown import table
from tests.docs.pages import FOLDER, PAGES, stale, write
from tests.docs.pictures import SCENES, drawn
from tests.docs.settings import sentences, settings_page


@pytest.mark.parametrize(("name", "make"), PAGES.items(), ids=PAGES)
def test_a_page_in_the_repository_is_what_would_be_made_now(name: str, make: Callable[[], str]) -> None:
    assert stale({name: make()}) == [], "run `make docs`"


def test_every_picture_that_is_taken_is_in_the_repository_and_no_other() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.svg")) == sorted(scene.name for scene in SCENES)


def test_one_changed_letter_and_a_missing_file_are_stale_until_they_are_written(tmp_path: Path) -> None:
    made = {"a.md": "# A\n", "b.md": "# B\n", "c.md": "# C\n"}
    write(made, tmp_path)
    assert stale(made, tmp_path) == []
    (tmp_path / "a.md").write_text("# a\n")
    (tmp_path / "b.md").unlink()
    assert stale(made, tmp_path) == ["a.md", "b.md"]
    write(made, tmp_path)
    assert stale(made, tmp_path) == []


def test_every_act_stands_on_the_sheet_of_keys() -> None:
    sheet = keys_page()
    assert [id for id in KEYS if f"| `{id}` |" not in sheet] == []


def test_every_setting_stands_in_the_table_with_its_sentence() -> None:
    page = settings_page()
    assert [one.name for one in fields(Settings) if f"`PORTAL_{one.name.upper()}`" not in page] == []


def test_a_sentence_belongs_to_the_field_above_it() -> None:
    lines = ("class Settings:", "'All.'", "home: Path", "'Where.'", "bare: int", "mode: str", "'How.'")
    source = "\n    ".join(lines)
    assert sentences(source) == {"home": "Where.", "mode": "How."}


def test_a_command_is_listed_as_it_is_called_and_with_the_options_of_its_own() -> None:
    line = next(line for line in commands_page().splitlines() if line.startswith("| `portal request edit "))
    assert line.startswith("| `portal request edit ID` | Change a request")
    assert re.findall(r"`(--[\w-]+)", line) == ["--set", "--file", "--dry-run"]


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert table(["a"], [["on|off"]]).splitlines()[-1] == r"| on\|off |"


def test_each_group_of_words_in_a_picture_stands_at_its_own_cell() -> None:
    text = "ab&#160;c&#160;&#160;&#160;&lt;d&#160;"
    run = f'<text class="r1" x="10" y="20" textLength="120" clip-path="url(#a)">{text}</text>'
    assert re.findall(r'x="([\d.]+)".*?textLength="([\d.]+)".*?>([^<]+)<', drawn(run)) == [
        ("10.0", "48.0", "ab&#160;c"),
        ("94.0", "24.0", "&lt;d"),
    ]


def test_a_picture_asks_nobody_for_fonts() -> None:
    assert drawn("<style>@font-face { src: url(x) }\n .a { font-family: Fira Code }</style>") == (
        "<style>.a { font-family: DejaVu Sans Mono }</style>"
    )
