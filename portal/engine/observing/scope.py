"""Which workspaces are read, and which stage and unit each of them serves."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from catalog.model import Organisation
from portal.azure import views
from portal.domain.models.evidence import MISSING
from portal.domain.models.observed_workspaces import workspace_source
from portal.engine.observing.sweep import PARTS, Lot, Scope
from portal.store.tables import observations, projects

UNKNOWN = "unknown"
"""The stage of a workspace that nobody placed."""

STAGE_TAGS = ("stage", "environment")
_OTHER_WORDS = {"development": "dev", "testing": "test", "production": "prod", "prd": "prod"}
"""What teams also write into such a tag."""


def scope_of(connection: sa.Connection, organisation: Organisation, parts: frozenset[str] = frozenset(PARTS)) -> Scope:
    """Everything that the organisation, its projects and earlier sweeps name.

    A workspace's stage is the organisation's word, else its project's, else that of its tags, else unknown.
    """
    named = _named(organisation)
    for lot in _of_projects(connection):
        named.setdefault(lot.source, lot)
    stages: set[str] = {stage.id for stage in organisation.stages}
    known = dict(named)
    for lot in _seen_before(connection):
        known.setdefault(lot.source, lot)
    subscriptions = {one.id: None for one in organisation.subscriptions} | {
        lot.id.split("/")[2]: None for lot in known.values()
    }
    regions = {
        organisation.default_region: None,
        **dict.fromkeys(organisation.regions),
        **{workspace.region: None for workspace in organisation.workspaces},
    }
    return Scope(
        subscriptions=tuple(subscriptions),
        regions=tuple(regions),
        known=tuple(known.values()),
        place=lambda found: _placed(found, named, stages),
        parts=parts,
    )


def _named(organisation: Organisation) -> dict[str, Lot]:
    found = {}
    for one in organisation.workspaces:
        id_ = workspace_source(one.subscription, one.resource_group, one.name)
        found[id_] = Lot(id_, one.name, one.stage, one.unit)
    return found


def _of_projects(connection: sa.Connection) -> list[Lot]:
    found = []
    for unit, stages in connection.execute(sa.select(projects.c.unit, projects.c.stages)):
        for one in _mappings(stages):
            told = [str(one.get(name) or "") for name in ("subscription", "resource_group", "workspace")]
            if all(told):
                found.append(Lot(workspace_source(*told), told[2], str(one.get("stage") or UNKNOWN), unit))
    return found


def _mappings(listed: object) -> list[Mapping[str, Any]]:
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


def _seen_before(connection: sa.Connection) -> list[Lot]:
    """Workspaces of earlier sweeps, so that what lay in one that vanished is found to be missing."""
    rows = connection.execute(
        sa.select(observations.c.value).where(observations.c.kind == "workspace", observations.c.status != MISSING)
    )
    values = [value for (value,) in rows if isinstance(value, dict) and value.get("id")]
    return [Lot(str(v["id"]), str(v.get("name")), str(v.get("stage")), str(v.get("unit", ""))) for v in values]


def _placed(found: views.Workspace, named: Mapping[str, Lot], stages: set[str]) -> Lot:
    known = named.get(found.id.lower())
    if known is not None:
        return Lot(found.id, found.name, known.stage, known.unit)
    tags = {name.lower(): value.strip().lower() for name, value in found.tags.items()}
    words = [tags[name] for name in STAGE_TAGS if name in tags]
    stage = next((said for word in words if (said := _OTHER_WORDS.get(word, word)) in stages), UNKNOWN)
    return Lot(found.id, found.name, stage, tags.get("business_unit", ""))
