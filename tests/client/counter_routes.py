"""What the client sends about counter-proposals and delegations: call, method, path, answer, query, body."""

from collections.abc import Callable
from typing import Any

from portal.client import delegations, requests
from portal.client.caller import Caller
from portal.contract.people.delegations import Delegation, DelegationWish
from portal.contract.plan import Preview
from portal.contract.requests import Proposing, Request

SPEC = {"name": "churn", "nodes": 2, "tags": ["a", None]}
COUNTER: list[tuple[Callable[[Caller], Any], str, str, Any, dict[str, str], Any]] = [
    (
        lambda c: requests.preview(c, "project", SPEC, "R-1"),
        "POST",
        "/kinds/project/preview",
        Preview,
        {},
        {"spec": SPEC, "request": "R-1"},
    ),
    (
        lambda c: requests.propose(c, "R-1", Proposing(SPEC, "smaller")),
        "POST",
        "/requests/R-1/proposals",
        Request,
        {},
        {"spec": SPEC, "reason": "smaller"},
    ),
    (
        lambda c: requests.accept(c, "R-1", 3),
        "POST",
        "/requests/R-1/proposals/accept",
        Request,
        {},
        {"number": 3, "reason": ""},
    ),
    (
        lambda c: requests.decline(c, "R-1", reason="no"),
        "POST",
        "/requests/R-1/proposals/decline",
        Request,
        {},
        {"number": None, "reason": "no"},
    ),
    (delegations.listing, "GET", "/delegations", tuple[Delegation, ...], {}, None),
    (
        lambda c: delegations.delegate(c, DelegationWish("li", "friday", "on leave")),
        "POST",
        "/delegations",
        Delegation,
        {},
        {"delegate": "li", "until": "friday", "reason": "on leave", "since": "now", "kinds": []},
    ),
    (lambda c: delegations.end(c, 3), "DELETE", "/delegations/3", None, {}, None),
]
