"""What of Azure's answers is kept as an observation. Pure, and tolerant: any field may be missing or null.

Nothing secret is among it: keys and connection strings are never asked for.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from portal.azure import views
from portal.contract.plaintext import is_plain, one_line
from portal.contract.values import Json
from portal.domain.models.evidence import SEEN, UNREACHABLE, newest_first, reference
from portal.engine.observing.batch_runs import invokes, last_run
from portal.engine.observing.times import duration_seconds, when
from portal.records.observed.observations import UNREADABLE, Item

DETAIL_LENGTH = 300

VERSIONS_KEPT = 30
"""How many versions of a model are kept, newest first."""

MANIFEST_KEYS = ("manifest_digest", "manifest")
"""Properties or tags that a registering job writes the digest of its manifest to."""

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{32,128})")


def is_name(text: str) -> bool:
    """Whether a text can be the name of something: no honest service gives one with control characters."""
    return bool(text) and len(text) <= 260 and is_plain(text) and "\n" not in text


def is_version(one: views.ModelVersion) -> bool:
    """Whether a version of a model says of which model and which version it is."""
    return is_name(one.name) and is_name(one.version)


def name_of(one: views.Workspace | views.Compute | views.Endpoint | views.RoleAssignment) -> str:
    """What an entry of a list is called; a role assignment by the end of its id."""
    return one.id.rsplit("/", 1)[-1] if isinstance(one, views.RoleAssignment) else one.name


def told(name: str, value: Mapping[str, Json], *seen: views.View) -> Item:
    """A thing that was seen; it could not be read when any of what was seen of it has a fault."""
    fault, note = (
        "; ".join(filter(None, texts)) for texts in ([one.fault for one in seen], [one.note for one in seen])
    )
    if fault:
        return Item(name, value, UNREACHABLE, shown(UNREADABLE + fault))
    return Item(name, value, SEEN, shown(note))


def shown(reason: str) -> str:
    """A reason as it is kept and shown."""
    return one_line(reason)[:DETAIL_LENGTH]


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
        if is_version(version):
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
    odd = [f"version {one.version}: {one.fault or one.note}" for one in kept if one.fault or one.note]
    # A version without what could not be read of it is unproven, which is refused; the others are what they are.
    return Item(name, {**value, "registry": registry.lower()} if registry else value, SEEN, shown("; ".join(odd)))


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
    return told(endpoint.name, value, endpoint)


def _by_name(deployments: Iterable[views.Deployment]) -> list[views.Deployment]:
    return sorted((one for one in deployments if is_name(one.name)), key=lambda one: one.name)


def _deployment(deployment: views.Deployment) -> dict[str, Json]:
    return {"name": deployment.name, "model": deployment.model, "state": deployment.state}


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
    return told(found.name, value, found)


def registry(found: views.Workspace) -> Item:
    """A registry, and where it lies."""
    return told(found.name, {"name": found.name, "id": found.id, "region": found.location}, found)


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
    return told(found.id.lower(), value, found)


def assignment(found: views.RoleAssignment) -> Item:
    """A role that somebody holds: who, which and where, by their ids."""
    value: dict[str, Json] = {
        "id": found.id,
        "principal": found.principal,
        "role": found.role,
        "scope": found.scope,
    }
    return told(name_of(found), value, found)


def quotas(subscription: str, region: str, usages: Iterable[views.Usage]) -> tuple[Item, ...]:
    """Used and allowed cores by family and priority. Rows of single workspaces are left out: the sum has them."""
    found: dict[str, Item] = {}
    for usage in usages:
        family = usage.family
        if not is_name(family) or "/workspaces/" in usage.type.lower():
            continue
        low = "lowpriority" in family.lower().replace(" ", "").replace("-", "")
        value: dict[str, Json] = {
            "subscription": subscription,
            "region": region,
            "family": family,
            "priority": "low" if low else "dedicated",
            "used": usage.used,
            "limit": usage.limit,
        }
        found[family.lower()] = told(family.lower(), value, usage)
    return tuple(found.values())
