"""Deployments that the portal made, that serve nobody any more, and that are no way back which policy keeps. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from catalog.model import Catalogue
from portal.clock import moment
from portal.domain.models.evidence import SEEN, Deployed
from portal.kinds.facts.model_fact import ModelFact, ServedFact, StageFact
from portal.kinds.facts.resource_fact import HERE, ResourceFact
from portal.kinds.kind import Facts
from portal.kinds.models.ways_back import standing, ways_back

PATHS = {"online": "onlineEndpoints", "batch": "batchEndpoints"}
_MOVES = ("promotion", "rollback")


@dataclass(frozen=True)
class Idle:
    """One deployment that could go: which model's, where, since when nobody is served by it, and its resource."""

    model: ModelFact
    stage: str
    version: str
    since: str
    resource: ResourceFact


def idle_deployments(facts: Facts, catalogue: Catalogue) -> tuple[Idle, ...]:
    """Those that have served nobody for as long as policy lets them stay.

    Only where a stage was seen, and while no request would change what it serves: it may go back to one of them.
    """
    policy = catalogue.policy
    before = moment(facts.now) - timedelta(days=policy.idle_deployment_days)
    moving = {one.project for one in facts.asked if one.kind in _MOVES}
    return tuple(
        one
        for model in facts.models.values()
        if model.project not in moving
        for stage, there in model.stages.items()
        if there.status == SEEN
        for one in _of_stage(model, stage, there, facts, policy.kept_ways_back)
        if moment(one.since) <= before
    )


def _of_stage(model: ModelFact, stage: str, there: StageFact, facts: Facts, kept: int) -> Iterator[Idle]:
    ready = [found for back in ways_back(model, stage) if (found := standing(there, back)) is not None]
    stays = {(one.endpoint, one.name) for one in ready[:kept]}
    for one in there.deployed:
        id_ = f"{there.id}/{PATHS[one.kind]}/{one.endpoint}/deployments/{one.name}".lower()
        resource = next((known for key, known in facts.resources.items() if key.lower() == id_), None)
        if resource is None or not resource.managed or resource.state not in HERE:
            continue
        since = _idle_since(one, model.served_in(stage))
        if since and not one.serves and not one.mirror and (one.endpoint, one.name) not in stays:
            yield Idle(model, stage, one.artefact.version, since, resource)


def _idle_since(one: Deployed, served: tuple[ServedFact, ...]) -> str:
    """When something else took its place; "" when nothing did yet, or the portal never saw it serve."""
    later = ""
    for record in served:  # the newest first
        if (record.endpoint, record.deployment) == (one.endpoint, one.name):
            return later
        later = record.at
    return ""
