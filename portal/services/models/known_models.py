"""Finding one model, and one version of it, among what was observed; with a clear word for what is not there."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from portal.contract.problem import Complaint, bad_input, not_found
from portal.domain.models.evidence import Artefact, digest_of
from portal.kinds.facts.model_fact import ModelFact
from portal.kinds.kind import Facts
from portal.records.facts import gather
from portal.services.world import World


@dataclass(frozen=True)
class Known:
    """One version of a model as it was observed in the stage it comes from."""

    model: ModelFact
    version: str
    artefact: Artefact

    @property
    def digest(self) -> str:
        """What evidence and approvals bind to; "" when the version is unproven."""
        return digest_of(self.artefact)

    @property
    def trainers(self) -> frozenset[str]:
        """The people who made it, of whom nobody vouches for it."""
        return frozenset(self.model.makers.get(self.version, ()))


def facts_about(connection: sa.Connection, world: World, model: str) -> Facts:
    """What is known of models, with the evidence of one."""
    return gather(connection, world.catalogue(), now=world.now(), models=frozenset({model}))


def model_named(models: Mapping[str, ModelFact], name: str, project: str = "") -> ModelFact:
    """The model of that name. Raises Problem when there is none, or when several projects have one."""
    found = [one for one in models.values() if one.name == name and project in ("", one.project)]
    if not found:
        todo = "see what there is with portal model board; only models of a project are promoted"
        raise not_found("model", name if not project else f"{project}/{name}", todo)
    if len(found) > 1:
        told = ", ".join(sorted(one.project for one in found))
        raise bad_input(f"there are several models {name}", Complaint("project", f"they belong to {told}", "name one"))
    return found[0]


def origin_of(world: World, stage: str) -> str:
    """The stage that a version comes from on its way to `stage`; "" for the first. Raises Problem."""
    stages = [one.id for one in world.catalogue().organisation.stages]
    if stage not in stages:
        raise bad_input(f"there is no stage '{stage}'", Complaint("stage", f"use one of {', '.join(stages)}"))
    place = stages.index(stage)
    return stages[place - 1] if place else ""


def version_in(model: ModelFact, version: str, stage: str) -> Known:
    """A version as it is in a stage. Raises Problem when it is not there."""
    there = model.stages.get(stage)
    artefact = there.artefacts.get(version) if there is not None else None
    if artefact is None:
        todo = f"of {model.name} none was seen in {stage}; look again with portal model board --refresh"
        raise not_found("version", version, todo)
    return Known(model, version, artefact)


def version_anywhere(model: ModelFact, version: str) -> Known | None:
    """A version where it was registered, else in the first stage that has it; None when nobody saw it yet."""
    for there in model.stages.values():
        if version in there.registered:
            return Known(model, version, there.registered[version])
    for there in model.stages.values():
        if version in there.artefacts:
            return Known(model, version, there.artefacts[version])
    return None
