"""The demo's inventory: projects and resources that the organisation had before it used the portal."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from catalog.model import Organisation, WorkspaceDef
from portal.clock import stamp
from portal.domain.models.observed_workspaces import azure_id
from portal.packaged import read_yaml
from portal.store.tables import projects, resources

SOURCE = Path(__file__).with_name("inventory.yaml")

Row = dict[str, Any]

_SPAN = re.compile(r"([+-]\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def load_inventory(connection: sa.Connection, now: datetime, organisation: Organisation) -> tuple[str, ...]:
    """Enters every project and resource of the demo as found, and returns the projects' names.

    Times count from `now`. Raises ValueError when the file names a workspace, unit or person that does not exist.
    """
    told = read_yaml(SOURCE)
    made = [_project(row, now, organisation) for row in told["projects"]]
    held = [_compute(row, now, organisation) for row in told["computes"]]
    for row, project in zip(told["projects"], made, strict=True):
        held += _things(row, project, told["endpoint_cents"])
    _check(made, held, organisation)
    connection.execute(projects.insert(), made)
    connection.execute(resources.insert(), held)
    return tuple(project["name"] for project in made)


def moment_of(span: str, now: datetime) -> datetime:
    """The moment that `-3d`, `+6h`, `-40m` or `today` (its last second) names. Raises ValueError for anything else."""
    if span == "today":
        return now.replace(hour=23, minute=59, second=59, microsecond=0)
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ValueError(f"'{span}' is no span of time; write -3d, +6h, -40m or today")
    return now + timedelta(**{_UNITS[found[2]]: int(found[1])})


def _project(row: Mapping[str, Any], now: datetime, organisation: Organisation) -> Row:
    unit = organisation.unit(row["unit"])
    return {
        "name": row["name"],
        "title": row["title"],
        "unit": row["unit"],
        "phase": row["phase"],
        "owner": row["owner"],
        "template": row["template"],
        "template_version": row["version"],
        "request": None,
        "spec": {},
        "stages": list(_stages(row, organisation)),
        "members": list(row["members"]),
        "repository": "",
        "commit": "",
        "budget_cents": row["budget_cents"],
        "cost_centre": (unit.cost_centre if unit else None) or "",
        "data_classification": row["data"],
        "created_at": stamp(moment_of(row["created"], now)),
        "last_activity": stamp(moment_of(row["active"], now)),
        "origin": "found",
    }


def _stages(row: Mapping[str, Any], organisation: Organisation) -> Iterator[Row]:
    """The unit's shared workspace for each stage, unless the row names another one."""
    if row["phase"] == "retired":
        return
    for stage in organisation.stages:
        if stage.id not in row.get("only", [stage.id]):
            continue
        shared = next((one for one in organisation.workspaces if _serves(one, row["unit"], stage.id)), None)
        own = row.get("stages", {}).get(stage.id)
        place: Row = {"stage": stage.id, "branch": stage.branch}
        if own is not None:
            yield {**place, "region": organisation.default_region, "shared": False, **own}
        elif shared is not None:
            named = {"workspace": shared.name, "resource_group": shared.resource_group}
            yield {**place, **named, "subscription": shared.subscription, "region": shared.region, "shared": True}


def _serves(workspace: WorkspaceDef, unit: str, stage: str) -> bool:
    return (workspace.unit, workspace.stage, workspace.purpose) == (unit, stage, "project")


def _compute(row: Mapping[str, Any], now: datetime, organisation: Organisation) -> Row:
    place = organisation.workspace(row["workspace"])
    if place is None:
        raise ValueError(f"{SOURCE.name}: compute {row['name']} lies in an unknown workspace '{row['workspace']}'")
    made = stamp(moment_of(row["made"], now))
    lease = stamp(moment_of(row["lease"], now)) if "lease" in row else None
    id_ = azure_id(place.subscription, place.resource_group, place.name) + f"/computes/{row['name']}"
    base = _resource(id_, "compute", row["name"], place.stage, place.name, row["monthly_cents"])
    return {**base, "project": row["project"], "owner": row["owner"], "made_at": made, "lease_until": lease}


def _things(row: Mapping[str, Any], project: Row, cents: Mapping[str, Any]) -> Iterator[Row]:
    """A project's own workspaces, and its endpoints in test and prod."""
    mine = {
        "project": project["name"],
        "owner": project["owner"],
        "made_at": project["created_at"],
        "lease_until": None,
    }
    for place in project["stages"]:
        id_ = azure_id(place["subscription"], place["resource_group"], place["workspace"])
        if not place["shared"]:
            yield {**_resource(id_, "workspace", place["workspace"], place["stage"], place["workspace"], 0), **mine}
        for model, said in row["serving"].items():
            kind, _, only = said.partition(" ")
            if place["stage"] not in ([only] if only else ["test", "prod"]):
                continue
            name = f"{'oep' if kind == 'online' else 'bep'}-{model}-{place['stage']}"
            of = f"{id_}/{kind}Endpoints/{name}"
            cost = cents[kind][place["stage"]]
            yield {**_resource(of, f"{kind}_endpoint", name, place["stage"], place["workspace"], cost), **mine}


def _resource(id_: str, kind: str, name: str, stage: str, workspace: str, cents: int) -> Row:
    return {
        "id": id_,
        "kind": kind,
        "name": name,
        "stage": stage,
        "workspace": workspace,
        "state": "live",
        "request": None,
        "monthly_cents": cents,
        "observed_at": None,
        "origin": "found",
        "url": "",
        "tags": {},
    }


def _check(made: list[Row], held: list[Row], organisation: Organisation) -> None:
    people = {owner for row in (*made, *held) for owner in (row["owner"], *row.get("members", ()))}
    unknown = sorted(one for one in people if organisation.person(one) is None)
    unknown += sorted({row["unit"] for row in made if organisation.unit(row["unit"]) is None})
    unknown += sorted({row["project"] for row in held} - {row["name"] for row in made} - {""})
    if unknown:
        raise ValueError(f"{SOURCE.name} names '{unknown[0]}', which the organisation does not have")
