"""What a promotion or rollback brings where: one exact artefact, and the endpoint of a stage that is to serve it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.model import Catalogue
from portal.contract.plan import Effect
from portal.domain.models.evidence import Artefact, Deployed
from portal.kinds.facts.model_fact import ModelFact, StageFact
from portal.kinds.kind import Facts, ProjectFact, Wish
from portal.kinds.models.asked_model import model_of, project_of
from portal.kinds.tags import required_tags


@dataclass(frozen=True)
class Target:
    """One exact artefact and the endpoint of a stage that is to serve it."""

    wish: Wish
    catalogue: Catalogue
    project: ProjectFact
    model: ModelFact
    stage: str
    version: str
    artefact: str
    endpoint: str
    kind: str

    @property
    def workspace(self) -> str:
        """The Azure id of the stage's workspace."""
        return self.project.workspace_in(self.stage)

    @property
    def there(self) -> StageFact | None:
        """The stage as it was last observed."""
        return self.model.stages.get(self.stage)

    @property
    def deployed(self) -> tuple[Deployed, ...]:
        """What is on the endpoint now."""
        found = self.there.deployed if self.there else ()
        return tuple(one for one in found if one.endpoint == self.endpoint and one.kind == self.kind)

    @property
    def before(self) -> dict[str, int]:
        """Deployment to its percent of the traffic, of those that have any; what an abort goes back to."""
        return {one.name: one.traffic for one in self.deployed if one.traffic}

    @property
    def default(self) -> str:
        """The deployment that runs by default on a batch endpoint; "" when none does."""
        return next((one.name for one in self.deployed if one.default), "")

    def about(self, **more: Any) -> dict[str, Any]:
        """A payload that names the artefact and the endpoint."""
        named = {"model": self.model.name, "version": self.version, "artefact": self.artefact}
        return {"workspace": self.workspace, "endpoint": self.endpoint, **named, **more}

    def tags(self) -> dict[str, str]:
        """The tags of what is made for it."""
        project = self.project
        return required_tags(self.catalogue, project.name, project.owner, project.unit, self.stage)

    def effect(self, step: str, kind: str, title: str, payload: Mapping[str, Any]) -> Effect:
        """One step of it."""
        return Effect(step, kind, title, self.model.name, self.stage, dict(payload))


def target_of(wish: Wish, catalogue: Catalogue, facts: Facts) -> Target:
    """What a promotion brings where."""
    model = model_of(wish, facts)
    return Target(
        wish, catalogue, project_of(model, facts), model, wish.text("to"), wish.text("version"),
        wish.text("artefact"), wish.text("endpoint"), wish.text("serve"),
    )  # fmt: skip


def serves_already(target: Target) -> bool:
    """Whether the stage serves exactly this artefact and nothing else, so that there is nothing to carry out."""
    artefact = next((one.artefact for one in target.deployed if one.artefact.version == target.version), None)
    wanted = artefact_of(target)
    return artefact is not None and wanted is not None and target.there is not None and target.there.serves_only(wanted)


def artefact_of(target: Target) -> Artefact | None:
    """The artefact in the stage it comes from, or that serves already, as it was last observed."""
    return target.model.promotable(target.wish.text("from"), target.stage).get(target.version)
