"""`portal connect` on an Azure that never heard of the portal: what is guessed, what is written, and no write there."""

import json
import re
from pathlib import Path

import httpx
import pytest

from catalog.lint import lint
from catalog.load import load
from portal.cli.main import main
from portal.clock import system_clock
from portal.contract.problem import Problem
from portal.engine.connecting.connect import Connected, connect
from portal.server.app import create_app
from tests.client.serving import serving
from tests.connect.conftest import settings
from tests.connect.estate import DIRECTORY_GROUP, USERS, last_call, rows, writes
from tests.server.served_portal import ServedPortal


def test_stages_and_units_are_guessed_and_the_doubtful_are_marked(connected: Connected) -> None:
    made = {(one.found.name, one.found.group): one for one in connected.drafted.workspaces}
    assert len(made) == 40
    guessed = {key: (one.stage.value, one.unit.value, bool(one.doubts or one.left_out)) for key, one in made.items()}
    assert guessed == {(one.name, one.group): (one.stage, one.unit, one.doubtful) for one in rows()}


def test_the_draft_is_a_catalogue_that_loads_and_lints_and_says_why(connected: Connected, home: Path) -> None:
    catalogue = load(home / "drafted")
    named = {one.name for one in catalogue.organisation.workspaces}
    assert named == {one.name for one in rows()}
    left_out = [one for one in connected.drafted.workspaces if one.left_out]
    assert [one.found.name for one in left_out] == ["mlw-retail-dev"]
    assert {one.name for one in catalogue.organisation.registries} == {"ContosoModels"}
    assert catalogue.organisation.name == "Contoso"
    assert not {one.rule for one in lint(catalogue)} - {
        "one-member", "unfilled-role", "too-few", "python-past-end-of-life", "declared-differs",
    }  # fmt: skip
    text = (home / "drafted" / "organisation.yaml").read_text(encoding="utf-8")
    for one in connected.drafted.doubtful:
        before = (
            text[: text.index(f'{{name: "{one.found.name}", resource_group: "{one.found.group}"')]
            .rstrip()
            .splitlines()[-4:]
        )
        assert any("DOUBTFUL" in line for line in before), one.found.name
        assert any(one.stage.why in line for line in before)
    assert "\x1b" not in text


def test_who_holds_roles_is_in_the_draft_and_whoever_connects_answers_for_all(connected: Connected) -> None:
    people = {one.object_id: one for one in connected.drafted.people}
    assert set(people) == set(USERS)
    assert connected.drafted.people[0].assignments == 1
    assert DIRECTORY_GROUP in connected.text
    assert "platform" in connected.drafted.me.roles


def test_a_folder_that_holds_something_is_refused_before_azure_is_asked(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept", encoding="utf-8")
    asked = last_call(home / "azure.db")
    with pytest.raises(Problem) as refused:
        connect(settings(home), system_clock, tmp_path)
    assert "is not empty" in refused.value.body.title
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert last_call(home / "azure.db") == asked


def test_without_a_folder_nothing_is_written(home: Path) -> None:
    before = _files(home)
    assert connect(settings(home), system_clock, None).text.startswith("# yaml-language-server")
    assert _files(home) == before


def test_the_command_tells_the_same_as_text_and_as_json(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTAL_HOME", str(home))
    assert main(["connect", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["folder"], told["azure"], len(told["workspaces"])) == (None, "emulated", 40)
    one = next(one for one in told["workspaces"] if one["name"] == "forecast")
    assert one["stage"] == "prod" and one["endpoints"] == ["energy-load-cast"]
    assert one["doubts"][0] == "stage: nothing says its stage; prod is the stricter"
    assert main(["connect"]) == 0
    text = capsys.readouterr().out
    assert "40 workspaces" in text and "nothing was written" in text
    assert main(["connect", "--out", str(home)]) == 2


def _files(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir() if not path.name.startswith("azure.db"))


def test_board_and_inventory_fill_with_not_one_call_that_is_no_read(home: Path, tmp_path: Path) -> None:
    state = home / "azure.db"
    began = last_call(state)
    folder = tmp_path / "drafted"
    connect(settings(home), system_clock, folder)
    app = create_app(settings(home, catalogue=str(folder)))
    with serving(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        server = ServedPortal(client, app)
        server.send("POST", "/models/refresh", {}, by="")
        board = server.get("/models/board", by="")
        found = server.get("/resources", by="", scope="found")
        who = server.get("/me", by="")
    served = {(row["name"], stage) for row in board["items"] for stage, cell in row["stages"].items() if cell}
    assert {("demand", "prod"), ("fraud-net", "prod"), ("triage", "test"), ("triage", "prod")} <= served
    assert {row["name"] for row in board["items"]} == {"demand", "fraud-net", "triage", "energy-load", "elasticity"}
    names = {row["name"] for row in found["items"]}
    assert {"cpu-cluster", "gpu", "big-one", "demand-prod", "triage-live"} <= names
    assert who["person"]["id"] == "me"
    assert writes(state, began) == []
    assert last_call(state) - began > 200  # it did read: every list of forty workspaces


def test_every_text_of_azures_is_quoted(connected: Connected) -> None:
    for line in connected.text[: connected.text.index("# R responsible")].splitlines():
        if match := re.match(r"\s+- \{name: (.*?), resource_group: (.*?), ", line):
            assert all(part.startswith('"') and part.endswith('"') for part in match.groups()), line
