"""The inventory of projects."""

from portal.client.caller import Routes, route
from portal.contract.projects import Project, ProjectPage


class ProjectRoutes(Routes):
    """The inventory of projects."""

    async def listing(
        self,
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
        return await self._c.get(
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

    async def show(self, name: str) -> Project:
        """Everything of one project."""
        return await self._c.get(route("projects", name), Project)

    async def export(self, format: str) -> str:
        """The whole inventory as text; `format` is csv, json, markdown or catalog-info."""
        return await self._c.text("/projects/export", format=format)
