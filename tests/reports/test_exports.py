"""Exports hold what the screen shows, and are safe to open in other programs."""

import csv
import io
import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from portal.contract.requests import WaitingOn
from portal.domain.projects.inventory import total
from portal.reports.catalog_info import NAME_LENGTH, entities, projects_as_catalog_info, safe_name
from portal.reports.documents import projects_as_json
from portal.reports.markdown import escaped, euros, projects_as_markdown
from portal.reports.spreadsheet import COLUMNS, projects_as_csv, safe_cell
from tests.inventory.made import line

AT = "2026-11-23T09:00:00.000Z"
ROWS = [
    line(
        "fraud",
        waiting_on=WaitingOn(("ana", "li"), "approve or deny", AT),
        flags=("over budget", "template behind by 2"),
    ),
    line("stress", title='=HYPERLINK("http://x")', committed_cents=-5),
]
NAME = re.compile(r"[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*")
TAG = re.compile(r"[a-z0-9:+#]+(-[a-z0-9:+#]+)*")


def read_back(text: str) -> list[dict[str, str]]:
    """The rows of a CSV as a program reads them."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_csv_has_every_row_and_column() -> None:
    rows = read_back(projects_as_csv(ROWS))
    assert [row["name"] for row in rows] == ["fraud", "stress"]
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["waiting_on"], rows[0]["flags"]) == ("ana li", "over budget; template behind by 2")


def test_a_formula_is_quoted_and_a_number_is_not() -> None:
    row = read_back(projects_as_csv(ROWS))[1]
    assert row["title"] == '\'=HYPERLINK("http://x")'
    assert row["committed_cents"] == "-5"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\u200b=", "\x1b=", " ="])
def test_whatever_a_spreadsheet_takes_for_a_formula_is_quoted(start: str) -> None:
    assert safe_cell(f"{start}1+1").startswith("'")


@given(st.text())
def test_no_cell_starts_a_formula_or_breaks_a_line(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert len(cell.splitlines()) <= 1


@given(st.lists(st.text(max_size=12), max_size=6))
def test_a_csv_reads_back_with_as_many_rows_whatever_titles_say(titles: list[str]) -> None:
    rows = [line(f"p{number}", title=title) for number, title in enumerate(titles)]
    assert [row["name"] for row in read_back(projects_as_csv(rows))] == [row.name for row in rows]


def test_json_is_one_document_in_the_words_of_the_contract() -> None:
    document = json.loads(projects_as_json(ROWS))
    assert document["next"] is None
    assert document["items"][0]["waiting_on"]["people"] == ["ana", "li"]
    assert document["items"][1]["committed_cents"] == -5


def test_a_markdown_table_ends_with_the_totals_of_its_rows() -> None:
    lines = projects_as_markdown(ROWS, total(ROWS), AT).splitlines()
    assert lines[0] == f"# Projects, 2, as of {AT}"
    assert len(lines) == 4 + len(ROWS) + 1
    assert "**0.95 €**" in lines[-1] and "**20.00 €**" in lines[-1]


@given(st.text())
def test_no_text_breaks_out_of_a_markdown_cell(text: str) -> None:
    cell = escaped(text)
    assert len(cell.splitlines()) <= 1
    assert not re.search(r"(?<!\\)(?:\\\\)*[|<`\[]", cell)


def test_money_is_said_in_euros_with_cents() -> None:
    assert [euros(cents) for cents in (0, 5, -5, 123450, 100000000)] == [
        "0.00 €",
        "0.05 €",
        "-0.05 €",
        "1 234.50 €",
        "1 000 000.00 €",
    ]


def documents(text: str) -> list[dict[str, Any]]:
    """The YAML documents as another program reads them."""
    return list(YAML(typ="safe", pure=True).load_all(text))


def test_a_project_becomes_a_system_a_component_and_a_resource_for_each_stage() -> None:
    found = documents(projects_as_catalog_info(ROWS[:1]))
    assert [(one["kind"], one["metadata"]["name"]) for one in found] == [
        ("System", "fraud"),
        ("Component", "fraud"),
        ("Resource", "fraud-dev"),
        ("Resource", "fraud-prod"),
    ]
    component = found[1]
    assert component["spec"] == {
        "type": "ml-project",
        "lifecycle": "production",
        "owner": "user:default/tom",
        "system": "fraud",
        "dependsOn": ["resource:default/fraud-dev", "resource:default/fraud-prod"],
    }
    assert component["metadata"]["annotations"]["ml-portal.io/template"] == "tabular-classic@1.0.0"


@pytest.mark.parametrize(
    ("phase", "lifecycle"), [("explore", "experimental"), ("live", "production"), ("retired", "deprecated")]
)
def test_a_phase_becomes_a_lifecycle(phase: str, lifecycle: str) -> None:
    component = list(entities([line(phase=phase)]))[1]
    assert component["spec"]["lifecycle"] == lifecycle


@given(st.text(min_size=1), st.text(), st.text())
def test_every_entity_is_one_that_backstage_accepts(name: str, unit: str, title: str) -> None:
    for entity in documents(projects_as_catalog_info([line(name, unit=unit, title=title, owner=name)])):
        metadata, spec = entity["metadata"], entity["spec"]
        assert entity["apiVersion"] == "backstage.io/v1alpha1"
        assert NAME.fullmatch(metadata["name"]) and len(metadata["name"]) <= NAME_LENGTH
        assert all(TAG.fullmatch(tag) and len(tag) <= NAME_LENGTH for tag in metadata.get("tags", []))
        assert all(isinstance(value, str) for value in metadata["annotations"].values())
        assert spec["owner"] and ("type" in spec) == (entity["kind"] != "System")
        assert not {"status", "relations"} & set(entity)


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_names_stay_two_names(one: str, other: str) -> None:
    assert (safe_name(one) == safe_name(other)) == (one == other)


@pytest.mark.parametrize("name", ["off", "yes", "no", "null", "12e4567", "012", "1.10", "0x1f", "1_000", "2026-01-01"])
def test_a_name_that_yaml_takes_for_something_else_is_text_for_every_reader(name: str) -> None:
    text = projects_as_catalog_info([line(name, unit=name, title=name, owner=name)])
    for entity in (*documents(text), *yaml.safe_load_all(text)):
        assert all(isinstance(one, str) for one in (*entity["metadata"]["tags"], entity["metadata"]["title"]))
        assert isinstance(entity["metadata"]["name"], str)
        assert entity["metadata"]["annotations"]["ml-portal.io/project"] == name
