"""Where one can go: the tabs, and the pages of single things. Each screen is imported when it is first opened."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.frame import PortalScreen

PLACES = {
    "home": ("1", "Home", "screens.home.home", "HomeScreen"),
    "catalogue": ("2", "Catalogue", "screens.catalogue.catalogue", "CatalogueScreen"),
    "requests": ("3", "Requests", "screens.requests.requests", "RequestsScreen"),
    "approvals": ("4", "Approvals", "screens.requests.approvals", "ApprovalsScreen"),
    "promotions": ("5", "Promotions", "screens.models.promotions", "PromotionsScreen"),
    "projects": ("6", "Projects", "screens.projects.projects", "ProjectsScreen"),
    "audit": ("8", "Audit", "screens.audit.audit", "AuditScreen"),
}
"""The key, the title, and the screen of each tab."""

PAGES = {
    "request": ("screens.requests.request_page", "RequestDetail"),
    "decision": ("screens.requests.decision", "DecisionScreen"),
    "project": ("screens.projects.project_page", "ProjectDetail"),
    "found": ("screens.projects.found", "FoundScreen"),
    "model": ("screens.models.model_page", "ModelDetail"),
    "past_board": ("screens.models.past_board", "PastBoard"),
    "versions": ("screens.models.versions", "VersionsScreen"),
    "act": ("screens.audit.audit_page", "AuditDetail"),
    "catalogue": ("screens.catalogue.catalogue_page", "CatalogueDetail"),
    "deputies": ("screens.people.deputies", "DeputiesScreen"),
    "told": ("screens.people.notices", "ToldScreen"),
    "advice": ("screens.requests.advising", "AdviceScreen"),
    "who": ("screens.people.who", "WhoAmI"),
    "form": ("screens.requests.form", "FormScreen"),
}
"""The page of one thing."""


def place(name: str) -> "PortalScreen[Any]":
    """The screen of a tab."""
    _, _, module, screen = PLACES[name]
    made: PortalScreen[Any] = getattr(import_module(module), screen)()
    return made


def page(name: str, *about: Any) -> "PortalScreen[Any]":
    """The page of one thing."""
    module, screen = PAGES[name]
    made: PortalScreen[Any] = getattr(import_module(module), screen)(*about)
    return made
