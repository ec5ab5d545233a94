"""The stages of a stored project, and where its workspaces can be opened."""

from collections.abc import Mapping
from urllib.parse import quote

from portal.contract.projects import ProjectStage
from portal.domain.models.observed_workspaces import workspace_source

STUDIO = "https://ml.azure.com/workspaces"


def stages_of(stored: object) -> tuple[ProjectStage, ...]:
    """The stages as they are kept with a project; what is not a stage is left out."""
    listed = stored if isinstance(stored, list) else []
    return tuple(_stage(one) for one in listed if isinstance(one, Mapping) and one.get("stage"))


def _stage(stored: Mapping[str, object]) -> ProjectStage:
    def text(name: str) -> str:
        value = stored.get(name)
        return value if isinstance(value, str) else ""

    return ProjectStage(
        stage=text("stage"),
        branch=text("branch"),
        workspace=text("workspace"),
        resource_group=text("resource_group"),
        region=text("region"),
        shared=stored.get("shared") is True,
        studio_url=studio_url(text("subscription"), text("resource_group"), text("workspace")),
    )


def studio_url(subscription: str, group: str, workspace: str) -> str:
    """Where a workspace is opened in the browser; "" while not all of its id is known."""
    if not (subscription and group and workspace):
        return ""
    return f"{STUDIO}/?wsid={quote(workspace_source(subscription, group, workspace), safe='/')}"
