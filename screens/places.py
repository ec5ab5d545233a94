"""Where one can go: the tabs, the pages of single things, the dialogs. Each is imported when it is first opened."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from screens.host import Host, HostedScreen

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

DIALOGS = {
    "goto": ("screens.choosing.goto", "ask_where"),
    "palette": ("screens.choosing.palette", "open_palette"),
    "new": ("screens.requests.asking", "ask_for_something"),
    "log": ("screens.logs", "show_logs"),
    "help": ("screens.choosing.help", "open_help"),
    "people": ("screens.choosing.people", "choose_person"),
    "first_start": ("screens.home.first_start", "ask_who"),
    "sign_in": ("screens.people.sign_in", "ask_to_sign_in"),
    "tour": ("screens.home.tour", "start_or_end"),
}
"""What is asked or told above any screen."""


def place(name: str) -> HostedScreen:
    """The screen of a tab."""
    _, _, module, screen = PLACES[name]
    made: HostedScreen = getattr(import_module(module), screen)()
    return made


def page(name: str, *about: Any) -> HostedScreen:
    """The page of one thing."""
    module, screen = PAGES[name]
    made: HostedScreen = getattr(import_module(module), screen)(*about)
    return made


def dialog(name: str) -> Callable[[Host], None]:
    """What opens a dialog."""
    module, opens = DIALOGS[name]
    opening: Callable[[Host], None] = getattr(import_module(module), opens)
    return opening
