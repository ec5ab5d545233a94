"""The page of one model, and its versions side by side."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from portal.contract.limits import LINE_LENGTH
from portal.contract.model_page import ModelDiff, ModelPage
from portal.server.asking import InPortal, Who
from portal.services import model_page

router = APIRouter()

Name = Annotated[str, Path(max_length=LINE_LENGTH)]
Line = Annotated[str, Query(max_length=LINE_LENGTH)]


@router.get("/models/{name}")
def show(portal: InPortal, who: Who, name: Name, project: Line = "") -> ModelPage:
    """Everything that is known of one model."""
    return model_page.page(portal.world, name, project)


@router.get("/models/{name}/diff")
def diff(portal: InPortal, who: Who, name: Name, versions: Line = "", project: Line = "") -> ModelDiff:
    """Versions of a model side by side, named with commas between; the newest two when none is named."""
    named = [one.strip() for one in versions.split(",") if one.strip()]
    return model_page.diff(portal.world, name, named, project)


@router.post("/models/{name}/refresh")
def look_again(portal: InPortal, who: Who, name: Name, project: Line = "") -> ModelPage:
    """Reads Azure now, with the runs behind this model's versions, then its page."""
    portal.observer.refresh()
    portal.observer.deepen([name])
    return model_page.page(portal.world, name, project)
