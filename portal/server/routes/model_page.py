"""The page of one model, its versions side by side, and whose it is."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from portal.contract.limits import LINE_LENGTH
from portal.contract.models.page import Assignment, AssignmentWish, ModelDiff, ModelPage
from portal.server.authentication import InPortal, Key, Who
from portal.server.looking import look_once
from portal.services.models import assigning, model_page

router = APIRouter()

Name = Annotated[str, Path(max_length=LINE_LENGTH)]
Line = Annotated[str, Query(max_length=LINE_LENGTH)]


@router.get("/models/{name}")
def show(portal: InPortal, who: Who, name: Name, project: Line = "") -> ModelPage:
    """Everything that is known of one model."""
    look_once(portal)
    return model_page.page(portal.world, name, project)


@router.get("/models/{name}/diff")
def diff(portal: InPortal, who: Who, name: Name, versions: Line = "", project: Line = "") -> ModelDiff:
    """Versions of a model side by side, named with commas between; the newest two when none is named."""
    look_once(portal)
    named = [one.strip() for one in versions.split(",") if one.strip()]
    return model_page.diff(portal.world, name, named, project)


@router.post("/models/{name}/assignments", status_code=201)
def assign(portal: InPortal, who: Who, key: Key, name: Name, wish: AssignmentWish) -> Assignment:
    """Says which project the untagged model of a workspace belongs to."""
    look_once(portal)
    return assigning.assign(portal.world, who.person, name, wish.workspace, wish.project, key)


@router.post("/models/{name}/refresh")
def look_again(portal: InPortal, who: Who, name: Name, project: Line = "") -> ModelPage:
    """Reads Azure now, with the runs behind this model's versions, then its page."""
    portal.observer.refresh()
    portal.observer.deepen([name])
    return model_page.page(portal.world, name, project)
