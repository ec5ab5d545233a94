"""The documents are true where a machine can tell: paths, links, registries, records, the order of words."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from portal.cli.root import root
from tests.house.tracked import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / ".github").rglob("*.md")])
DECISIONS = ROOT / "docs/decisions"
ARCHITECTURE_LINES = 170

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
TOPS = ("portal/", "screens/", "catalog/", "tests/", "docs/")
PATH = re.compile(rf"^(?:{'|'.join(TOPS)})[\w./-]*$")
REGISTRY = re.compile(r"^([\w/]+\.py): (\w+)$")
HISTORY = ("CHANGELOG.md",)
"""What tells of the past may name what was there then."""


def prose(path: Path) -> str:
    """A document without its blocks of code."""
    return FENCED.sub("", path.read_text("utf-8"))


def named_paths(text: str) -> Iterator[str]:
    """Every path of the repository that stands in backticks, by itself or as the argument of a command."""
    for code in CODE.findall(text):
        for word in code.split():
            bare = word.rstrip(":,;.)").partition("::")[0]
            if PATH.match(bare):
                yield bare


def command_faults(words: list[str]) -> list[str]:
    """Words of a `portal` command that the command line does not know: names of commands, then options."""
    command: click.Command = root
    for number, word in enumerate(words):
        if not isinstance(command, click.Group):
            break
        if word.startswith("-"):
            break
        found = command.get_command(click.Context(command), word)
        if found is None:
            return words[: number + 1]
        command = found
    known = {option for one in command.params for option in one.opts + one.secondary_opts}
    return [word for word in words if re.match(r"--[a-z]", word) and word.partition("=")[0] not in known]


def portal_commands(text: str) -> Iterator[list[str]]:
    """Every command of the portal in a document: in backticks, or a line of a block."""
    blocks = [line.split("#")[0] for block in FENCED.findall(text) for line in block.splitlines()]
    for code in [*CODE.findall(FENCED.sub("", text)), *blocks]:
        words = re.sub(r'"[^"]*"', "TEXT", code).split()
        while words and re.match(r"[A-Z_]+=", words[0]):
            words = words[1:]
        if len(words) > 1 and words[0].removeprefix(".venv/bin/") == "portal":
            yield words[1:]


def table(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    below = text.partition(f"\n## {heading}")[2]
    lines = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
    assert lines is not None, f"there is no table below '{heading}'"
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines.group().strip().splitlines()]
    return rows[2:]


def registries(document: str, heading: str) -> list[tuple[str, str]]:
    """File and attribute of every registry in the last column of a document's table."""
    rows = table((ROOT / document).read_text("utf-8"), heading)
    found = [REGISTRY.match(code) for row in rows for code in CODE.findall(row[-1])]
    assert all(found), f"{document}: a registry is not written as `path.py: NAME`"
    return [(one[1], one[2]) for one in found if one is not None]


EXTENSION_POINTS = registries("ARCHITECTURE.md", "Extension points")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(prose(path)) if "://" not in link]
    assert [target for target in targets if target and not (path.parent / target).exists()] == []


@pytest.mark.parametrize(
    "path", [path for path in DOCUMENTS if path.name not in HISTORY], ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_path_that_is_named_exists(path: Path) -> None:
    assert [name for name in named_paths(prose(path)) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_is_one(path: Path) -> None:
    wrong = [(words, fault) for words in portal_commands(path.read_text("utf-8")) if (fault := command_faults(words))]
    assert wrong == []


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {code.split()[1] for path in DOCUMENTS for code in CODE.findall(prose(path)) if code.startswith("make ")}
    assert named - targets == set()


@pytest.mark.parametrize(("file", "attribute"), EXTENSION_POINTS, ids=lambda value: str(value))
def test_every_registry_of_the_extension_points_is_there(file: str, attribute: str) -> None:
    module = importlib.import_module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    assert len(getattr(module, attribute)) > 0


def test_contributing_and_architecture_name_the_same_registries() -> None:
    told = set(registries("CONTRIBUTING.md", "To add X, touch Y"))
    assert [f"{file}: {name}" for file, name in EXTENSION_POINTS if (file, name) not in told] == [
        "portal/server/readonly.py: LOOKS"  # told in the recipe of a route
    ]
    for file, name in told:
        module = importlib.import_module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        assert hasattr(module, name), f"{file}: {name}"


def test_architecture_is_short() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) <= ARCHITECTURE_LINES


def test_every_decision_has_a_date_its_parts_and_a_line_in_the_index() -> None:
    index = table("\n## Index\n" + (DECISIONS / "README.md").read_text("utf-8"), "Index")
    told = {link: date for cell, date in index for link in LINK.findall(cell)}
    records = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
    assert list(told) == [path.name for path in records]
    for number, path in enumerate(records, 1):
        text = path.read_text("utf-8")
        date = re.search(r"^Date: (\d{4}-\d{2}-\d{2})$", text, re.MULTILINE)
        assert date is not None and told[path.name] == date[1], path.name
        assert path.name.startswith(f"{number:03}-") and text.startswith(f"# {number:03}. "), path.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context", "Decision", "Why not the obvious", "Consequence",
        ], path.name  # fmt: skip


def test_the_words_of_the_glossary_are_sorted_and_told_in_one_line() -> None:
    rows = table("\n## Words\n" + (ROOT / "GLOSSARY.md").read_text("utf-8"), "Words")
    words = [row[0].casefold() for row in rows]
    assert words == sorted(set(words))
    assert [row[0] for row in rows if len(row) != 2 or not row[1].endswith(".")] == []


def test_the_changelog_begins_with_what_is_not_released() -> None:
    versions = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] == "Unreleased"
    assert [one for one in versions[1:] if not re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2}", one)] == []


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("see `portal/cli/main.py` and `portal request new`", ["portal/cli/main.py"]),
        ("run `pytest tests/cli tests/kinds/test_x.py::test_y`", ["tests/cli", "tests/kinds/test_x.py"]),
        ("no path: `catalog/gates/G*.yaml`, `portal.clock`, portal/clock.py", []),
    ],
)
def test_paths_are_found_where_they_are_named(text: str, paths: list[str]) -> None:
    assert list(named_paths(text)) == paths


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("`portal request approve R-1 --digest D --json`", []),
        ("`portal request aprove R-1`", ["request", "aprove"]),
        ("`portal request approve R-1 --digests D`", ["--digests"]),
        ("```\nPORTAL_HOME=/tmp/x portal serve --nothing   # a word\n```\n", ["--nothing"]),
    ],
)
def test_a_command_that_is_none_is_found(text: str, faults: list[str]) -> None:
    assert [fault for words in portal_commands(text) for fault in command_faults(words)] == faults
