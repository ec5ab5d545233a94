"""Effects by which the portal itself brings an artefact to an endpoint, and writes down that it is there."""

from typing import Any

from portal.contract.plan import Effect
from portal.domain.models.evidence import digest_of
from portal.kinds.models.asked_model import registry_of
from portal.kinds.models.serving_fields import BATCH
from portal.kinds.models.target import Target

LONGEST_NAME = 32


def deployment_name(target: Target) -> str:
    """A name that the endpoint has not got yet: v13, or v13-b when an earlier try left one of that name."""
    taken = {one.name.lower() for one in target.deployed}
    base = f"v{target.version.lower()}"[: LONGEST_NAME - 2].replace(".", "-").replace("_", "-").rstrip("-")
    base = base if len(base) > 2 else f"{base[0]}-{base[1:]}"  # Azure wants three characters at least
    names = (base, *(f"{base}-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"))
    return next((name for name in names if name not in taken), base)


def new_endpoint(target: Target) -> list[Effect]:
    """The endpoint itself, where the stage has none of that name."""
    known = target.there is not None and any(one.endpoint == target.endpoint for one in target.there.deployed)
    if known:
        return []
    payload = {"workspace": target.workspace, "endpoint": target.endpoint, "tags": target.tags()}
    title = f"{target.kind.capitalize()} endpoint {target.endpoint} in {target.workspace.rsplit('/', 1)[1]}"
    return [target.effect("endpoint", f"{target.kind}_endpoint", title, payload)]


def deployment(target: Target, name: str) -> Effect:
    """The artefact on the endpoint, without any traffic yet."""
    wish, registry = target.wish, registry_of(target.catalogue)
    shape: dict[str, Any]
    if target.kind == BATCH:
        shape = {"compute": f"{target.workspace}/computes/{wish.text('compute')}"}
    else:
        sizes = {one.id: one.size for one in target.catalogue.computes}
        shape = {"instance_type": sizes[wish.text("type")], "instance_count": wish.number("instances")}
    payload = target.about(deployment=name, registry=registry, tags=target.tags(), **shape)
    title = f"Deploy {target.model.name} v{target.version} as {name}, without traffic"
    return target.effect("deploy", f"{target.kind}_deployment", title, payload)


def probe(target: Target, name: str) -> Effect:
    """The new deployment is asked before anybody else reaches it."""
    wish = target.wish
    payload = {
        "workspace": target.workspace, "endpoint": target.endpoint, "deployment": name, "request": None,
        "max_p95_ms": wish.number("max_p95_ms"), "max_error_percent": wish.number("max_error_percent"),
    }  # fmt: skip
    return target.effect("probe", "probe", f"Ask {name} whether it answers well", payload)


def traffic(target: Target, name: str, steps: list[int], watch_seconds: int) -> Effect:
    """The traffic moves to a deployment, and back by itself on errors or slow answers, where these have a limit."""
    wish = target.wish
    payload = {
        "workspace": target.workspace, "endpoint": target.endpoint, "to": name, "steps": steps,
        "watch_seconds": watch_seconds,
        "abort": {"error_percent": wish.values.get("max_error_percent"), "p95_ms": wish.values.get("max_p95_ms")},
        "before": target.before,
    }  # fmt: skip
    title = f"Traffic to {name}: {', '.join(map(str, steps))} %"
    return target.effect("traffic", "traffic", title, payload)


def default(target: Target, name: str, trial: bool) -> Effect:
    """A deployment becomes the default of its batch endpoint."""
    payload = {
        "workspace": target.workspace, "endpoint": target.endpoint, "to": name, "before": target.default,
        "trial": trial,
    }  # fmt: skip
    title = f"{name} becomes the default of {target.endpoint}" + (", after a trial run" if trial else "")
    return target.effect("default", "batch_default", title, payload)


def check(target: Target) -> Effect:
    """What is really served is looked at, and has to be the approved artefact."""
    title = f"{target.endpoint} serves exactly what was approved"
    return target.effect("check", "serve_check", title, target.about())


def write_back(target: Target, scopes: list[str], stage_word: str) -> Effect:
    """The model version in Azure says the same as the portal."""
    payload = {
        "scopes": scopes,
        "tags": {"portal_request": target.wish.request, "stage": stage_word},
        "description": f"{target.stage}: by {target.wish.request} of ML Portal",
    }
    return target.effect("write-back", "model_tags", f"Tags on {target.model.name} v{target.version}", payload)


def record(target: Target, name: str, how: str) -> Effect:
    """The portal's own record of what serves, which the board and every way back rest on."""
    payload = {
        "project": target.project.name,
        "stage": target.stage,
        "deployment": name,
        "kind": target.kind,
        "how": how,
        "before": _replaced(target, name),
        **target.about(),
    }
    title = f"{target.model.name} v{target.version} serves in {target.stage}"
    return target.effect("record", "promotion_record", title, payload)


def _replaced(target: Target, name: str) -> list[dict[str, Any]]:
    """What most answers came from until then, if it was seen to be healthy: the way back, also where others put it."""
    there = target.there
    main = there.serving[0] if there and there.serving else None
    if main is None or main.name == name or main.artefact.version == target.version:
        return []
    if main.endpoint != target.endpoint or main.state.lower() != "succeeded":
        return []
    told = {"version": main.artefact.version, "artefact": digest_of(main.artefact), "deployment": main.name}
    return [{**told, "observed_at": there.observed_at if there else ""}]
