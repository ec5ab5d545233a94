"""Whatever somebody managed to get into the store, a terminal that shows it is only ever written to, never spoken to.

Doors refuse such text (see `test_bad_input`); here it is in the tables already. The same walk is done over two homes
that differ only in what a terminal could obey: their streams have to hold the same kinds of control sequence.
"""

import base64
import json
import re
import shutil
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.stories.programs import Portal, home
from tests.stories.terminal import Terminal, at_terminal

HARM = (
    "[/][red]x[/blue]"
    "\x1b]52;c;aGVsbG8=\x07"  # writes the clipboard
    "\x1b[2J\x1b[1;1H"  # clears the screen
    "\x1b]0;owned\x07"  # names the window
    "\x1b[6n\x05"  # asks the terminal, which answers as if somebody typed
    "\x9b31m\x9d52;c;aGVsbG8=\x9c"  # the same as single C1 characters
    "\u202eback\u202c\u2066in\u2069"  # turns the reading direction
    "z\u200be\ufeffr\u200do"  # cannot be seen
    "\r\x08\x7f"
)
QUIET = "[/][red]x[/blue] back in zero "
WRITTEN = {
    "requests": ("title", "reason"),
    "reviews": ("reason",),
    "projects": ("title",),
    "resources": ("name",),
    "operations": ("reason",),
    "ledger": ("title", "detail"),
    "journal": ("text",),
    "observations": ("detail",),
}
"""The columns that hold what a person, a project or Azure said."""
LISTS = (
    "inbox --as ana", "request list --scope all", "request show R-2", "request show R-4", "request show R-18",
    "project list", "project show retention", "project export --format markdown", "project export --format csv",
    "model board", "audit list", "catalog list", "open R-4", "open retention", "request watch R-2",
)  # fmt: skip
_SEQUENCE = re.compile(
    r"\x1b\[(?P<private>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<end>[@-~])"
    r"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[P_^X](?P<string>[^\x1b]*)\x1b\\"
    r"|\x1b(?P<escape>[ -/]*[0-~])"
    r"|(?P<control>[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f])"
)


class Homes(NamedTuple):
    """Two portals with the same stories; in one of them harm was written into every free text."""

    quiet: Portal
    harmed: Portal


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    """Seeded once by a server, copied, changed behind its back, and served again."""
    folder = tmp_path_factory.mktemp("hostile")
    with home(folder / "quiet", observe_seconds=0) as quiet, home(folder / "harmed", observe_seconds=0) as harmed:
        quiet.does("inbox")
        quiet.does("server stop")
        shutil.copytree(quiet.home, harmed.home)
        write(quiet.home / "portal.db", QUIET)
        write(harmed.home / "portal.db", HARM)
        yield Homes(quiet, harmed)


def write(database: Path, text: str) -> None:
    """Put the text in front of every free text, as somebody could who gets past all doors."""
    with closing(sqlite3.connect(database)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for table, columns in WRITTEN.items():
            for column in columns:
                connection.execute(f"UPDATE {table} SET {column} = ? || {column}", (text,))
        for number, plan in connection.execute("SELECT rowid, plan FROM revisions").fetchall():
            told = json.loads(plan)
            for effect in told["effects"]:
                effect["title"] = text + effect["title"]
            connection.execute("UPDATE revisions SET plan = ? WHERE rowid = ?", (json.dumps(told), number))
        for number, data in connection.execute("SELECT number, data FROM audit").fetchall():
            told = {**json.loads(data), "reason": text}
            connection.execute("UPDATE audit SET data = ? WHERE number = ?", (json.dumps(told), number))
        for _, statement in triggers:
            connection.execute(statement)
        connection.commit()


def walk(terminal: Terminal) -> None:
    """Every screen, a page of each, help, palette, messages and a dialog; the harm is in sight again and again."""
    terminal.sees("4 Approvals 14", "[/][red]x[/blue]")
    terminal.presses("2").sees("tabular-classic").presses("enter").sees("Catalogue ▸ ").presses("q")
    terminal.presses("3").sees("Requests ▸ mine").presses("S", "S").sees("R-4", "[/][red]").presses("enter").sees(
        "What will happen"
    ).presses("c").sees("copied")
    terminal.presses("q", "4").sees("One look each", "[/][red]").presses("enter").sees("1 of 14", "[/][red]")
    terminal.presses("pagedown", "D").sees("Deny it", "[/][red]").presses("escape").sees_not("Deny it")
    terminal.presses("y").sees("copied").presses("q")
    terminal.presses("5").sees("fraud-net").presses("enter").sees("Promotions ▸ ").presses("q")
    terminal.presses("6").sees("retention").presses("enter").sees("Projects ▸ ", "[/][red]").presses("pagedown", "q")
    terminal.presses("8").sees("reminded").presses("enter").sees("Audit ▸ ", "[/][red]").presses("q")
    terminal.presses("?").sees("What works here").presses("escape").sees_not("What works here")
    terminal.presses("ctrl+p").sees("Palette").presses("R", "-", "4").sees("[/][red]")
    terminal.presses("escape").sees_not("Palette")
    terminal.presses(":").sees("go to").presses(*"req 4").sees("request R-4").presses("enter")
    terminal.sees("R-4", "[/][red]").presses("pagedown", "pagedown", "pagedown")


def walked(portal: Portal) -> str:
    """Everything that the program wrote to the terminal during the walk."""
    with at_terminal(portal, ["--as", "ana"]) as terminal:
        walk(terminal)
        assert terminal.leaves() == 0
    return terminal.raw.decode("utf-8")


def kinds(stream: str) -> set[str]:
    """The kinds of control sequence in a stream: places, colours, sizes and texts left out."""
    found = set()
    for one in _SEQUENCE.finditer(stream):
        if one["end"]:
            # Where the cursor goes, what colour a letter has, how far a line is cleared: the number says nothing.
            numbers = "" if one["end"] in "mHABCDGXd" and not one["private"] else one["numbers"]
            found.add(f"CSI {one['private']}{numbers}{one['between']}{one['end']}")
        elif one["osc"] is not None:
            found.add(f"OSC {one['osc'].split(';')[0]}")
        elif one["string"] is not None:
            found.add("a string to the terminal")
        else:
            found.add(repr(one[0]))
    return found


def only_letters(text: str) -> bool:
    """Whether every character can be seen: none that controls, none that formats, no half of a pair; lines may end."""
    return all(letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs") for letter in text)


def told(stream: str, number: str) -> list[str]:
    """What was told to the terminal by operating system commands of a number: 52 the clipboard, 0 the title."""
    return [one["osc"] for one in _SEQUENCE.finditer(stream) if (one["osc"] or "").startswith(f"{number};")]


def test_a_walk_through_every_screen_speaks_no_word_of_the_harm(homes: Homes) -> None:
    quiet, harmed = walked(homes.quiet), walked(homes.harmed)
    assert kinds(harmed) - kinds(quiet) == set()
    text = _SEQUENCE.sub("", harmed).replace("\n", "").replace("\r", "")
    assert "[/][red]x[/blue]" in text, "the harm was in sight, or this proves nothing"
    assert only_letters(text)
    copied = [base64.b64decode(one.split(";")[2]).decode() for one in told(harmed, "52")]
    assert len(copied) == len(told(quiet, "52")) == 2
    assert all(only_letters(one) and one != "hello" for one in copied)
    assert not [one for one in told(harmed, "0") + told(harmed, "2") if "owned" in one]


@pytest.mark.parametrize("words", LISTS)
def test_a_command_writes_the_harm_as_letters(homes: Homes, words: str) -> None:
    written = homes.harmed(words, env={**homes.harmed.environment, "COLUMNS": "100"}).out
    assert "\n" in written
    assert only_letters(written), words


@pytest.mark.parametrize("words", ["request show R-4", "request list --scope all", "project show retention"])
def test_json_of_the_harm_holds_no_character_that_a_terminal_obeys(homes: Homes, words: str) -> None:
    written = homes.harmed(f"{words} --json").out
    assert "[/][red]x[/blue]" in written
    assert only_letters(written)


def test_json_still_says_exactly_what_is_in_the_store(homes: Homes) -> None:
    answer: Any = homes.harmed.told("request show R-18")
    assert answer["title"].startswith(HARM)


def test_on_a_terminal_a_command_writes_the_harm_as_letters_too(homes: Homes) -> None:
    with at_terminal(homes.harmed, ["request", "list"]) as terminal:
        terminal.sees("R-1", "[/][re")
        while terminal.reads():
            pass
    written = terminal.raw.decode("utf-8")
    assert "R-18" in written
    assert only_letters(written.replace("\r\n", "\n"))
