"""Each finding says what was expected and what was seen, and can be run again by anybody."""

import os
import re
from pathlib import Path

import pytest

from tests.house.tracked import ROOT, project_files

FINDINGS = sorted(ROOT / path for path in project_files() if path.parts[0] == "findings" and path.suffix == ".sh")
INSTALL = re.compile(r"pip\" install(?P<rest>(?:.*\\\n)*.*)")
PINNED = re.compile(r"[\w.-]+(?:\[[\w,-]+\])?==[\w.]+")
REFUSED = re.compile(r"--(?:extra-)?index-url|--find-links|\bgit\+|(?<!\w)-i\s")
ADDRESS = re.compile(r"https?://(?P<host>[\w.-]+)")
OWN_HOSTS = {"example.org", "127.0.0.1"}


def head(text: str) -> str:
    """The comment that a script begins with."""
    return "\n".join(line for line in text.split("\nset ", 1)[0].splitlines() if line.startswith("#"))


def test_there_are_findings() -> None:
    assert FINDINGS


def test_the_list_names_every_finding_and_no_other() -> None:
    listed = re.findall(r"\]\(([\w.]+\.sh)\)", (ROOT / "findings" / "README.md").read_text("utf-8"))
    assert listed == [path.name for path in FINDINGS]


@pytest.mark.parametrize("path", FINDINGS, ids=[path.stem for path in FINDINGS])
class TestAFinding:
    def test_it_can_be_run(self, path: Path) -> None:
        assert os.access(path, os.X_OK)

    def test_its_head_says_what_was_expected_and_what_was_seen(self, path: Path) -> None:
        said = head(path.read_text("utf-8"))
        missing = [
            part for part in ("Versions", "Expected", "Seen", "Meaning") if not re.search(rf"^# {part}: \S", said, re.M)
        ]
        assert missing == []

    def test_it_installs_pinned_packages_from_wherever_pip_finds_them(self, path: Path) -> None:
        text = path.read_text("utf-8")
        installs = [found["rest"].replace("\\\n", " ") for found in INSTALL.finditer(text)]
        wanted = [word for rest in installs for word in rest.split() if word[0] not in '-"']
        assert wanted
        assert [word for word in wanted if not PINNED.fullmatch(word)] == []
        assert REFUSED.findall(text) == []

    def test_it_names_no_address_but_its_own(self, path: Path) -> None:
        hosts = {found["host"] for found in ADDRESS.finditer(path.read_text("utf-8"))}
        assert hosts - OWN_HOSTS == set()

    def test_it_removes_what_it_made(self, path: Path) -> None:
        assert "trap 'rm -rf \"$room\"' EXIT" in path.read_text("utf-8")
