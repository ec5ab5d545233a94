"""What is committed speaks of the project alone."""

import re

import pytest

from tests.house.tracked import ROOT, project_files

# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "the number of an issue": r"(?<![\w&/#])#\d{1,4}\b(?!\w)|\bissues?/\d+\b",
    "a working session": r"\b(?:this|last|previous|earlier|next) ses" + r"sion\b|\bses" + r"sion \d+\b",
    "the address of a package registry": r"\b(?:py" + r"pi\.org|pythonhosted\.org|registry\.npm" + r"js\.org)\b",
    "a path of one machine": r"(?<![\w.~])/(?:ho" + r"me/[\w.-]+|Us" + r"ers/[\w.-]+|ro" + r"ot|wo" + r"rk)/[\w.-]+",
}
PATTERNS = {what: re.compile(pattern) for what, pattern in FORBIDDEN.items()}


def faults_in(text: str) -> list[tuple[str, str]]:
    """What a text says that it should not, with the line that says it."""
    return [
        (what, line.strip()) for line in text.splitlines() for what, pattern in PATTERNS.items() if pattern.search(line)
    ]


def test_no_tracked_file_speaks_of_how_or_where_it_was_made() -> None:
    found = []
    for path in project_files():
        try:
            text = (ROOT / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path}: {what}: {line[:120]}" for what, line in faults_in(text)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "see #" + "42",
        "fixed in issues" + "/7",
        "as the last ses" + "sion said",
        "pip install --index-url https://py" + "pi.org/simple",
        "open /ho" + "me/someone/portal",
    ],
)
def test_a_line_that_should_not_stand_there_is_found(line: str) -> None:
    assert len(faults_in(line)) == 1


@pytest.mark.parametrize(
    "line", ["color: #1a2b3c;", "R-12", "&#8230;", "tests/home/page", "https://example.org/home/x", "/home/seen"]
)
def test_a_line_that_may_stand_is_left_alone(line: str) -> None:
    assert faults_in(line) == []
