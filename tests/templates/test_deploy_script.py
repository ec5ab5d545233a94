"""The deploy script of a generated project, against an emulated Azure: it tries, switches over and reads back."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from portal.azure import sdk
from portal.azure.resource_ids import workspace_id
from portal.clock import system_clock
from portal.emulator.app import create_app
from portal.emulator.az import command as az
from portal.emulator.connection import emulated_in_process
from portal.emulator.seed.document import bare_seed
from portal.emulator.tuning import tune
from tests.azure.registering import put_model_version
from tests.engine.plans import TEMPLATE
from tests.templates.rendered import tree

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
GROUP, NAME = "rg-churn-dev", "mlw-churn-dev"
DIGEST = f"sha256:{'a' * 64}"


class Ground:
    """A generated project, the emulated Azure of its first stage, and the `az` that its scripts find."""

    def __init__(self, folder: Path) -> None:
        self.project, self.state, self.path = folder / "churn", folder / "azure.db", folder / "bin"
        tree("tabular-classic", "batch").write_to(self.project)
        self.azure = emulated_in_process(create_app(self.state, system_clock, bare_seed(SUBSCRIPTION)))
        tune(self.state, operation_seconds=0)
        self.path.mkdir()
        (self.path / "az").write_text(
            f'#!/bin/sh\nexec {shlex.join([sys.executable, "-P", "-m", "portal.emulator.az.command"])} "$@"\n', "utf-8"
        )
        (self.path / "az").chmod(0o700)
        self.workspace = workspace_id(SUBSCRIPTION, GROUP, NAME)
        self._plant()

    def _plant(self) -> None:
        sdk.put_resource_group(self.azure, SUBSCRIPTION, GROUP, "westeurope", {})
        given = {"workspace": NAME, "storage": "stchurndev", "location": "westeurope", "tags": {}}
        sdk.put_deployment(self.azure, SUBSCRIPTION, GROUP, "first", TEMPLATE, given, {})
        sdk.put_cluster(self.azure, self.workspace, "cpu-cluster", "Standard_D4s_v5", tags={})
        tags = {"project_id": "churn", "manifest_digest": DIGEST}
        address = "azureml://jobs/train/outputs/model"
        put_model_version(
            self.azure, self.workspace, "churn", "1", path=address, kind="custom_model", tags=tags
        )  # fmt: skip

    def look(self, id_: str) -> sdk.FoundResource:
        """A resource, which has to be there."""
        found = sdk.read(self.azure, id_)
        assert isinstance(found, sdk.FoundResource), id_
        return found

    def deploy(self, version: str, artefact: str) -> subprocess.CompletedProcess[str]:
        """The script in the first stage, which needs no promotion."""
        command = [sys.executable, "-m", "scripts.deploy", "--stage", "dev", "--version", version]
        environment = {"PATH": f"{self.path}{os.pathsep}{os.defpath}", "EMULATED_AZURE": str(self.state)}
        return subprocess.run(
            [*command, "--artefact", artefact], cwd=self.project, env=environment, check=False, capture_output=True,
            text=True,
        )  # fmt: skip


def test_a_batch_version_is_tried_becomes_the_default_and_is_read_back_and_another_artefact_is_refused(
    tmp_path: Path,
) -> None:
    ground = Ground(tmp_path)
    where = f"{ground.workspace}/batchEndpoints/churn-dev-batch"
    refused = ground.deploy("1", f"sha256:{'b' * 64}")
    assert refused.returncode == 3
    assert f"is {DIGEST}, not the approved sha256:bbbb" in refused.stdout
    assert isinstance(sdk.read(ground.azure, where), sdk.Missing)
    done = ground.deploy("1", DIGEST)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 tried, 0 % errors" in done.stdout
    assert "churn-dev-batch serves churn version 1" in done.stdout
    assert ground.look(where).payload["properties"]["defaults"]["deploymentName"] == "v-1"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("ml job create --file x.yml", 2, "does not know `az ml job create`"),
        ("account show", 2, "knows `az ml KIND VERB` only"),
        ("ml model show --name churn --version 1 --resource-group rg-churn-dev", 2, "required: --subscription"),
        ("ml environment create --file nowhere.yml", 1, "nowhere.yml cannot be read"),
    ],
)
def test_what_the_emulated_az_does_not_know_is_one_clear_line(
    words: str,
    code: int,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    create_app(tmp_path / "azure.db", system_clock)
    monkeypatch.setenv("EMULATED_AZURE", str(tmp_path / "azure.db"))
    assert az.main(words.split()) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


def test_the_emulated_az_speaks_to_no_other_azure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("EMULATED_AZURE", raising=False)
    assert az.main(["ml", "model", "show", "--name", "churn", "--version", "1"]) == 2
    assert "speaks to no other" in capsys.readouterr().err
