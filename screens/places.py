"""Where one can go: the tabs, and the pages of single things. Each screen is imported when it is first opened."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.frame import PortalScreen

PLACES = {
    "home": ("1", "Home", "screens.home", "HomeScreen"),
    "catalogue": ("2", "Catalogue", "screens.catalogue", "CatalogueScreen"),
    "requests": ("3", "Requests", "screens.requests", "RequestsScreen"),
    "approvals": ("4", "Approvals", "screens.approvals", "ApprovalsScreen"),
    "promotions": ("5", "Promotions", "screens.promotions", "PromotionsScreen"),
    "projects": ("6", "Projects", "screens.projects", "ProjectsScreen"),
    "audit": ("8", "Audit", "screens.audit", "AuditScreen"),
}
"""The key, the title, and the screen of each tab."""

PAGES = {
    "request": ("screens.request_page", "RequestDetail"),
    "decision": ("screens.decision", "DecisionScreen"),
    "project": ("screens.project_page", "ProjectDetail"),
    "found": ("screens.found", "FoundScreen"),
    "model": ("screens.model_page", "ModelDetail"),
    "past_board": ("screens.past_board", "PastBoard"),
    "versions": ("screens.versions", "VersionsScreen"),
    "act": ("screens.audit_page", "AuditDetail"),
    "catalogue": ("screens.catalogue_page", "CatalogueDetail"),
    "advice": ("screens.advising", "AdviceScreen"),
    "form": ("screens.form", "FormScreen"),
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
