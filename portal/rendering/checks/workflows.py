"""Workflows run by themselves, sign in without stored secrets, and use actions that cannot change under them."""

import re
from collections.abc import Iterator
from typing import Any

from portal.rendering.checks.documents import YamlDocument
from portal.rendering.checks.project import BUILDING, CheckedProject, Demands, ProjectCheck, ProjectFault

OIDC_INPUTS = ("client-id", "tenant-id", "subscription-id")
PINNED_ACTION = re.compile(r"[\w.-]+/[\w./-]+@(?:[0-9a-f]{40}|v\d[\w.]*)\Z")
STORED_CREDENTIAL = re.compile(r"AZURE_CREDENTIALS|\bcreds\s*:|AZURE_CLIENT_SECRET|\bclient-secret\s*:")


def triggers(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Workflows that only a hand starts, and pull requests that nothing tests."""
    tested = False
    for path, document in project.workflows():
        events = _events(document)
        if events and events <= {"workflow_dispatch"}:
            message = "only a hand starts this workflow; let a pull request, a push or a schedule start it"
            yield ProjectFault(path, document.line_of("on"), "workflow-triggers", message)
        tested = tested or ("pull_request" in events and any("pytest" in run for run in _runs(document)))
    if not tested:
        message = "no workflow runs the tests of a pull request; add one with `on: pull_request` that runs pytest"
        yield ProjectFault(".github/workflows", 1, "workflow-triggers", message)


def federated_sign_in(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Stored credentials, and sign-ins without a federated identity of the stage."""
    for path, document in project.workflows():
        for number, line in project.lines(path):
            if STORED_CREDENTIAL.search(line):
                message = "a stored credential; sign in with client-id, tenant-id and subscription-id of azure/login"
                yield ProjectFault(path, number, "federated-sign-in", message)
        for name, job in document.mapping("jobs").items():
            yield from _sign_ins(path, document, name, job if isinstance(job, dict) else {})


def _sign_ins(path: str, document: YamlDocument, name: str, job: dict[str, Any]) -> Iterator[ProjectFault]:
    line = document.line_of("jobs", name)
    for step in _steps(job):
        if not str(step.get("uses", "")).startswith("azure/login@"):
            continue
        given = step.get("with") if isinstance(step.get("with"), dict) else {}
        lacking = [name for name in OIDC_INPUTS if name not in (given or {})]
        permissions = {**document.mapping("permissions"), **(job.get("permissions") or {})}
        if lacking:
            message = f"azure/login lacks {', '.join(lacking)}; name the identity of the stage"
            yield ProjectFault(path, line, "federated-sign-in", message)
        if permissions.get("id-token") != "write":
            message = f"job {name} signs in without `id-token: write`; add it to its permissions"
            yield ProjectFault(path, line, "federated-sign-in", message)
        if not job.get("environment"):
            message = f"job {name} signs in outside a GitHub environment; name the stage as its environment"
            yield ProjectFault(path, line, "federated-sign-in", message)


def pinned_actions(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Actions named by a branch or by nothing."""
    for path, document in project.workflows():
        for leaf in document.leaves:
            action = str(leaf.value)
            if leaf.keys[-1] == "uses" and not action.startswith("./") and not PINNED_ACTION.match(action):
                message = f"{action} can change without notice; name a commit or a version"
                yield ProjectFault(path, leaf.line, "pinned-actions", message)


def deploys_behind_a_gate(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Jobs that can deploy to production before they asked whether they may."""
    for path, document in project.workflows():
        for name, job in document.mapping("jobs").items():
            runs = [str(step.get("run", "")) for step in _steps(job if isinstance(job, dict) else {})]
            deploys = next((place for place, run in enumerate(runs) if _deploys(run)), None)
            gates = next((place for place, run in enumerate(runs) if _asks(run)), None)
            if deploys is not None and (gates is None or gates > deploys):
                message = f"job {name} deploys without asking first; run scripts/deploy_gate.py before"
                yield ProjectFault(path, document.line_of("jobs", name), "deploy-gate", message)


def _deploys(run: str) -> bool:
    return bool(
        re.search(r"scripts[./]deploy\b|az ml (?:online|batch)-(?:deployment|endpoint) (?:create|update)", run)
    ) and ("--dry-run" not in run)


def _asks(run: str) -> bool:
    return bool(re.search(r"deploy_gate|portal model gate", run))


def _events(document: YamlDocument) -> set[str]:
    on = document.mapping().get("on")
    match on:
        case str():
            return {on}
        case list() | dict():
            return {str(event) for event in on}
        case _:
            return set()


def _steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    steps = job.get("steps")
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []


def _runs(document: YamlDocument) -> list[str]:
    return [str(leaf.value) for leaf in document.leaves if leaf.keys[-1] == "run"]


CHECKS = (
    ProjectCheck("workflow-triggers", "Pull requests are tested, and no workflow waits for a hand alone", triggers),
    ProjectCheck("federated-sign-in", "Workflows sign in by federation, with no stored secret", federated_sign_in),
    ProjectCheck("pinned-actions", "Actions are named by commit or version", pinned_actions),
    ProjectCheck("deploy-gate", "A deployment asks first whether it may", deploys_behind_a_gate, (BUILDING,)),
)
