"""The ordered effects of a promotion, by the portal itself or by the repository's pipeline."""

from typing import Any

from catalog.model import Catalogue
from portal.contract.plan import Effect
from portal.kinds.kind import Facts, Wish
from portal.kinds.models import serving_effects as serving
from portal.kinds.models.asked_model import registry_of
from portal.kinds.models.executors import CI, DEPLOYS, TRAINS
from portal.kinds.models.fields import CODE
from portal.kinds.models.serving_fields import BATCH
from portal.kinds.models.target import Target, serves_already, target_of

DEADLINE_SECONDS = 6 * 3600


def effects(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Effect, ...]:
    """Shared, deployed without traffic, probed, led traffic to step by step, looked at, told in Azure, recorded."""
    target = target_of(wish, catalogue, facts)
    if wish.text("mode") == CODE:
        return (_dispatch(target, TRAINS), serving.record(target, "", "promotion"))
    if serves_already(target):
        name = target.there.serving[0].name if target.there else ""
        return (*_told(target), serving.record(target, name, "adopted"))
    how = "break-glass" if wish.values.get("break_glass") is True else "promotion"
    name = serving.deployment_name(target)
    if wish.text("executor") == CI:
        dispatch = _dispatch(target, DEPLOYS, endpoint=target.endpoint, deployment=name, serve=target.kind)
        return (*_shared(target), dispatch, *_told(target), serving.record(target, name, how))
    first = (*_shared(target), *serving.new_endpoint(target), serving.deployment(target, name))
    return (*first, *_rollout(target, name), *_told(target), serving.record(target, name, how))


def steps_of(wish: Wish) -> list[int]:
    """The steps as percents."""
    return [int(part) for part in wish.text("steps").split(",")]


def _rollout(target: Target, name: str) -> tuple[Effect, ...]:
    if target.kind == BATCH:
        return (serving.default(target, name, trial=True),)
    wish = target.wish
    return (
        serving.probe(target, name),
        serving.traffic(target, name, steps_of(wish), wish.number("watch_seconds")),
    )


def _told(target: Target) -> tuple[Effect, ...]:
    return (serving.check(target), serving.write_back(target, _scopes(target), target.stage))


def _is_registered(target: Target) -> bool:
    source = target.model.stages.get(target.wish.text("from"))
    return source is not None and target.version in source.registered


def _scopes(target: Target) -> list[str]:
    """Where the version lies: the registry's asset, and the workspaces that it was registered in.

    What came past the portal and is only recorded may be in no registry.
    """
    path = f"models/{target.model.name}/versions/{target.version}"
    shared = any(key.rsplit("/", 1)[1] == target.version for key in target.model.assets)
    owners = [registry_of(target.catalogue)] if shared or not serves_already(target) else []
    if _is_registered(target):
        owners.append(target.project.workspace_in(target.wish.text("from")))
    if target.there is not None and target.version in target.there.registered:
        owners.append(target.workspace)
    return [f"{owner}/{path}" for owner in owners]


def _shared(target: Target) -> tuple[Effect, ...]:
    """A version that lies in a workspace is shared first; one that serves from the registry is there already."""
    if not _is_registered(target):
        return ()
    payload: dict[str, Any] = {
        "source": target.project.workspace_in(target.wish.text("from")),
        "model": target.model.name,
        "version": target.version,
        "registry": registry_of(target.catalogue),
        "artefact": target.artefact,
        "tags": target.tags(),
    }
    title = f"Share {target.model.name} v{target.version} to the registry"
    return (target.effect("share", "share_model", title, payload),)


def _dispatch(target: Target, workflow: str, **more: str) -> Effect:
    """The repository's own workflow, on the branch whose code runs in the stage."""
    place = target.project.place(target.stage)
    branch = place.branch if place and "*" not in place.branch else "main"
    payload = {
        "repository": target.project.name,
        "workflow": workflow,
        "ref": branch,
        "inputs": {
            "model": target.model.name, "version": target.version, "stage": target.stage,
            "artefact": target.artefact, **more,
        },
        "deadline_seconds": DEADLINE_SECONDS,
    }  # fmt: skip
    title = f"{workflow} of {target.project.name} on {branch}"
    return target.effect("dispatch", "ci_dispatch", title, payload)
