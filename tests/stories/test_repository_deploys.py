"""A model goes from dev over test to prod, and each time the project's own repository deploys it, behind the gate."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from portal.azure import sdk
from portal.azure.connection import Azure
from portal.azure.emulator.app import create_app
from portal.azure.resource_ids import workspace_id
from portal.clock import system_clock
from tests.gates.made import GOOD
from tests.stories.programs import COMMAND, Portal, home

DIGEST = f"sha256:{'a' * 64}"


def test_the_repository_deploys_what_was_promoted_and_nothing_else(tmp_path: Path) -> None:
    with home(tmp_path / "home") as portal:
        maya_has_a_project(portal)
        clone = cloned(portal, tmp_path)
        a_version_is_registered_in_dev(portal, clone)
        its_evidence_is_handed_in(portal, tmp_path)
        assert deployed_by_hand(portal, clone, "test", DIGEST) == 3
        promoted(portal, "test")
        assert cell(portal, "test") == ("1", "manifest")
        assert deployed_by_hand(portal, clone, "prod", DIGEST) == 3
        portal.does("model sign churn --version 1 --gate G3-intended-use --statement 'I read its card.' --as sam")
        promoted(portal, "prod")
        assert cell(portal, "prod") == ("1", "manifest")
        probes = [
            one for one in portal.told("evidence list --model churn --version 1")["items"] if one["kind"] == "probe"
        ]
        assert {(one["by"], one["artefact"]) for one in probes} == {("ci-churn", DIGEST)}
        assert len(probes) == 2


def maya_has_a_project(portal: Portal) -> None:
    """A project of the template, whose model answers online."""
    words = "request new project --set name=churn --set template=tabular-classic --set endpoint=online --as maya"
    id = portal.told(words)["id"]
    portal.does(f"request approve {id} --as ana")
    portal.does("demo clock +1m")
    assert portal.told(f"request watch {id} --timeout 60")["state"] == "ready"


def a_version_is_registered_in_dev(portal: Portal, clone: Path) -> None:
    """What the registering job of the template does in Azure."""
    azure = Azure.emulated_in_process(create_app(portal.home / "azure.db", system_clock))
    config = yaml.safe_load((clone / "config" / "dev.yml").read_text("utf-8"))
    workspace = workspace_id(config["subscription_id"], config["resource_group"], config["workspace"])
    sdk.put_model_version(
        azure, workspace, "churn", "1", path="azureml://jobs/train/outputs/model", kind="custom_model",
        tags={"project_id": "churn", "manifest_digest": DIGEST},
    )  # fmt: skip
    portal.does("model board --refresh")


def its_evidence_is_handed_in(portal: Portal, folder: Path) -> None:
    """By the repository's CI identity."""
    for kind in ("manifest", "metrics", "tests", "scan", "data"):
        file = folder / f"{kind}.json"
        file.write_text(json.dumps({**GOOD[kind], **({"digest": DIGEST} if kind == "manifest" else {})}), "utf-8")
        portal.does(f"evidence add --model churn --version 1 --kind {kind} --file {file} --as ci-churn")


def cloned(portal: Portal, folder: Path) -> Path:
    """The project's repository."""
    url = portal.told("project show churn")["repository"]
    subprocess.run(["git", "clone", "--quiet", url, str(folder / "churn")], check=True, capture_output=True)
    return folder / "churn"


def deployed_by_hand(portal: Portal, clone: Path, stage: str, artefact: str) -> int:
    """The exit code of the repository's deploy script where nobody started a promotion."""
    words = ["-m", "scripts.deploy", "--version", "1", "--stage", stage, "--artefact", artefact]
    environment = {**portal.environment, "PORTAL_PERSON": "ci-churn", "PATH": str(COMMAND.parent)}
    done = subprocess.run(
        [sys.executable, *words], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    assert "portal model gate answered 3" in done.stdout, done
    return done.returncode


def promoted(portal: Portal, stage: str) -> dict[str, Any]:
    """A promotion by the repository's pipeline, approved by whoever it takes, when it has ended."""
    words = f"request new promotion --set model=churn --set version=1 --set to={stage} --set executor=ci --as priya"
    id = portal.told(words)["id"]
    for person in ("ana", "paul") if stage == "prod" else ("theo",):
        portal.does(f"request approve {id} --as {person}")
    portal.does("demo clock +11m")
    ended: dict[str, Any] = portal.told(f"request watch {id} --timeout 90")
    assert ended["state"] == "ready", ended["operation"]
    return ended


def cell(portal: Portal, stage: str) -> tuple[str, str]:
    """What the board says of the model in a stage: version and strength of its identity."""
    found = next(one for one in portal.told("model board --refresh")["items"] if one["name"] == "churn")
    shown = found["stages"][stage]
    return shown["version"], shown["identity"]
