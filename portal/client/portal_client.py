"""A portal server as one person sees it: every route, by topic."""

from functools import cached_property
from typing import TYPE_CHECKING

from portal.client.caller import Caller

if TYPE_CHECKING:
    from portal.client.advice import AdviceRoutes
    from portal.client.audit import AuditRoutes
    from portal.client.catalogue import CatalogueRoutes
    from portal.client.home import HomeRoutes
    from portal.client.models import ModelRoutes
    from portal.client.people.delegations import DelegationRoutes
    from portal.client.people.notices import NoticeRoutes
    from portal.client.people.people import PeopleRoutes
    from portal.client.people.watches import WatchRoutes
    from portal.client.policy import PolicyRoutes
    from portal.client.projects import ProjectRoutes
    from portal.client.reports import ReportRoutes
    from portal.client.requests import DraftRoutes, RequestRoutes
    from portal.client.resources import ResourceRoutes
    from portal.client.server import DemoRoutes, ServerRoutes


class PortalClient:
    """What can be asked of a portal server: `portal.requests.show("R-12")`.

    It stands on either connection: over `blocking` the methods never wait, over `connection` they are awaited. A topic
    is imported when it is first asked for, with the part of the contract that it speaks: all of them together would
    cost a command half its time, and the terminal app its first paint.
    """

    def __init__(self, caller: Caller) -> None:
        self._c = caller

    @cached_property
    def advice(self) -> "AdviceRoutes":
        """Which compute, which workspaces."""
        from portal.client.advice import AdviceRoutes

        return AdviceRoutes(self._c)

    @cached_property
    def audit(self) -> "AuditRoutes":
        """Who did what, when."""
        from portal.client.audit import AuditRoutes

        return AuditRoutes(self._c)

    @cached_property
    def catalogue(self) -> "CatalogueRoutes":
        """What may be asked for."""
        from portal.client.catalogue import CatalogueRoutes

        return CatalogueRoutes(self._c)

    @cached_property
    def delegations(self) -> "DelegationRoutes":
        """Who decides in whose place."""
        from portal.client.people.delegations import DelegationRoutes

        return DelegationRoutes(self._c)

    @cached_property
    def demo(self) -> "DemoRoutes":
        """What only a demo can do."""
        from portal.client.server import DemoRoutes

        return DemoRoutes(self._c)

    @cached_property
    def drafts(self) -> "DraftRoutes":
        """Wishes that are not submitted."""
        from portal.client.requests import DraftRoutes

        return DraftRoutes(self._c)

    @cached_property
    def home(self) -> "HomeRoutes":
        """What needs the person now."""
        from portal.client.home import HomeRoutes

        return HomeRoutes(self._c)

    @cached_property
    def models(self) -> "ModelRoutes":
        """The promotion board and the models on it."""
        from portal.client.models import ModelRoutes

        return ModelRoutes(self._c)

    @cached_property
    def notices(self) -> "NoticeRoutes":
        """What one is told, and where."""
        from portal.client.people.notices import NoticeRoutes

        return NoticeRoutes(self._c)

    @cached_property
    def people(self) -> "PeopleRoutes":
        """Who is asking, and what they have open."""
        from portal.client.people.people import PeopleRoutes

        return PeopleRoutes(self._c)

    @cached_property
    def policy(self) -> "PolicyRoutes":
        """Who decides on what."""
        from portal.client.policy import PolicyRoutes

        return PolicyRoutes(self._c)

    @cached_property
    def projects(self) -> "ProjectRoutes":
        """The inventory of projects."""
        from portal.client.projects import ProjectRoutes

        return ProjectRoutes(self._c)

    @cached_property
    def reports(self) -> "ReportRoutes":
        """What is counted over many requests."""
        from portal.client.reports import ReportRoutes

        return ReportRoutes(self._c)

    @cached_property
    def requests(self) -> "RequestRoutes":
        """Asking, looking, deciding."""
        from portal.client.requests import RequestRoutes

        return RequestRoutes(self._c)

    @cached_property
    def resources(self) -> "ResourceRoutes":
        """What is there in Azure."""
        from portal.client.resources import ResourceRoutes

        return ResourceRoutes(self._c)

    @cached_property
    def server(self) -> "ServerRoutes":
        """The server itself."""
        from portal.client.server import ServerRoutes

        return ServerRoutes(self._c)

    @cached_property
    def watches(self) -> "WatchRoutes":
        """What one is told of when it is free."""
        from portal.client.people.watches import WatchRoutes

        return WatchRoutes(self._c)
