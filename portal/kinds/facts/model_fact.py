"""What a plan may know of a model: where it is, what serves, who trained it, and what the portal has brought there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.domain.models.evidence import Artefact, Deployed, compare, newest_first


@dataclass(frozen=True)
class StageFact:
    """One model in the workspace that its project has for a stage, as it was last observed."""

    stage: str
    workspace: str
    id: str
    """The workspace's Azure id."""
    region: str
    status: str
    """`seen`, or why it could not be looked at the last time."""
    observed_at: str
    registered: Mapping[str, Artefact] = field(default_factory=dict)
    """Versions in the workspace itself."""
    deployed: tuple[Deployed, ...] = ()
    sizes: Mapping[str, str] = field(default_factory=dict)
    """`endpoint/deployment` to the size of its machines, of online ones."""
    computes: Mapping[str, str] = field(default_factory=dict)
    """`endpoint/deployment` to the id of its cluster, of batch ones."""

    @property
    def artefacts(self) -> dict[str, Artefact]:
        """Every version that is here, the newest first; a registered one stands above a deployed one."""
        found = {one.artefact.version: one.artefact for one in self.deployed} | dict(self.registered)
        return {version: found[version] for version in sorted(found, key=newest_first)}

    @property
    def serving(self) -> tuple[Deployed, ...]:
        """What answers come from, the largest share first."""
        found = [one for one in self.deployed if one.serves]
        return tuple(sorted(found, key=lambda one: (-(one.traffic or 0), one.endpoint, one.name)))

    def serves_only(self, artefact: Artefact) -> bool:
        """Whether everything that serves is proven to be this artefact."""
        return bool(self.serving) and all(compare(one.artefact, artefact) == "=" for one in self.serving)


@dataclass(frozen=True)
class ServedFact:
    """A version that the portal brought to a stage, or found serving there when it brought another."""

    stage: str
    version: str
    artefact: str
    """Its digest, see `digest_of`."""
    endpoint: str
    deployment: str
    kind: str
    request: str
    at: str
    verified_healthy_at: str | None
    revoked: bool = False
    """Whether it was rolled back from, so that nobody goes back to it."""


@dataclass(frozen=True)
class ModelFact:
    """One model of one project."""

    name: str
    project: str
    unit: str
    stages: Mapping[str, StageFact] = field(default_factory=dict)
    assets: Mapping[str, Artefact] = field(default_factory=dict)
    """What the registries hold of it, by `registry/name/version`."""
    makers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Version to the ids of the people who made it, or ran the job that did; none where Azure names nobody we know."""
    registered_at: Mapping[str, str] = field(default_factory=dict)
    """Version to when it was registered, where Azure says so."""
    served: tuple[ServedFact, ...] = ()
    """The newest first."""

    def promotable(self, source: str, to: str) -> dict[str, Artefact]:
        """What may go from a stage to the next, the newest first: what is there, and what serves in the next already.

        The latter came past the portal, or the stage before dropped it since: it can only be looked at and recorded.
        """
        before, there = self.stages.get(source), self.stages.get(to)
        found = {one.artefact.version: one.artefact for one in there.serving} if there else {}
        found |= before.artefacts if before else {}
        return {version: found[version] for version in sorted(found, key=newest_first)}

    def served_in(self, stage: str) -> tuple[ServedFact, ...]:
        """What the portal knows to have served in a stage, the newest first."""
        return tuple(one for one in self.served if one.stage == stage)


@dataclass(frozen=True)
class OwedFact:
    """Something that has to be said about a request after the fact: `reason` or `review`, by whom and until when."""

    request: str
    what: str
    person: str
    due_at: str
