"""What the client sends about counter-proposals and delegations: call, method, path, answer, query, body."""

from collections.abc import Callable
from typing import Any

from portal.client import PortalClient
from portal.contract.people.delegations import Delegation, DelegationWish
from portal.contract.plan import Preview
from portal.contract.requests import Proposing, Request

SPEC = {"name": "churn", "nodes": 2, "tags": ["a", None]}
COUNTER: list[tuple[Callable[[PortalClient], Any], str, str, Any, dict[str, str], Any]] = [
    (
        lambda portal: portal.requests.preview("project", SPEC, "R-1"),
        "POST",
        "/kinds/project/preview",
        Preview,
        {},
        {"spec": SPEC, "request": "R-1"},
    ),
    (
        lambda portal: portal.requests.propose("R-1", Proposing(SPEC, "smaller")),
        "POST",
        "/requests/R-1/proposals",
        Request,
        {},
        {"spec": SPEC, "reason": "smaller"},
    ),
    (
        lambda portal: portal.requests.accept("R-1", 3),
        "POST",
        "/requests/R-1/proposals/accept",
        Request,
        {},
        {"number": 3, "reason": ""},
    ),
    (
        lambda portal: portal.requests.decline("R-1", reason="no"),
        "POST",
        "/requests/R-1/proposals/decline",
        Request,
        {},
        {"number": None, "reason": "no"},
    ),
    (lambda portal: portal.delegations.listing(), "GET", "/delegations", tuple[Delegation, ...], {}, None),
    (
        lambda portal: portal.delegations.delegate(DelegationWish("li", "friday", "on leave")),
        "POST",
        "/delegations",
        Delegation,
        {},
        {"delegate": "li", "until": "friday", "reason": "on leave", "since": "now", "kinds": []},
    ),
    (lambda portal: portal.delegations.end(3), "DELETE", "/delegations/3", None, {}, None),
]
