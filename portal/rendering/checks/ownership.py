"""Somebody answers for the project, its resources say whose they are, and its documents are there."""

import re
from collections.abc import Iterator
from typing import Any

from portal.rendering.checks.project import BUILDING, FACTS_FILE, CheckedProject, Demands, ProjectCheck, ProjectFault

CODEOWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")
OWNER = re.compile(r"@[\w.-]+(?:/[\w.-]+)?\Z|[^@\s]+@[^@\s]+\.[^@\s]+\Z")
DOCUMENTS = {
    "README.md": "how to clone and run it",
    "MODEL_CARD.md": "what the model is for and where it ends",
    "RUNBOOK.md": "how to release, roll back and act when something is wrong",
}
PARAMETERS = "infrastructure/parameters/"
# The end of a lease belongs to each resource: the portal sets it when it makes one, and moves it when it is extended.
LEASE_TAGS = frozenset({"expires_on"})


def code_owners(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Code that nobody has to review."""
    path = next((place for place in CODEOWNERS if place in project.files), None)
    if path is None:
        yield ProjectFault("CODEOWNERS", 1, "code-owners", "nobody owns the code; add this file with a line `* @owner`")
        return
    everything = False
    for number, line in project.lines(path):
        pattern, *owners = line.split("#")[0].split() or [""]
        everything = everything or (pattern == "*" and bool(owners))
        if pattern and not owners:
            yield ProjectFault(path, number, "code-owners", f"{pattern} has no owner; name a person or a team")
        for owner in owners:
            if not OWNER.match(owner):
                yield ProjectFault(
                    path, number, "code-owners", f"{owner} is no owner; write @person, @team or an address"
                )
    if not everything:
        yield ProjectFault(path, 1, "code-owners", "no line `* @owner` says who owns what no other line names; add one")


def project_facts(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """A project that does not say what it is, or whose."""
    facts = project.yaml(FACTS_FILE).mapping()
    if not facts:
        yield ProjectFault(FACTS_FILE, 1, "project-facts", "the project does not say what it is; add this file")
        return
    for keys in (("project",), ("owner", "id"), ("template", "id"), ("template", "version")):
        *outer, last = keys
        if not project.yaml(FACTS_FILE).mapping(*outer).get(last):
            yield ProjectFault(FACTS_FILE, 1, "project-facts", f"{'.'.join(keys)} is missing; say it here")


def tags(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Resources that would not carry the tags that cost and ownership are told by."""
    if not demands.required_tags:
        return
    for stage in demands.stages:
        path = f"config/{stage}.yml"
        if path in project.files:
            yield from _lacking(path, project.yaml(path).mapping("tags"), demands)
    for path, document in project.azure_documents():
        yield from _lacking(path, document.mapping("tags"), demands)
    for path in project.paths(".json", below=PARAMETERS):
        parameters = project.json(path)
        given = parameters.get("parameters", {}) if isinstance(parameters, dict) else {}
        value = given.get("tags", {}).get("value", {}) if isinstance(given, dict) else {}
        yield from _lacking(path, value if isinstance(value, dict) else {}, demands)


def _lacking(path: str, given: dict[str, Any], demands: Demands) -> Iterator[ProjectFault]:
    lacking = sorted(name for name in demands.required_tags - LEASE_TAGS if given.get(name) in (None, ""))
    if lacking:
        yield ProjectFault(
            path, 1, "tags", f"the required tags {', '.join(lacking)} are missing; add them below `tags`"
        )


def documents(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Documents that people look for and do not find."""
    wanted = DOCUMENTS if demands.profile == BUILDING else {"README.md": DOCUMENTS["README.md"]}
    for path, purpose in wanted.items():
        if not project.text(path).strip() if path in project.files else True:
            yield ProjectFault(path, 1, "documents", f"nothing says {purpose}; write it here")


CHECKS = (
    ProjectCheck("code-owners", "Every file has an owner who reviews it", code_owners),
    ProjectCheck("project-facts", "portal.yml says what the project is and whose", project_facts),
    ProjectCheck("tags", "Every resource carries the required tags", tags),
    ProjectCheck("documents", "README, model card and runbook are there", documents),
)
