"""The fields that say how a model is served: endpoint, machines, and the steps in which the traffic moves."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue
from portal.domain.names import RULES
from portal.kinds.facts.model_fact import ModelFact
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.kind import Facts
from portal.kinds.models.asked_model import project_of
from portal.kinds.naming import name_of

ONLINE, BATCH = "online", "batch"
USUAL_TYPE = "d2s-v5"
MOST_INSTANCES = 20
STEPS = {True: "10,50,100", False: "100"}
"""Percent of the traffic, step by step: in the last stage, and before it."""
WATCHED_SECONDS = 30
ERRORS_ALLOWED_PERCENT = 1
SLOWEST_MS = 500
_KINDS = (Choice(ONLINE, "online", "answers single requests at once"), Choice(BATCH, "batch", "scores many rows"))


def serving_fields(
    given: Mapping[str, Any], model: ModelFact, facts: Facts, catalogue: Catalogue, to: str, deploys: bool
) -> tuple[Field, ...]:
    """Where it is served; how, when the portal itself deploys it."""
    kind = str(given.get("serve") or usual_kind(model, to))
    endpoint = usual_endpoint(model, facts, catalogue, to, kind)
    made = [
        Field("serve", "Serves", "Single answers, or many rows at once", "choice", choices=_KINDS,
              assumed=usual_kind(model, to), origin="derived", section="Serving"),
        Field("endpoint", "Endpoint", "The one that is there, or one that is made", assumed=endpoint,
              origin="derived", longest=RULES["endpoint"].longest, section="Serving"),
    ]  # fmt: skip
    if not deploys:
        return tuple(made)
    if kind == BATCH:
        return (*made, _cluster(model, facts, to, endpoint))
    return (*made, *_machines(model, catalogue, to, endpoint), *_steps(catalogue, to))


def usual_kind(model: ModelFact, to: str) -> str:
    """How it is served where it goes to, or else anywhere; online when it was never served."""
    places = [model.stages.get(to), *model.stages.values()]
    found = [one.kind for place in places if place for one in (*place.serving, *place.deployed)]
    return found[0] if found else ONLINE


def usual_endpoint(model: ModelFact, facts: Facts, catalogue: Catalogue, to: str, kind: str) -> str:
    """The endpoint that serves the model in a stage, or the name that the organisation's pattern gives a new one."""
    there = model.stages.get(to)
    found = [one.endpoint for one in (*there.serving, *there.deployed) if one.kind == kind] if there else []
    if found:
        return found[0]
    project = project_of(model, facts)
    return name_of(catalogue, f"{kind}_endpoint", project.name, to, project.unit)[: RULES["endpoint"].longest]


def _machines(model: ModelFact, catalogue: Catalogue, to: str, endpoint: str) -> list[Field]:
    there = model.stages.get(to)
    serving = [one for one in there.deployed if one.endpoint == endpoint] if there else []
    sizes = {one.size.lower(): one.id for one in catalogue.computes if one.lifecycle == "approved"}
    now = [sizes.get(there.sizes.get(f"{one.endpoint}/{one.name}", "").lower(), "") for one in serving] if there else []
    offered = [one for one in catalogue.computes if one.lifecycle == "approved"]
    usual = next(filter(None, now), USUAL_TYPE if USUAL_TYPE in sizes.values() else "")
    last = to == catalogue.organisation.stages[-1].id
    return [
        Field("type", "Machine", "The size of each machine that answers", "choice",
              choices=tuple(Choice(one.id, one.title, f"{one.vcpus} vCPUs") for one in offered),
              assumed=usual or None, section="Serving"),
        Field("instances", "Machines", "How many answer; Azure keeps a fifth more in reserve", "integer",
              assumed=2 if last else 1, minimum=1, maximum=MOST_INSTANCES, section="Serving"),
    ]  # fmt: skip


def _steps(catalogue: Catalogue, to: str) -> list[Field]:
    last = to == catalogue.organisation.stages[-1].id
    return [
        Field("steps", "Steps", "Percent of the traffic, step by step, such as 10,50,100", assumed=STEPS[last],
              pattern=r"[0-9]{1,3}( ?, ?[0-9]{1,3}){0,9}", section="Rollout"),
        Field("watch_seconds", "Watched for", "Seconds after each step before the next", "integer",
              assumed=WATCHED_SECONDS, minimum=0, maximum=86_400, section="Rollout"),
        Field("max_error_percent", "Errors allowed", "Percent of the answers; above it everything goes back",
              "integer", assumed=ERRORS_ALLOWED_PERCENT, minimum=0, maximum=100, section="Rollout"),
        Field("max_p95_ms", "Slowest answers", "Milliseconds that 95 of 100 answers may take; above it everything"
              " goes back", "integer", assumed=SLOWEST_MS, minimum=1, maximum=600_000, section="Rollout"),
    ]  # fmt: skip


def _cluster(model: ModelFact, facts: Facts, to: str, endpoint: str) -> Field:
    place, there = project_of(model, facts).place(to), model.stages.get(to)
    found = [one.name for one in facts.clusters if place and one.workspace == place.workspace]
    used = [there.computes.get(f"{endpoint}/{one.name}", "") for one in there.deployed] if there else []
    named = [id_.rsplit("/", 1)[1] for id_ in used if "/" in id_]
    names = tuple(dict.fromkeys((*named, *found)))
    return Field("compute", "Cluster", "Where it runs", "choice",
                 choices=some_of((Choice(one, one) for one in names), "no cluster was seen in its workspace"),
                 assumed=names[0] if names else None, section="Serving")  # fmt: skip
