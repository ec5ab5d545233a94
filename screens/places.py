"""Where one can go: the tabs, and the pages of single things. Each screen is imported when it is first opened."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.frame import PortalScreen

PLACES = {
    "home": ("1", "Home", "screens.beginning.home", "HomeScreen"),
    "catalogue": ("2", "Catalogue", "screens.offering.catalogue", "CatalogueScreen"),
    "requests": ("3", "Requests", "screens.requesting.requests", "RequestsScreen"),
    "approvals": ("4", "Approvals", "screens.deciding.approvals", "ApprovalsScreen"),
    "promotions": ("5", "Promotions", "screens.promoting.promotions", "PromotionsScreen"),
    "projects": ("6", "Projects", "screens.inventory.projects", "ProjectsScreen"),
    "audit": ("8", "Audit", "screens.auditing.audit", "AuditScreen"),
}
"""The key, the title, and the screen of each tab."""

PAGES = {
    "request": ("screens.requesting.request_page", "RequestDetail"),
    "decision": ("screens.deciding.decision", "DecisionScreen"),
    "project": ("screens.inventory.project_page", "ProjectDetail"),
    "found": ("screens.inventory.found", "FoundScreen"),
    "model": ("screens.promoting.model_page", "ModelDetail"),
    "past_board": ("screens.promoting.past_board", "PastBoard"),
    "versions": ("screens.promoting.versions", "VersionsScreen"),
    "act": ("screens.auditing.audit_page", "AuditDetail"),
    "catalogue": ("screens.offering.catalogue_page", "CatalogueDetail"),
    "deputies": ("screens.deciding.deputies", "DeputiesScreen"),
    "told": ("screens.beginning.told", "ToldScreen"),
    "advice": ("screens.requesting.advising", "AdviceScreen"),
    "who": ("screens.account.who", "WhoAmI"),
    "form": ("screens.requesting.form", "FormScreen"),
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
