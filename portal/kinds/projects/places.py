"""Where the stages of a project will live: existing workspaces of the unit, or workspaces of its own."""

from dataclasses import dataclass
from typing import Any

from catalog.model import Catalogue, Template, WorkspaceDef
from portal.domain.models.observed_workspaces import azure_id
from portal.kinds.kind import Wish
from portal.kinds.naming import name_of


class MissingWorkspace(Exception):
    """There is no workspace for a stage of the template, or no subscription to make one in."""


@dataclass(frozen=True)
class StageWorkspace:
    """One stage of a project: its branch, and the workspace that serves it."""

    stage: str
    title: str
    branch: str
    subscription: str
    resource_group: str
    workspace: str
    region: str
    shared: bool

    @property
    def scope(self) -> str:
        """The ARM id of the workspace."""
        return azure_id(self.subscription, self.resource_group, self.workspace)

    def row(self) -> dict[str, Any]:
        """The stage as the inventory has it."""
        return {
            "stage": self.stage,
            "branch": self.branch,
            "workspace": self.workspace,
            "resource_group": self.resource_group,
            "subscription": self.subscription,
            "region": self.region,
            "shared": self.shared,
        }


def existing_place(stage: str, title: str, branch: str, found: WorkspaceDef) -> StageWorkspace:
    """A stage in a workspace that the organisation has, shared with others."""
    where = found.subscription, found.resource_group, found.name, found.region
    return StageWorkspace(stage, title, branch, *where, shared=True)


def places(wish: Wish, template: Template, catalogue: Catalogue) -> tuple[StageWorkspace, ...]:
    """A place for each stage of the template. Raises MissingWorkspace when there is none for one of them."""
    own = wish.text("topology") == "own"
    made = []
    for stage in catalogue.organisation.stages:
        if stage.id not in template.stages:
            continue
        unit = wish.text("unit")
        if own:
            made.append(_own(wish, stage.id, stage.title, stage.branch, catalogue))
            continue
        found = _existing(catalogue, unit, stage.id, exploring=template.phase == "explore")
        if found is None:
            raise MissingWorkspace(f"{unit} has no shared workspace for {stage.id}")
        made.append(existing_place(stage.id, stage.title, stage.branch, found))
    return tuple(made)


def _existing(catalogue: Catalogue, unit: str, stage: str, exploring: bool) -> WorkspaceDef | None:
    wanted = "exploration" if exploring else "project"
    candidates = [
        workspace
        for workspace in catalogue.organisation.workspaces
        if workspace.stage == stage and workspace.shared and workspace.purpose == wanted
    ]
    own = [workspace for workspace in candidates if workspace.unit == unit]
    return next(iter(own or (candidates if exploring else [])), None)


def _own(wish: Wish, stage: str, title: str, branch: str, catalogue: Catalogue) -> StageWorkspace:
    name, unit = wish.text("name"), wish.text("unit")
    subscription = next((one.id for one in catalogue.organisation.subscriptions if stage in one.stages), None)
    if subscription is None:
        raise MissingWorkspace(f"no subscription of the organisation holds {stage}")
    group, workspace = (name_of(catalogue, kind, name, stage, unit) for kind in ("resource_group", "workspace"))
    return StageWorkspace(stage, title, branch, subscription, group, workspace, wish.text("region"), shared=False)
