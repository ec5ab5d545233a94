"""Which artefact a model's version is, and what serves where it would go: from what was observed last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from catalog.model import Organisation
from portal.contract.problem import Complaint, Problem, bad_input, not_found
from portal.contract.values import Stamp
from portal.domain.evidence import Artefact, Deployed, Observation, digest_of, rows_of, texts
from portal.domain.places import Holding, Place, World, gather
from portal.services.models import KINDS, sites_of
from portal.services.observations import observed
from portal.store.tables import projects


@dataclass(frozen=True)
class Known:
    """One version of a model as it was observed in the stage it comes from, with whose it is."""

    model: str
    version: str
    artefact: Artefact
    project: str
    unit: str
    trainer: str
    """Whoever registered it, as Azure says; "" when nobody is named."""
    since: Stamp
    """When it was registered, or else seen."""

    @property
    def digest(self) -> str:
        """What evidence and approvals bind to; "" when the version is unproven."""
        return digest_of(self.artefact)


@dataclass(frozen=True)
class Serving:
    """What answers in a stage now."""

    version: str
    digest: str
    """Empty when the version is unproven."""
    healthy: bool
    endpoint: str
    observed_at: Stamp


@dataclass(frozen=True)
class Estate:
    """What was observed of all models, put in order once for a question or two."""

    organisation: Organisation
    world: World
    rows: Sequence[Observation]
    units: dict[str, str]
    """Project to its unit."""

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in the order of promotion."""
        return tuple(stage.id for stage in self.organisation.stages)

    def before(self, stage: str) -> str:
        """The stage that a version comes from on its way to `stage`; "" for the first. Raises Problem."""
        if stage not in self.stages:
            raise bad_input(f"there is no stage '{stage}'", Complaint("stage", f"use one of {', '.join(self.stages)}"))
        place = self.stages.index(stage)
        return self.stages[place - 1] if place else ""

    def holdings(self, model: str, stage: str = "") -> Iterator[tuple[Place, Holding]]:
        """Where a model lies or serves, workspace by workspace."""
        for place in self.world.places.values():
            holding = place.holdings.get(model)
            if holding is not None and stage in ("", place.site.stage):
                yield place, holding

    def version(self, model: str, version: str, stage: str, project: str = "") -> Known:
        """The artefact that `version` is in the stage before `stage`, else where it was registered.

        Raises Problem when it was never seen, or when it is two things at once and no project tells them apart.
        """
        origin = self.before(stage) or stage
        order = (origin, *(one for one in self.stages if one != origin and one != stage), stage)
        for source in dict.fromkeys(order):
            found = [
                self._known(model, artefact, place, holding)
                for place, holding in self.holdings(model, source)
                if project in ("", holding.project)
                for artefact in _versions(holding, version)
            ]
            if len({(one.digest, one.project) for one in found}) > 1:
                told = ", ".join(sorted({one.project or "no project" for one in found}))
                raise bad_input(
                    f"version {version} of {model} is several things in {source}",
                    Complaint("project", f"it belongs to {told}", "name the project"),
                )
            if found:
                return found[0]
        for artefact in self.world.assets_of.get(model, ()):
            if artefact.version == version:
                return Known(model, version, artefact, project, self.units.get(project, ""), "", "")
        known = any(True for _ in self.holdings(model)) or model in self.world.assets_of
        if known:
            raise not_found(
                "version", version, f"of {model} none was seen; look again with portal model board --refresh"
            )
        raise not_found("model", model, "see them with portal model board, and look again with --refresh")

    def anywhere(self, model: str, version: str, project: str = "") -> Known | None:
        """The artefact of a version where it was registered first; None when it was not seen yet."""
        try:
            return self.version(model, version, self.stages[0], project)
        except Problem as problem:
            if problem.body.status != 404:
                raise
            return None

    def _known(self, model: str, artefact: Artefact, place: Place, holding: Holding) -> Known:
        trainer, since = self._registered(model, artefact.version, place)
        unit = self.units.get(holding.project, place.site.unit)
        seen = since or min(holding.seen_at, default="")
        return Known(model, artefact.version, artefact, holding.project, unit, trainer, seen)

    def _registered(self, model: str, version: str, place: Place) -> tuple[str, Stamp]:
        """Who registered a version and when, as the workspace says, else the first other one that does."""
        found = ("", "")
        for row in self.rows:
            if row.kind != "model" or row.value.get("name") != model:
                continue
            for made in rows_of(row.value, "versions"):
                told = texts(made)
                if told.get("version") == version:
                    said = told.get("created_by", ""), told.get("created_at", "")
                    if row.source == place.site.source and any(said):
                        return said
                    found = found if any(found) else said
        return found

    def serving(self, known: Known, stage: str) -> tuple[Serving, ...] | None:
        """What serves of that model in a stage, the most traffic first; None when nobody could look."""
        here = [place for place in self.world.places.values() if place.site.stage == stage]
        ours = [place for place in here if place.site.unit == known.unit or self._is_of(place, known)]
        if not ours or any(place.blocked() is not None or not place.was_read() for place in ours):
            return None
        found = [
            (one, holding)
            for place in ours
            if (holding := place.holdings.get(known.model)) is not None and holding.project in ("", known.project)
            for one in holding.deployed
            if one.serves
        ]
        found.sort(key=lambda pair: -(pair[0].traffic or 0))
        return tuple(_serving(one, min(holding.seen_at, default="")) for one, holding in found)

    def looked_at(self, stage: str) -> Stamp:
        """When the workspaces of a stage were read, the oldest of them; "" when none was."""
        times = (place.attempted_at() for place in self.world.places.values() if place.site.stage == stage)
        return min((time for time in times if time), default="")

    def _is_of(self, place: Place, known: Known) -> bool:
        holding = place.holdings.get(known.model)
        return holding is not None and bool(known.project) and holding.project == known.project


def _versions(holding: Holding, version: str) -> Iterator[Artefact]:
    """What a workspace holds under a number: what is deployed stands before what is registered."""
    deployed = [one.artefact for one in holding.deployed if one.artefact.version == version]
    if deployed:
        yield max(deployed, key=lambda one: (bool(one.manifest), bool(one.registry)))
    elif version in holding.artefacts:
        yield holding.artefacts[version]


def _serving(one: Deployed, seen: Stamp) -> Serving:
    return Serving(one.artefact.version, digest_of(one.artefact), one.state.lower() == "succeeded", one.endpoint, seen)


def estate(connection: sa.Connection, organisation: Organisation) -> Estate:
    """What was observed of all models. Two queries."""
    rows = observed(connection, KINDS)
    sites = sites_of(organisation, rows, [stage.id for stage in organisation.stages])
    units = {row.name: row.unit for row in connection.execute(sa.select(projects.c.name, projects.c.unit))}
    return Estate(organisation, gather(rows, sites), rows, units)
