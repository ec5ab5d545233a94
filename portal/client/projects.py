"""The inventory of projects."""

from portal.client.caller import Caller, route
from portal.contract.projects import Project, ProjectPage


async def listing(
    c: Caller,
    text: str = "",
    unit: str = "",
    phase: str = "",
    owner: str = "",
    sort: str = "name",
    descending: bool = False,
    group: str = "",
    cursor: str | None = None,
    limit: int = 200,
) -> ProjectPage:
    """A page of the inventory, with totals over all that match."""
    return await c.get(
        "/projects",
        ProjectPage,
        text=text,
        unit=unit,
        phase=phase,
        owner=owner,
        sort=sort,
        descending=descending or None,
        group=group,
        cursor=cursor,
        limit=limit,
    )


async def show(c: Caller, name: str) -> Project:
    """Everything of one project."""
    return await c.get(route("projects", name), Project)


async def export(c: Caller, format: str) -> str:
    """The whole inventory as text; `format` is csv, json, markdown or catalog-info."""
    return await c.text("/projects/export", format=format)
