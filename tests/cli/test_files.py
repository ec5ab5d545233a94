"""Working on files where they lie: a catalogue is validated, begun, rendered, and a project checked; no server runs."""

import json
import shutil
from pathlib import Path

import pytest

from portal.clock import system_clock
from portal.emulator.app import create_emulator
from portal.emulator.seed.document import load_seed
from tests.cli.conftest import Run


@pytest.fixture
def copy(portal: Run, tmp_path: Path) -> Path:
    """A fresh catalogue."""
    ran = portal("catalog", "init", str(tmp_path / "mine"))
    assert ran.code == 0
    return tmp_path / "mine"


def test_a_fresh_catalogue_is_valid_and_is_not_written_over(portal: Run, copy: Path, portal_home: Path) -> None:
    ran = portal("catalog", "validate", str(copy))
    assert ran.code == 0
    assert "no fault" in ran.out
    findings = json.loads(portal("catalog", "validate", str(copy), "--json").out)
    assert set(findings) == {"items", "next"}
    again = portal("catalog", "init", str(copy))
    assert again.code == 2
    assert "is not empty" in again.err
    assert not portal_home.exists()


def test_every_fault_of_a_catalogue_is_named_with_its_line(portal: Run, copy: Path) -> None:
    first = next((copy / "compute").glob("*.yaml"))
    first.write_text(first.read_text() + "\ncolour: red\n")
    (copy / "prices.yaml").write_text("version: [")
    ran = portal("catalog", "validate", str(copy))
    assert ran.code == 2
    assert f"compute/{first.name}:" in ran.out
    assert "prices.yaml:1:" in ran.out
    assert len(ran.err.splitlines()) == 1
    problem = json.loads(portal("catalog", "validate", str(copy), "--json").out)
    assert problem["status"] == 422
    assert len(problem["complaints"]) == len(ran.out.splitlines())


def test_a_template_is_rendered_checked_and_broken(portal: Run, tmp_path: Path) -> None:
    out = tmp_path / "churn"
    ran = portal("catalog", "render", "tabular-classic", "--set", "name=churn", "--out", str(out), "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert sorted(told["files"]) == sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file())
    assert "churn" in (out / "README.md").read_text()
    assert portal("project", "check", str(out)).code == 0
    shutil.rmtree(out / ".github")
    ran = portal("project", "check", str(out), "--json")
    assert ran.code == 1
    assert {"path", "line", "rule", "message"} <= set(json.loads(ran.out)["items"][0])
    again = portal("catalog", "render", "tabular-classic", "--out", str(out))
    assert again.code == 2
    assert "not empty" in again.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("nothing-like-it --out x", 4, "no template 'nothing-like-it'"),
        ("tabular-classic --set naame=x --out x", 2, "did you mean 'name'?"),
        ("tabular-classic --set name=Not_A_Name --out x", 2, "name:"),
        ("tabular-classic --out x --catalog no/such/folder", 2, "there is no such folder"),
    ],
)
def test_what_cannot_be_rendered_is_said_and_nothing_is_written(
    portal: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, code: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = portal("catalog", "render", *words.split())
    assert ran.code == code
    assert says in ran.err
    assert not (tmp_path / "x").exists()


def test_the_emulated_azure_of_a_demo_that_never_ran_is_not_found(portal: Run) -> None:
    assert portal("demo", "azure").code == 4


def test_the_faults_and_quotas_of_the_emulated_azure_are_turned_from_here(portal: Run, portal_home: Path) -> None:
    portal_home.mkdir()
    create_emulator(portal_home / "azure.db", system_clock, load_seed()).store.close()
    assert "no fault plan is in force" in portal("demo", "azure", "--faults", "show").out
    begun = json.loads(portal("demo", "azure", "--faults", "example", "--json").out)
    assert len(begun["rules"]) == 6
    assert "429 TooManyRequests" in portal("demo", "azure", "--faults", "show").out
    assert json.loads(portal("demo", "azure", "--faults", "off", "--json").out)["rules"] == []
    granted = portal("demo", "azure", "--grant-quota", "Standard_D4s_v5=640", "--region", "westeurope", "--json")
    assert {one["region"] for one in json.loads(granted.out)["granted"]} == {"westeurope"}
    assert "may have 64 vCPUs now" in portal("demo", "azure", "--grant-quota", "standardDSv5Family=64").out
    for words, says in (("nope=3", "no family and no size 'nope'"), ("standardDSv5Family", "FAMILY=CORES")):
        ran = portal("demo", "azure", "--grant-quota", words)
        assert ran.code == 2
        assert says in ran.err


def test_a_version_is_made_to_answer_badly_in_the_demo(portal: Run, portal_home: Path) -> None:
    assert portal("demo", "version", "churn-model", "14", "--errors", "20").code == 4
    portal_home.mkdir(parents=True, exist_ok=True)
    create_emulator(portal_home / "azure.db", system_clock, load_seed()).store.close()
    told = json.loads(portal("demo", "version", "churn-model", "14", "--errors", "20", "--p95", "900", "--json").out)
    assert told == {"model": "churn-model", "version": "14", "error_percent": 20.0, "p95_ms": 900.0}
    assert "fails at 0 %" in portal("demo", "version", "churn-model", "14").out
    assert portal("demo", "version", "churn-model", "14", "--errors", "101").code == 2
