"""What of the fake portal answers which route: one line a route that a scene needs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

ROUTES: dict[str, str | Callable[..., Any]] = {
    "GET /server": "status",
    "GET /me": "me",
    "GET /home": "home",
    "POST /home/seen": lambda it, body: it.noted(it.home_page, "seen", str(body["number"])),
    "GET /catalogue": "catalogue_page",
    "GET /catalogue/*": "cards",
    "POST /advice/*": "advise",
    "POST /advice/*/form": "advice_forms",
    "GET /kinds": "kind_rows",
    "POST /kinds/*/form": lambda it, kind, body: it.forms(kind, body["spec"]),
    "POST /kinds/*/preview": lambda it, kind, body: it.previews(kind, body["spec"]),
    "POST /kinds/*/files": "tree",
    "GET /drafts": "saved",
    "PUT /drafts/*": "save_draft",
    "DELETE /drafts/*": "drop_draft",
    "GET /requests": "requests",
    "POST /requests": "submit",
    "POST /requests/votes": "approve_together",
    "POST /requests/several": "ask_for_several",
    "GET /requests/*": "request",
    "PUT /requests/*": lambda it, id, body: it.did("edit", id),
    "GET /requests/*/journal": "journal",
    "POST /requests/*/votes": "vote",
    "POST /requests/*/again": "ask_again",
    "POST /requests/*/proposals": lambda it, id, own: it.did("propose", id, str(own.spec.get("nodes")), own.reason),
    "POST /requests/*/proposals/accept": lambda it, id, one: it.did("accept", id, str(one.number)),
    "POST /requests/*/proposals/decline": lambda it, id, one: it.did("decline", id, str(one.number), one.reason),
    "POST /requests/*/explanation": lambda it, id, note: it.did("explain", id, note.text),
    "POST /requests/*/second-look": lambda it, id, look: it.did("second", id, look.reason, str(look.agrees)),
    "POST /requests/*/*": lambda it, id, act, body: it.did(act.replace("-", "_"), id),
    "GET /resources": "things",
    "POST /resources/postpone": "postpone",
    "GET /projects": "project_page",
    "GET /projects/*": "project_cards",
    "GET /audit": "audit_page",
    "GET /audit/verify": "chain",
    "GET /models/board": lambda it, as_of="", **_: replace(it.models, as_of=as_of) if as_of else it.models,
    "POST /models/refresh": lambda it, look: it.noted(it.models, "refresh", "board", *(look and look.workspaces)),
    "GET /models/*": "model_pages",
    "POST /models/*/refresh": lambda it, name, body: it.noted(it.model_pages[name], "refresh", name),
    "GET /models/*/diff": lambda it, name, versions, **_: it.noted(it.model_diffs[name], "diff", name, versions),
    "POST /models/*/versions/*/signoffs": "sign",
    "PUT /presence": lambda it, body: it.opened.append(body["open"]),
    "POST /notices/seen": "notices_seen",
    "GET /notices/wishes": "wishes",
    "PUT /notices/wishes": "choose_notice",
    "POST /watches": "watch",
    "GET /delegations": "deputies",
    "POST /delegations": "delegate",
    "DELETE /delegations/*": "end_delegation",
}
"""A value of the fake, things by their ids, or what hears the ids in the path, the body and the query."""


def answered(method: str, path: str) -> tuple[str | Callable[..., Any], list[str]]:
    """What answers a route, and the ids in its path."""
    parts = path.partition("?")[0].split("/")
    for route, answer in ROUTES.items():
        spoken, _, pattern = route.partition(" ")
        wanted = pattern.split("/")
        same = spoken == method and len(wanted) == len(parts)
        if same and all(one in ("*", part) for one, part in zip(wanted, parts, strict=True)):
            return answer, [unquote(part) for one, part in zip(wanted, parts, strict=True) if one == "*"]
    raise AssertionError(f"nothing of the fake answers {method} {path}")
