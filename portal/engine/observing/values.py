"""What of Azure's answers is kept as an observation. Pure, and tolerant: any field may be missing or null.

Nothing secret is among it: keys and connection strings are never asked for.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.azure import views
from portal.clock import moment, stamp
from portal.contract.plaintext import is_plain
from portal.contract.values import Json
from portal.domain.models.evidence import SEEN, UNREACHABLE, newest_first, reference
from portal.records.observed.observations import Item

VERSIONS_KEPT = 30
"""How many versions of a model are kept, newest first."""

MANIFEST_KEYS = ("manifest_digest", "manifest")
"""Properties or tags that a registering job writes the digest of its manifest to."""

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{32,128})")


def is_name(text: str) -> bool:
    """Whether a text can be the name of something: no honest service gives one with control characters."""
    return bool(text) and len(text) <= 260 and is_plain(text) and "\n" not in text


def digest_of(text: str) -> str:
    """A digest in hexadecimal, without its prefix; "" for anything else, such as a path."""
    found = _DIGEST.fullmatch(text.strip().lower())
    return found[1] if found else ""


def manifest_of(version: views.ModelVersion) -> str:
    """The digest of a version's manifest; "" when there is none. Properties stand above tags, which anybody edits."""
    told = (where.get(key, "") for where in (version.properties, version.tags) for key in MANIFEST_KEYS)
    return next(filter(None, map(digest_of, told)), "")


def _owned(tagged: Iterable[views.Tags]) -> dict[str, Json]:
    """Whose it is and what was approved, by the first tags that say so."""
    told: dict[str, str] = {}
    for tags in tagged:
        told = {**tags, **told}
    return {
        "project": told.get("project_id", ""),
        "owner": told.get("owner", ""),
        "approved": told.get("approved_version", ""),
        "approved_manifest": digest_of(told.get("approved_manifest", "")),
    }


def models(versions: Iterable[views.ModelVersion], registry: str = "") -> tuple[Item, ...]:
    """Each model with its versions, newest first; `registry` is the one they lie in, if they do."""
    by_name: dict[str, list[views.ModelVersion]] = {}
    for version in versions:
        if is_name(version.name) and is_name(version.version):
            by_name.setdefault(version.name, []).append(version)
    return tuple(_model(name, listed, registry) for name, listed in sorted(by_name.items()))


def _model(name: str, versions: Sequence[views.ModelVersion], registry: str) -> Item:
    kept = sorted(versions, key=lambda one: newest_first(one.version))[:VERSIONS_KEPT]
    value: dict[str, Json] = {
        "name": name,
        **_owned(one.tags for one in kept),
        "complete": len(versions) == len(kept),
        "versions": [
            {
                "version": one.version,
                "manifest": manifest_of(one),
                "registry": _shared_as(one),
                "created_at": when(one.created_at),
                "created_by": one.created_by,
                "job": one.job,
                "stage": one.tags.get("stage", ""),
            }
            for one in kept
        ],
    }
    return Item(name, {**value, "registry": registry.lower()} if registry else value)


def _shared_as(version: views.ModelVersion) -> str:
    """The registry asset that our own share noted on a version, as `registry/name/version`."""
    named = reference(version.tags.get("shared_as", ""))
    return named.asset if named else ""


def online_endpoint(endpoint: views.Endpoint) -> Item:
    """An online endpoint with what each deployment serves and how much of the traffic goes to it."""
    traffic, mirror = _lowered(endpoint.traffic), _lowered(endpoint.mirror)
    deployments = [
        {
            **_deployment(one),
            "size": one.instance_type,
            "traffic": traffic.get(one.name.lower(), 0),
            "mirror": mirror.get(one.name.lower(), 0),
        }
        for one in _by_name(endpoint.deployments)
    ]
    return _endpoint(endpoint, {"deployments": deployments})


def _lowered(shares: Mapping[str, int]) -> dict[str, int]:
    return {name.lower(): share for name, share in shares.items()}  # Azure compares names of deployments without case


def batch_endpoint(endpoint: views.Endpoint, runs: Sequence[views.Json], schedules: Sequence[views.Json]) -> Item:
    """A batch endpoint with its default deployment, whether a schedule invokes it, and how each last run ended."""
    default = endpoint.default.lower()
    deployments = [
        {**_deployment(one), "default": one.name.lower() == default, **last_run(endpoint.name, one.name, runs)}
        for one in _by_name(endpoint.deployments)
    ]
    scheduled = any(invokes(schedule, endpoint.name) for schedule in schedules)
    return _endpoint(endpoint, {"scheduled": scheduled, "deployments": deployments})


def _endpoint(endpoint: views.Endpoint, more: Mapping[str, Json]) -> Item:
    own = {"name": endpoint.name, "id": endpoint.id, "state": endpoint.state}
    value = {**own, **_owned((endpoint.tags,)), **more}
    if endpoint.deployments_error:
        word = "forbidden" if endpoint.deployments_error == "forbidden" else UNREACHABLE
        return Item(endpoint.name, value, word, f"its deployments: {endpoint.deployments_error}")
    return Item(endpoint.name, value)


def _by_name(deployments: Iterable[views.Deployment]) -> list[views.Deployment]:
    return sorted((one for one in deployments if is_name(one.name)), key=lambda one: one.name)


def _deployment(deployment: views.Deployment) -> dict[str, Json]:
    return {"name": deployment.name, "model": deployment.model, "state": deployment.state}


_RUN_WORDS = {"completed": "ok", "failed": "failed", "canceled": "cancelled", "cancelled": "cancelled"}


def last_run(endpoint: str, deployment: str, runs: Sequence[views.Json]) -> dict[str, Json]:
    """How the newest of a deployment's runs ended and when it began; "" when none is known."""
    mine = [run for run in runs if _ran_on(run) == (endpoint.lower(), deployment.lower())]
    newest = max(mine, key=lambda run: _text(run, "systemData", "createdAt"), default=None)
    if newest is None:
        return {"last_run": "", "last_run_at": ""}
    status = _text(newest, "properties", "status").lower()
    return {
        "last_run": _RUN_WORDS.get(status, "running" if status else ""),
        "last_run_at": when(_text(newest, "systemData", "createdAt")),
    }


def _ran_on(run: views.Json) -> tuple[str, str]:
    """Endpoint and deployment that a batch run belongs to, as the service notes them on its jobs."""
    told = {**_part(run, "properties", "tags"), **_part(run, "properties", "properties")}
    return str(told.get("azureml.endpointname", "")).lower(), str(told.get("azureml.deploymentname", "")).lower()


def invokes(schedule: views.Json, endpoint: str) -> bool:
    """Whether an enabled schedule invokes a batch endpoint; its definition names the endpoint by id or by name."""
    action = _part(schedule, "properties", "action")
    if action.get("actionType") != "InvokeBatchEndpoint" or _part(schedule, "properties").get("isEnabled") is not True:
        return False
    named = _texts(action.get("endpointInvocationDefinition"))
    return endpoint.lower() in {text.rstrip("/").rsplit("/", 1)[-1].lower() for text in named}


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def when(text: str) -> str:
    """A time of Azure's as a stamp; "" when it is none."""
    try:
        return stamp(moment(text))
    except ValueError:
        return ""


_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?")


def duration_seconds(text: str) -> int:
    """The seconds of a duration such as `PT1H30M`; 0 when it is none. Azure writes no months and years there."""
    found = _DURATION.fullmatch(text)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def compute(found: views.Compute) -> Item:
    """A compute: what it is, what it does now, and whose it is."""
    value: dict[str, Json] = {
        "name": found.name,
        "id": found.id,
        "type": found.kind,
        "size": found.size,
        "priority": "low" if found.priority.lower() == "lowpriority" else "dedicated",
        "state": found.state,
        "nodes": found.nodes,
        "min_nodes": found.min_nodes,
        "max_nodes": found.max_nodes,
        "idle_seconds": duration_seconds(found.idle_shutdown),
        "changed_at": when(found.changed_at),
        "assigned": found.owner_object_id,
        "created_at": when(found.created_at),
        "project": found.tags.get("project_id", ""),
        "owner": found.tags.get("owner", ""),
        "tags": dict(found.tags),
    }
    return Item(found.name, value)


def workspace(found: views.Workspace, unit: str, stage: str) -> Item:
    """A workspace: where it lies, whom it serves, and what its tags say."""
    parts = found.id.split("/")
    value: dict[str, Json] = {
        "name": found.name,
        "id": found.id,
        "subscription": parts[2] if len(parts) > 4 else "",
        "resource_group": parts[4] if len(parts) > 4 else "",
        "region": found.location,
        "unit": unit,
        "stage": stage,
        "project": found.tags.get("project_id", ""),
        "state": found.state,
        "tags": dict(found.tags),
    }
    return Item(found.id.lower(), value)


def assignment(found: views.RoleAssignment) -> Item:
    """A role that somebody holds: who, which and where, by their ids."""
    value: dict[str, Json] = {
        "id": found.id,
        "principal": found.principal,
        "role": found.role,
        "scope": found.scope,
    }
    return Item(found.id.rsplit("/", 1)[-1], value)


def quotas(subscription: str, region: str, usages: Iterable[views.Json]) -> tuple[Item, ...]:
    """Used and allowed cores by family and priority. Rows of single workspaces are left out: the sum has them."""
    found: dict[str, Item] = {}
    for usage in usages:
        family, used, limit = _text(usage, "name", "value"), usage.get("currentValue"), usage.get("limit")
        of_workspace = "/workspaces/" in str(usage.get("type") or "").lower()
        if not is_name(family) or not isinstance(used, int) or not isinstance(limit, int) or of_workspace:
            continue
        low = "lowpriority" in family.lower().replace(" ", "").replace("-", "")
        value: dict[str, Json] = {
            "subscription": subscription,
            "region": region,
            "family": family,
            "priority": "low" if low else "dedicated",
            "used": used,
            "limit": limit,
        }
        found[family.lower()] = Item(family.lower(), value, SEEN)
    return tuple(found.values())


def _part(document: views.Json, *names: str) -> views.Json:
    found: Any = document
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _text(document: views.Json, *names: str) -> str:
    found = _part(document, *names[:-1]).get(names[-1])
    return found if isinstance(found, str) else ""
