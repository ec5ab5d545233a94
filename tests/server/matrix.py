"""Who may do what: for every route and every subject, what each role of the organisation is answered.

A cell says `role:status` for the roles that differ and `*:status` for all others that are let in at all.
"""

from typing import Any

ROLES = {
    "data_scientist": "maya", "ml_engineer": "priya", "data_engineer": "dana", "team_lead": "theo",
    "product_owner": "paul", "tester": "sam", "platform": "ana", "lead": "lena", "cost_owner": "omar",
    "security": "ines", "architect": "jonas", "ci": "ci-churn", "guest": "gwen", "leaver": "erik", "stranger": "nobody",
}  # fmt: skip
"""Somebody in each role; a guest, one who has left, and one whom nobody knows count as roles of their own."""

OUTSIDE = {"leaver": 403, "stranger": 404}
"""Who gets nowhere, on any route that asks who somebody is."""

COMPUTE = {"type": "nc4as-t4-v3", "project": "basket"}

BODIES: dict[str, Any] = {
    "POST /advice/compute": {"words": {}},
    "POST /advice/compute/form": {"words": {}},
    "POST /advice/topology": {"words": {}},
    "POST /advice/topology/form": {"words": {}},
    "POST /demo/clock": {"by": "+1m"},
    "POST /home/seen": {"number": 1},
    "POST /kinds/{kind}/form": {"spec": COMPUTE},
    "POST /kinds/{kind}/preview": {"spec": COMPUTE},
    "POST /kinds/{kind}/files": {"spec": COMPUTE},
    "PUT /drafts/{draft}": {"kind": "compute", "spec": {}},
    "POST /watches": {"type": "nc4as-t4-v3"},
    "POST /requests": {"kind": "compute", "spec": COMPUTE},
    "POST /requests/several": {"kind": "compute", "specs": [COMPUTE]},
    "PUT /requests/{request}": {"spec": {**COMPUTE, "days": 3}},
    "POST /requests/votes": {"requests": []},
    "POST /requests/{request}/votes": {"verdict": "approve", "digest": "{digest}", "reason": ""},
    "POST /requests/{request}/withdraw": {"text": "Not now."},
    "POST /requests/{request}/again": {"spec": None},
    "POST /requests/{request}/proposals": {"spec": {**COMPUTE, "days": 2}, "reason": "It is cheaper."},
    "POST /requests/{request}/proposals/accept": {"number": 1},
    "POST /requests/{request}/proposals/decline": {"number": 1, "reason": "No."},
    "POST /requests/{request}/explanation": {"text": "It was slow."},
    "POST /requests/{request}/second-look": {"reason": "It was right."},
    "POST /resources/postpone": {"resource": "ci-maya", "hours": 1},
    "POST /delegations": {"delegate": "li", "since": "30 days", "until": "40 days", "reason": "On leave."},
    "PUT /presence": {"terminal": "t-1", "open": "R-1"},
    "POST /notices/seen": {"number": 1},
    "PUT /notices/wishes": {"topic": "said", "channel": "portal", "wanted": True},
    "POST /models/{name}/assignments": {"workspace": "mlw-retail-dev", "project": "basket"},
    "POST /models/{name}/versions/{version}/evidence": {"kind": "tests", "body": {"total": 3, "failed": 0}},
    "POST /models/{name}/versions/{version}/signoffs": {"gate": "G3-intended-use", "statement": "I read the card."},
}
QUERIES = {"GET /models/{name}/gates": {"version": "13", "stage": "prod"}}

ANY = {"": "*:200"}
READERS = {"": "*:200 ci:403 guest:403"}
HERE = {"there": "*:200", "absent": "*:404"}
SEEN = {"own": "*:200", "other": "*:200", "absent": "*:404"}
DROPPED = {"own": "*:204", "other": "*:204", "absent": "*:204"}
"""To forget what is somebody else's changes nothing, and tells nobody whether it is there."""
OWED = {"own": "*:404", "other": "*:404", "absent": "*:404"}
STUCK = {"own": "*:404", "other": "*:403 platform:404", "absent": "*:404"}
"""An operation is mended by who asked for it and by the platform team; nothing has started here, so there is none."""
IN_BASKET = "*:422 data_scientist:202 ml_engineer:202 product_owner:202 tester:202 guest:403"

CELLS: dict[str, dict[str, str]] = {
    "GET /health": {"": "*:200 leaver:200 stranger:200"},
    **dict.fromkeys(
        ("GET /server", "GET /doctor", "GET /me", "GET /home", "POST /home/seen", "GET /catalogue", "GET /kinds",
         "GET /drafts", "GET /watches", "GET /requests", "GET /resources", "GET /projects", "GET /projects/export",
         "GET /models/board", "POST /models/refresh", "GET /events", "GET /reports/denials",
         "POST /advice/compute", "POST /advice/compute/form", "POST /advice/topology",
         "POST /advice/topology/form", "POST /demo/clock", "POST /demo/reset", "GET /delegations", "GET /notices",
         "GET /policy", "POST /notices/seen", "GET /notices/wishes", "PUT /notices/wishes"), ANY,
    ),
    **dict.fromkeys(
        ("GET /catalogue/{item}", "POST /kinds/{kind}/form", "POST /kinds/{kind}/preview", "GET /projects/{name}",
         "GET /models/{name}", "GET /models/{name}/diff", "GET /models/{name}/gates", "POST /models/{name}/refresh"),
        HERE,
    ),
    **dict.fromkeys(("GET /audit", "GET /audit/verify", "GET /audit/export"), READERS),
    "POST /server/stop": {"": "*:204 leaver:204 stranger:204"},  # whoever holds the token of the server itself
    "POST /kinds/{kind}/files": {"there": "*:422", "absent": "*:404"},
    "GET /models/{name}/versions/{version}/evidence": {"there": "*:200", "absent": "*:200"},
    "POST /models/{name}/versions/{version}/evidence": {"there": "*:403 ci:201", "absent": "*:403 ci:422"},
    "POST /models/{name}/versions/{version}/signoffs": {"there": "*:403 tester:201", "absent": "*:404"},
    "POST /models/{name}/assignments": {"there": "*:409", "absent": "*:404"},
    "PUT /drafts/{draft}": {"own": "*:200", "other": "*:404", "absent": "*:404"},
    "DELETE /drafts/{draft}": DROPPED,
    "PUT /presence": {"": "*:204"},
    "POST /watches": {"": "*:201"},
    "DELETE /watches/{watch}": DROPPED,
    "POST /delegations": {"": "*:201 ci:403 guest:403"},  # only people decide, so only they can be stood in for
    "DELETE /delegations/{delegation}": {"own": "*:204", "other": "*:403", "absent": "*:404"},
    "POST /requests": {"": IN_BASKET},
    "POST /requests/several": {"": "*:202"},
    "POST /requests/votes": {"": "*:422"},  # none is named; whether somebody may vote is asked for each
    "POST /resources/postpone": {"": IN_BASKET.replace("tester:202", "tester:202 platform:202")},
    "GET /requests/{request}": SEEN,
    "GET /requests/{request}/journal": SEEN,
    "PUT /requests/{request}": {"own": "*:200", "other": "*:403", "absent": "*:404"},
    "POST /requests/{request}/votes": {
        "own": "*:403", "other": "*:403 platform:200", "absent": "*:404 ci:403 guest:403",
    },
    "POST /requests/{request}/undo": {"own": "*:403", "other": "*:403", "absent": "*:404 ci:403 guest:403"},
    "POST /requests/{request}/again": {"own": "*:409", "other": "*:403", "absent": "*:404"},
    "POST /requests/{request}/withdraw": {"own": "*:200", "other": "*:403", "absent": "*:404"},
    "POST /requests/{request}/proposals": {"own": "*:403", "other": "*:403 platform:200", "absent": "*:404"},
    "POST /requests/{request}/proposals/accept": {"own": "*:404", "other": "*:403", "absent": "*:404"},
    "POST /requests/{request}/proposals/decline": {"own": "*:404", "other": "*:403", "absent": "*:404"},
    "POST /requests/{request}/retry": STUCK,
    "POST /requests/{request}/give-up": STUCK,
    "POST /requests/{request}/explanation": OWED,
    "POST /requests/{request}/second-look": OWED,
}  # fmt: skip


def expected(cell: str) -> dict[str, int]:
    """What each role is answered, by a cell."""
    said = {role: int(status) for role, _, status in (one.partition(":") for one in cell.split())}
    everybody = said.pop("*")
    return dict.fromkeys(ROLES, everybody) | OUTSIDE | said
