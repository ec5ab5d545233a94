"""What is really there and really served, by the Azure CLI; and the evidence about it, handed in at the portal."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from scripts.steps import ROOT, show, target

EVIDENCE = ROOT / "outputs" / "evidence" / "probe.json"


@dataclass(frozen=True)
class Served:
    """A deployment that is to serve: the kind and name of its endpoint, and its own name."""

    kind: str
    endpoint: str
    deployment: str


def identity_fault(config: dict[str, Any], model: str, artefact: str) -> str:
    """Why a model reference is not the artefact that was approved, if it is not; without a digest nothing is compared."""
    if not artefact.startswith("sha256:"):
        return ""
    parts = model.removeprefix("azureml:").replace("//registries/", "registries/").split("/")
    if parts[0] == "registries":
        where = ("--name", parts[3], "--version", parts[5], "--registry-name", parts[1])
    else:
        name, _, version = parts[0].partition(":")
        where = ("--name", name, "--version", version, *target(config))
    found = show(("az", "ml", "model", "show", *where))
    told = [found.get(place, {}).get("manifest_digest", "") for place in ("properties", "tags")]
    digest = next(filter(None, told), "")
    if digest and f"sha256:{digest.removeprefix('sha256:')}" == artefact:
        return ""
    return f"{model} is {digest or 'not proven by any manifest'}, not the approved {artefact}; deployment refused"


def served_faults(config: dict[str, Any], model: str, artefact: str, served: Served) -> list[str]:
    """What is wrong with what an endpoint serves now, one sentence each."""
    look = ("az", "ml", f"{served.kind}-endpoint", "show", "--name", served.endpoint, *target(config))
    endpoint = show(look)
    if served.kind == "batch":
        answers = [str((endpoint.get("defaults") or {}).get("deployment_name", ""))]
    else:
        answers = [name for name, percent in (endpoint.get("traffic") or {}).items() if percent]
    faults = []
    if answers != [served.deployment]:
        faults.append(f"{served.endpoint} is answered by {', '.join(answers) or 'nothing'}, not by {served.deployment}")
    named = ("--name", served.deployment, "--endpoint-name", served.endpoint, *target(config))
    deployed = str(show(("az", "ml", f"{served.kind}-deployment", "show", *named)).get("model", ""))
    version = model.removeprefix("azureml:").replace(":", "/versions/")
    if not deployed.endswith(version.rsplit("/models/")[-1]):
        faults.append(f"{served.deployment} serves {deployed or 'no model'}, not {model}")
    if fault := identity_fault(config, model, artefact):
        faults.append(fault)
    return faults


def hand_in(model: str, version: int, artefact: str, facts: dict[str, Any]) -> None:
    """Hand a probe in as evidence about exactly this artefact; it is said when that does not succeed."""
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    about = {"model_digest": artefact} if artefact.startswith("sha256:") else {}
    EVIDENCE.write_text(json.dumps({**facts, **about}, indent=2) + "\n", encoding="utf-8")
    portal = shutil.which("portal")
    if portal is None:
        print(f"the command `portal` is not installed here; {EVIDENCE.name} was not handed in")
        return
    command = [portal, "evidence", "add", "--model", model, "--version", str(version), "--kind", "probe"]
    command += ["--file", str(EVIDENCE), "--commit", os.environ.get("GITHUB_SHA", "")]
    if answer := subprocess.run(command, check=False).returncode:
        print(f"portal evidence add answered {answer}: the probe was not handed in")
