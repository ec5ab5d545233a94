"""Reading YAML strictly: what is refused, with its line, and what a value becomes."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog import strict_yaml
from catalog.load import SHIPPED
from catalog.strict_yaml import MAX_BYTES, read


def value_of(text: str) -> Any:
    document = read(f"key: {text}\n".encode(), "a.yaml")
    assert document.faults == []
    return document.value["key"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("off", "off"),
        ("NO", "NO"),
        ("2026-05-31", "2026-05-31"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ('"1.10"', "1.10"),
        ("'true'", "true"),
        ("<<", "<<"),
        ("1.10.0", "1.10.0"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("", None),
        ("~", None),
        ("12", 12),
        ("-7", -7),
        ("0017", 17),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("[1, a]", [1, "a"]),
        ("{a: {b: c}}", {"a": {"b": "c"}}),
    ],
)
def test_a_value_is_what_the_core_of_yaml_1_2_says(text: str, value: Any) -> None:
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("a: 1\nb: &x 2\n", 2, "the anchor &x is not allowed"),
        ("a: 1\nb:\n  - *x\n", 3, "the alias *x is not allowed"),
        ("a: !!str 1\n", 1, "the tag"),
        ("a: !python/object:os.system []\n", 1, "the tag"),
        ("a: 1\n\nb: 2\na: 3\n", 4, "the key a stands here a second time"),
        ("x:\n  - {a: 1, a: 2}\n", 2, "the key a stands here a second time"),
        ("a: 1\n1: 2\n", 2, "the key 1 is not text"),
        ("true: 2\n", 1, "the key true is not text"),
        ("? [a]\n: 1\n", 1, "a key is not plain text"),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins here"),
        ("%YAML 1.1\n---\na: 1\n", 2, "a % directive stands above"),
        ("a: .inf\n", 1, ".inf is not a finite number"),
        ("a: 1e999\n", 1, "1e999 is too large"),
        ("a: 0x1F\n", 1, "0x1F is a number in another base"),
        (f"a: {'9' * 40}\n", 1, "the number 999999999999… has 40 digits"),
        ('a: 1\nb: "\\u202e"\n', 2, "the escape of U+202E is not printable"),
        ('a: "\\ud800"\n', 1, "the escape of U+D800 is not printable"),
        ("a: 1\nb: \x1b[2J\n", 2, "the character U+001B is not printable"),
        ("a: 1\rb: 2\n", 1, "the character U+000D is not printable"),
        ("a: [1\n", 2, "this is not YAML"),
        ("a: b: c\n", 1, "this is not YAML"),
        ("\ta: 1\n", 1, "this is not YAML"),
        ("", 1, "the file is empty"),
        ("# only a comment\n", 1, "the file is empty"),
        ("a: " + "[" * 20 + "]" * 20, 1, "nested deeper than 16 levels"),
    ],
)
def test_what_makes_yaml_surprising_is_refused_at_its_line(text: str, line: int, wrong: str) -> None:
    document = read(text.encode(), "a.yaml")
    assert document.value is None
    assert len(document.faults) == 1
    fault = document.faults[0]
    assert (fault.file, fault.line) == ("a.yaml", line)
    assert fault.wrong.startswith(wrong)
    assert fault.right


def test_a_file_that_is_not_utf_8_is_refused_at_the_line_of_the_first_bad_byte() -> None:
    document = read(b"a: 1\nb: \xff\n", "a.yaml")
    assert [(fault.line, fault.wrong) for fault in document.faults] == [(2, "the file is not UTF-8")]


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    document = read(b"#" * (MAX_BYTES + 1), "a.yaml")
    assert "bytes" in document.faults[0].wrong


def test_a_byte_order_mark_and_windows_line_ends_are_taken() -> None:
    document = read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "a.yaml")
    assert document.faults == []
    assert document.value == {"a": 1, "b": 2}


def test_every_value_knows_its_line_and_how_it_was_spelled() -> None:
    document = read(b"a: 1.10\nb:\n  - x\n  - {c: 'y'}\n", "a.yaml")
    assert document.place(("a",)).line == 1
    assert document.place(("a",)).spelling == "1.10"
    assert document.place(("b", 1, "c")).line == 4
    assert document.place(("b", 1, "c")).spelling is None
    assert document.place(("b", 0, "beyond")).line == 3


@pytest.mark.parametrize(
    "text",
    ["[" * 250_000, "{" * 250_000, "- " * 120_000, "\n" * 260_000, "a: " * 80_000],
    ids=["lists", "mappings", "entries", "empty lines", "keys"],
)
def test_text_made_to_be_slow_is_read_or_refused_without_harm(text: str) -> None:
    assert read(text.encode(), "a.yaml").faults


PIECES = [
    "a", "1", "1.5", "yes", "~", "'q'", '"e"', ":", "-", ",", "[", "]", "{", "}", "#", "|", ">", "|-", ">+", "&", "*",
    "!", "%", "?", "\\", "é", " ", "  ", "\n", "\n  ", "\n- ", "\nb: ", "\nc: |\n  ", "- ", "\t", " #", "---\n",
]  # fmt: skip
SHIPPED_FILES = sorted(path for path in SHIPPED.rglob("*.yaml") if "template" not in path.parts)


def judged_alike(text: str) -> bool:
    """Whether the quick parser took a text; if so, the other one has to say the same."""
    quick = strict_yaml._quickly(text, "a.yaml")
    if quick is None:
        return False
    slow = strict_yaml.StrictDocument("a.yaml")
    strict_yaml._build(strict_yaml._events(text), slow)
    assert repr(quick) == repr(slow)
    return True


@given(some.lists(some.sampled_from(PIECES), max_size=20).map("".join))
def test_what_the_quick_parser_takes_it_reads_as_the_other_one_does(text: str) -> None:
    judged_alike(f"a: {text}")


@given(some.sampled_from(SHIPPED_FILES), some.data())
def test_a_shipped_file_with_a_slip_is_read_alike_by_both_parsers(path: Path, data: some.DataObject) -> None:
    text = path.read_text(encoding="utf-8")[:4000]
    at = data.draw(some.integers(0, len(text)))
    judged_alike(text[:at] + data.draw(some.sampled_from(PIECES)) + text[at + 1 :])


def test_every_shipped_file_is_read_by_the_quick_parser() -> None:
    assert len(SHIPPED_FILES) > 50
    assert [path.name for path in SHIPPED_FILES if not judged_alike(path.read_text(encoding="utf-8"))] == []
