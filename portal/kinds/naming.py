"""Names that would come to be, checked against Azure's rules and against what is there already."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.model import Catalogue
from portal.domain.names import RULES, fill, why_not
from portal.kinds.kind import Facts

_DEFAULT_PATTERNS = {
    "resource_group": "rg-{project}-{stage}",
    "workspace": "mlw-{project}-{stage}",
    "key_vault": "kv-{project}-{stage}",
    "storage": "st{project}{stage}",
    "registry": "cr{project}{stage}",
    "insights": "appi-{project}-{stage}",
}


@dataclass(frozen=True)
class PlannedName:
    """A name with what is wrong with it, or ""."""

    kind: str
    name: str
    why: str


def name_of(catalogue: Catalogue, kind: str, project: str, stage: str, unit: str) -> str:
    """The name of a resource of `kind` by the organisation's patterns; without hyphens where Azure allows none."""
    pattern = catalogue.organisation.name_patterns.get(kind, _DEFAULT_PATTERNS.get(kind, "{project}-{stage}"))
    region = catalogue.organisation.default_region
    name = fill(pattern, project=project, stage=stage, unit=unit, region=region, role="member")
    return name.replace("-", "") if kind in ("storage", "registry") else name


def unique_name(catalogue: Catalogue, kind: str, project: str, stage: str, unit: str, request: str) -> str:
    """A name that has to be unique in all of Azure, with a suffix that no other request will ever have.

    Deleted key vaults keep their names for weeks, so a project that failed and is asked for again needs other names.
    """
    suffix = hashlib.sha256(f"{catalogue.organisation.name}/{request}/{stage}".encode()).hexdigest()[:4]
    mark = suffix if kind in ("storage", "registry") else f"-{suffix}"
    longest = RULES[kind].longest - len(mark)
    for kept in range(len(project), 0, -1):
        name = name_of(catalogue, kind, project[:kept].rstrip("-"), stage, unit)
        if len(name) <= longest:
            return f"{name}{mark}"
    return f"{name_of(catalogue, kind, project, stage, unit)}{mark}"


def checked(kind: str, name: str, scope: str, facts: Facts, today: str = "") -> PlannedName:
    """The name with why Azure, or what is there or was deleted a short while before `today`, would refuse it."""
    key = f"{kind}:{scope}/{name}".lower()
    if wrong := why_not(kind, name):
        return PlannedName(kind, name, wrong)
    if seen := facts.taken.get(key, ""):
        return PlannedName(kind, name, f"it is taken: {seen}")
    until = facts.kept.get(key, "")
    kept = f"it was deleted, and Azure keeps the name until {until}" if today and until >= today else ""
    return PlannedName(kind, name, kept)


def faults(names: Iterable[PlannedName]) -> Mapping[str, str]:
    """The names that cannot be, each with its reason."""
    return {f"{name.kind.replace('_', ' ')} {name.name}": name.why for name in names if name.why}
