"""A project that deploys by its own repository: made, cloned, with a model in dev and its evidence."""

import json
import subprocess
from pathlib import Path

import yaml

from portal.azure.resource_ids import workspace_id
from portal.clock import system_clock
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from tests.azure.registering import put_model_version
from tests.gates.made import GOOD
from tests.stories.programs import Portal

DIGEST = f"sha256:{'a' * 64}"


def in_dev(portal: Portal, folder: Path) -> Path:
    """The clone of project churn, whose model has a version in dev with all its evidence."""
    maya_has_a_project(portal)
    clone = cloned(portal, folder)
    a_version_is_registered_in_dev(portal, clone)
    its_evidence_is_handed_in(portal, folder)
    return clone


def maya_has_a_project(portal: Portal) -> None:
    """A project of the template, whose model answers online and whose pipeline deploys."""
    wish = "--set name=churn --set template=tabular-classic --set endpoint=online --set executor=ci"
    id = portal.told(f"request new project {wish} --as maya")["id"]
    portal.does(f"request approve {id} --as ana")
    portal.does("demo clock +1m")
    assert portal.told(f"request watch {id} --timeout 60")["state"] == "ready"


def a_version_is_registered_in_dev(portal: Portal, clone: Path) -> None:
    """What the registering job of the template does in Azure."""
    azure = emulated_in_process(create_app(portal.home / "azure.db", system_clock))
    config = yaml.safe_load((clone / "config" / "dev.yml").read_text("utf-8"))
    workspace = workspace_id(config["subscription_id"], config["resource_group"], config["workspace"])
    put_model_version(
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


def cell(portal: Portal, stage: str) -> tuple[str, str]:
    """What the board says of the model in a stage: version and strength of its identity."""
    found = next(one for one in portal.told("model board --refresh")["items"] if one["name"] == "churn")
    shown = found["stages"][stage]
    return shown["version"], shown["identity"]
