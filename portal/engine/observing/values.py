"""What of Azure's answers is kept as an observation. Pure, and tolerant: any field may be missing or null.

Nothing secret is among it: keys and connection strings are never asked for.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.clock import moment, stamp
from portal.contract.plaintext import is_plain
from portal.contract.values import Json
from portal.domain.evidence import SEEN, newest_first, reference
from portal.services.observations import Item

Document = Mapping[str, Any]
"""One resource as Azure answers it."""

VERSIONS_KEPT = 30
"""How many versions of a model are kept, newest first, beside those that something serves."""

MANIFEST_KEYS = ("manifest_digest", "manifest")
"""Tags or properties that a registering job writes the digest of its manifest to."""

_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{32,128})")


def name_of(document: Document) -> str:
    """The name of a resource; "" for one that no honest service would give."""
    name = document.get("name") or str(document.get("id") or "").rstrip("/").rsplit("/", 1)[-1]
    return name if isinstance(name, str) and is_plain(name) and "\n" not in name else ""


def part(document: Document, *names: str) -> Document:
    """The object behind some names, one inside the other; an empty one when there is none."""
    found: Any = document
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def word(document: Document, *names: str) -> str:
    """The text behind some names; "" when there is none."""
    found = part(document, *names[:-1]).get(names[-1])
    return found if isinstance(found, str) else ""


def tags_of(document: Document) -> dict[str, str]:
    """The tags of a resource or, of assets, the ones in their properties."""
    both = {**part(document, "properties", "tags"), **part(document, "tags")}
    return {str(key): value for key, value in both.items() if isinstance(value, str)}


def manifest_of(version: Document) -> str:
    """The digest of a version's manifest, in hexadecimal; "" when there is none. Properties stand above tags."""
    for told in (part(version, "properties", "properties"), tags_of(version)):
        for key in MANIFEST_KEYS:
            found = _DIGEST.fullmatch(str(told.get(key) or "").strip().lower())
            if found:
                return found[1]
    return ""


def _owned(documents: Iterable[Document]) -> dict[str, Json]:
    """Whose it is and what was approved, by the first of the documents that says so."""
    tags: dict[str, str] = {}
    for document in documents:
        tags = {**tags_of(document), **tags}
    return {
        "project": tags.get("project_id", ""),
        "owner": tags.get("owner", ""),
        "approved": tags.get("approved_version", ""),
        "approved_manifest": _digest(tags.get("approved_manifest", "")),
    }


def _digest(text: str) -> str:
    found = _DIGEST.fullmatch(text.strip().lower())
    return found[1] if found else ""


def model(container: Document, versions: Sequence[Document]) -> Item:
    """A model with its versions, newest first."""
    newest = sorted(versions, key=lambda one: newest_first(name_of(one)))
    return Item(
        name_of(container),
        {
            "name": name_of(container),
            **_owned((*newest[:VERSIONS_KEPT], container)),
            "complete": len(newest) <= VERSIONS_KEPT,
            "versions": [_version(one) for one in newest[:VERSIONS_KEPT] if name_of(one)],
        },
    )


def _version(version: Document) -> dict[str, str]:
    shared = reference(tags_of(version).get("shared_as", ""))
    return {
        "version": name_of(version),
        "manifest": manifest_of(version),
        "registry": shared.asset if shared else "",
        "created_at": word(version, "systemData", "createdAt"),
        "job": word(version, "properties", "jobName"),
    }


def registry_model(registry: str, container: Document, versions: Sequence[Document]) -> Item:
    """A model in a registry with its versions, newest first."""
    made = model(container, versions)
    return Item(made.name, {**made.value, "registry": registry.lower()})


def online_endpoint(endpoint: Document, deployments: Sequence[Document]) -> Item:
    """An online endpoint with what each deployment serves and how much of the traffic goes to it."""
    traffic, mirror = part(endpoint, "properties", "traffic"), part(endpoint, "properties", "mirrorTraffic")
    value: dict[str, Json] = {
        "name": name_of(endpoint),
        **_owned((endpoint,)),
        "state": word(endpoint, "properties", "provisioningState"),
        "url": word(endpoint, "properties", "scoringUri"),
        "deployments": [
            {
                **_deployment(one),
                "traffic": _share(traffic, name_of(one)),
                "mirror": _share(mirror, name_of(one)),
                "size": word(one, "properties", "instanceType"),
            }
            for one in _by_name(deployments)
        ],
    }
    return Item(name_of(endpoint), value)


def _share(shares: Document, deployment: str) -> int:
    """Percent that goes to a deployment; Azure compares the names without case."""
    found = {str(name).lower(): share for name, share in shares.items()}.get(deployment.lower())
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def batch_endpoint(
    endpoint: Document, deployments: Sequence[Document], runs: Sequence[Document], schedules: Sequence[Document]
) -> Item:
    """A batch endpoint with its default deployment, whether a schedule invokes it, and how its last run ended."""
    default = word(endpoint, "properties", "defaults", "deploymentName").lower()
    name = name_of(endpoint)
    value: dict[str, Json] = {
        "name": name,
        **_owned((endpoint,)),
        "state": word(endpoint, "properties", "provisioningState"),
        "scheduled": any(_invokes(schedule, name) for schedule in schedules),
        "deployments": [
            {**_deployment(one), "default": name_of(one).lower() == default, **_last_run(name, name_of(one), runs)}
            for one in _by_name(deployments)
        ],
    }
    return Item(name, value)


def _by_name(documents: Iterable[Document]) -> list[Document]:
    return sorted((one for one in documents if name_of(one)), key=name_of)


def _deployment(document: Document) -> dict[str, Json]:
    model_ = part(document, "properties").get("model")
    named = model_ if isinstance(model_, str) else word(document, "properties", "model", "assetId")
    return {"name": name_of(document), "model": named, "state": word(document, "properties", "provisioningState")}


_RUN_WORDS = {"completed": "ok", "failed": "failed", "canceled": "cancelled", "cancelled": "cancelled"}


def _last_run(endpoint: str, deployment: str, runs: Sequence[Document]) -> dict[str, str]:
    mine = [run for run in runs if _ran_on(run) == (endpoint.lower(), deployment.lower())]
    newest = max(mine, key=lambda run: word(run, "systemData", "createdAt"), default=None)
    if newest is None:
        return {"last_run": "", "last_run_at": ""}
    status = word(newest, "properties", "status")
    return {
        "last_run": _RUN_WORDS.get(status.lower(), "running" if status else ""),
        "last_run_at": _when(word(newest, "systemData", "createdAt")),
    }


def _when(text: str) -> str:
    """A time of Azure's as a stamp; "" when it is none."""
    try:
        return stamp(moment(text))
    except ValueError:
        return ""


def _ran_on(run: Document) -> tuple[str, str]:
    told = {**tags_of(run), **part(run, "properties", "properties")}
    return str(told.get("azureml.endpointname", "")).lower(), str(told.get("azureml.deploymentname", "")).lower()


def _invokes(schedule: Document, endpoint: str) -> bool:
    """Whether an enabled schedule invokes a batch endpoint; its definition names the endpoint by id or by name."""
    action = part(schedule, "properties", "action")
    if action.get("actionType") != "InvokeBatchEndpoint" or part(schedule, "properties").get("isEnabled") is not True:
        return False
    names = {text.rstrip("/").rsplit("/", 1)[-1].lower() for text in _texts(action.get("endpointInvocationDefinition"))}
    return endpoint.lower() in names


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def compute(document: Document) -> Item:
    """A compute: what it is, what it does now, and whose it is."""
    properties = part(document, "properties", "properties")
    tags = tags_of(document)
    scale = part(properties, "scaleSettings")
    value: dict[str, Json] = {
        "name": name_of(document),
        "id": str(document.get("id") or ""),
        "type": {"AmlCompute": "cluster", "ComputeInstance": "instance"}.get(
            word(document, "properties", "computeType"), word(document, "properties", "computeType")
        ),
        "size": str(properties.get("vmSize") or ""),
        "priority": "low" if str(properties.get("vmPriority", "")).lower() == "lowpriority" else "dedicated",
        "state": str(properties.get("state") or word(document, "properties", "provisioningState")),
        "provisioning": word(document, "properties", "provisioningState"),
        "nodes": _count(properties.get("currentNodeCount")),
        "max_nodes": _count(scale.get("maxNodeCount")),
        "created_at": word(document, "properties", "createdOn"),
        "project": tags.get("project_id", ""),
        "owner": tags.get("owner", ""),
        "tags": tags,
    }
    return Item(name_of(document), value)


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def workspace(document: Document, unit: str, stage: str) -> Item:
    """A workspace: where it lies, whom it serves, and what its tags say."""
    parts = str(document.get("id") or "").split("/")
    value: dict[str, Json] = {
        "name": name_of(document),
        "id": str(document.get("id") or ""),
        "subscription": parts[2] if len(parts) > 4 else "",
        "resource_group": parts[4] if len(parts) > 4 else "",
        "region": str(document.get("location") or ""),
        "unit": unit,
        "stage": stage,
        "state": word(document, "properties", "provisioningState"),
        "public": word(document, "properties", "publicNetworkAccess").lower() != "disabled",
        "tags": tags_of(document),
    }
    return Item(str(document.get("id") or "").lower(), value)


def quotas(subscription: str, region: str, usages: Sequence[Document]) -> tuple[Item, ...]:
    """Used and allowed cores by family and priority. Rows of single workspaces are left out: the sum has them."""
    found: dict[str, Item] = {}
    for usage in usages:
        family, used, limit = word(usage, "name", "value"), usage.get("currentValue"), usage.get("limit")
        kind = str(usage.get("type") or "").lower()
        if not family or not isinstance(used, int) or not isinstance(limit, int) or "/workspaces/" in kind:
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
