"""The inventory: projects, one project, and exports."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse

from portal.contract.limits import LINE_LENGTH, PAGE
from portal.contract.projects import Project, ProjectPage
from portal.domain.projects.inventory import ProjectFilter
from portal.server.authentication import InPortal, Who
from portal.services.projects import projects

router = APIRouter()

MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "markdown": "text/markdown",
    "catalog-info": "application/yaml",
}

Line = Annotated[str, Query(max_length=LINE_LENGTH)]


@router.get("/projects")
def listing(
    portal: InPortal,
    who: Who,
    text: Line = "",
    unit: Line = "",
    phase: Line = "",
    owner: Line = "",
    sort: Line = "name",
    descending: bool = False,
    group: Line = "",
    cursor: Line | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> ProjectPage:
    """A page of the projects that match, with totals over all that match."""
    wanted = ProjectFilter(text, unit, phase, owner, sort or "name", descending, group)
    return projects.listing(portal.world, wanted, cursor, limit)


@router.get("/projects/export", response_class=PlainTextResponse)
def export(portal: InPortal, who: Who, format: Line = "csv", text: Line = "", unit: Line = "") -> PlainTextResponse:
    """Every project that matches, as a file."""
    made = projects.export(portal.world, format, ProjectFilter(text=text, unit=unit))
    return PlainTextResponse(made, media_type=MEDIA[format])


@router.get("/projects/{name}")
def show(portal: InPortal, who: Who, name: str) -> Project:
    """Everything of one project."""
    return projects.show(portal.world, name)
