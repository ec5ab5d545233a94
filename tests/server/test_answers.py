"""Every route answers in the words of the contract, and nothing is lost when they are read back."""

from typing import Any

import pytest

from portal.contract.advice import ComputeAdvice, TopologyAdvice
from portal.contract.audit import AuditPage, ChainState
from portal.contract.catalogue import CatalogueItem, CataloguePage
from portal.contract.home import Home
from portal.contract.models.board import Board
from portal.contract.models.gates import EvidenceRow, GateReport
from portal.contract.models.page import ModelDiff, ModelPage
from portal.contract.operations import JournalRow
from portal.contract.people.delegations import Delegation
from portal.contract.people.notices import NoticeList, NoticeWish
from portal.contract.people.people import Me
from portal.contract.people.watches import Watch
from portal.contract.plan import Files, Preview
from portal.contract.policy import PolicyShown
from portal.contract.projects import Project, ProjectPage
from portal.contract.reports import DenialReport
from portal.contract.requests import Draft, Form, KindRow, Request, RequestPage
from portal.contract.resources import AskedSeveral, ResourcePage
from portal.contract.server import Report, ServerStatus
from portal.contract.together import Decided
from portal.store.tables import afterwards
from tests.server.served_portal import ServedPortal, as_told, problem, told

COMPUTE = {"spec": {"type": "nc4as-t4-v3", "project": "basket"}}
PROJECT = {"spec": {"name": "answers", "template": "exploration"}}

LOOKS: dict[str, tuple[str, Any]] = {
    "/server": ("/server", ServerStatus),
    "/doctor": ("/doctor", Report),
    "/me": ("/me", Me),
    "/home": ("/home", Home),
    "/catalogue": ("/catalogue?text=gpu", CataloguePage),
    "/catalogue/{item}": ("/catalogue/d4s-v5", CatalogueItem),
    "/kinds": ("/kinds", list[KindRow]),
    "/watches": ("/watches", list[Watch]),
    "/drafts": ("/drafts", list[Draft]),
    "/requests": ("/requests?scope=all&limit=5", RequestPage),
    "/requests/{request}": ("/requests/R-1", Request),
    "/requests/{request}/journal": ("/requests/R-1/journal", list[JournalRow]),
    "/resources": ("/resources?scope=all&limit=3", ResourcePage),
    "/projects": ("/projects?group=unit", ProjectPage),
    "/projects/{name}": ("/projects/basket", Project),
    "/models/board": ("/models/board", Board),
    "/models/{name}": ("/models/churn-model", ModelPage),
    "/models/{name}/diff": ("/models/churn-model/diff?versions=13,14", ModelDiff),
    "/models/{name}/gates": ("/models/churn-model/gates?version=13&stage=prod", GateReport),
    "/models/{name}/versions/{version}/evidence": ("/models/churn-model/versions/13/evidence", list[EvidenceRow]),
    "/delegations": ("/delegations", list[Delegation]),
    "/notices": ("/notices?unread=true&limit=3", NoticeList),
    "/notices/wishes": ("/notices/wishes", list[NoticeWish]),
    "/audit": ("/audit?limit=3", AuditPage),
    "/policy": ("/policy", PolicyShown),
    "/reports/denials": ("/reports/denials?days=30", DenialReport),
    "/audit/verify": ("/audit/verify", ChainState),
}
ACTS: dict[str, tuple[str, Any, Any]] = {
    "/home/seen": ("/home/seen", {"number": 3}, Home),
    "/kinds/{kind}/form": ("/kinds/compute/form", COMPUTE, Form),
    "/kinds/{kind}/preview": ("/kinds/compute/preview", COMPUTE, Preview),
    "/kinds/{kind}/files": ("/kinds/project/files", PROJECT, Files),
    "/advice/compute": ("/advice/compute", {"words": {"workload": "training", "gb": 2}}, ComputeAdvice),
    "/advice/compute/form": ("/advice/compute/form", {"words": {}}, Form),
    "/advice/topology": ("/advice/topology", {"words": {}}, TopologyAdvice),
    "/advice/topology/form": ("/advice/topology/form", {"words": {}}, Form),
    "/resources/postpone": ("/resources/postpone", {"resource": "ci-maya", "hours": 1}, Request),
    "/notices/seen": ("/notices/seen", {"number": 3}, NoticeList),
    "/watches": ("/watches", {"type": "nc4as-t4-v3", "project": "basket"}, Watch),
    "/models/refresh": ("/models/refresh", None, Board),
    "/models/{name}/refresh": ("/models/churn-model/refresh", None, ModelPage),
    "/demo/clock": ("/demo/clock", {"by": "+1m"}, ServerStatus),
}
ELSEWHERE = {
    "GET /health", "GET /projects/export", "GET /audit/export", "GET /events", "POST /server/stop", "POST /demo/reset",
    "POST /requests", "PUT /requests/{request}", "POST /requests/{request}/votes", "POST /requests/{request}/undo",
    "POST /requests/several", "POST /requests/votes",
    "POST /requests/{request}/explanation", "POST /requests/{request}/second-look",
    "POST /requests/{request}/again", "POST /requests/{request}/withdraw",
    "POST /requests/{request}/retry", "POST /requests/{request}/give-up",
    "PUT /drafts/{draft}", "DELETE /drafts/{draft}", "DELETE /watches/{watch}",
    "POST /requests/{request}/proposals", "POST /requests/{request}/proposals/accept",
    "POST /requests/{request}/proposals/decline", "POST /delegations", "DELETE /delegations/{delegation}",
    "PUT /notices/wishes", "PUT /presence", "POST /models/{name}/assignments",
    "POST /models/{name}/versions/{version}/evidence", "POST /models/{name}/versions/{version}/signoffs",
}  # fmt: skip
"""Routes that have a test of their own in this folder."""


def test_every_route_is_tried(server: ServedPortal) -> None:
    routes = {f"{method.upper()} {path}" for path, known in server.app.openapi()["paths"].items() for method in known}
    tried = {*(f"GET {path}" for path in LOOKS), *(f"POST {path}" for path in ACTS), *ELSEWHERE}
    assert routes == tried


@pytest.mark.parametrize("route", LOOKS)
def test_a_look_answers_its_contract(server: ServedPortal, route: str) -> None:
    path, type_ = LOOKS[route]
    for by in ("maya", "ana"):
        as_told(told(server.call("GET", path, by)), type_)


@pytest.mark.parametrize("route", ACTS)
def test_an_act_that_changes_little_answers_its_contract(server: ServedPortal, route: str) -> None:
    path, body, type_ = ACTS[route]
    as_told(server.send("POST", path, body), type_)


def test_health_needs_no_token_and_says_little(server: ServedPortal) -> None:
    answer = told(server.client.get("/health"))
    assert set(answer) == {"contract", "version", "fingerprint", "mode", "sign_in"} and answer["contract"] == 1
    assert (answer["mode"], answer["sign_in"]) == ("demo", None)


def test_a_draft_is_made_changed_and_dropped(server: ServedPortal) -> None:
    made = as_told(server.send("PUT", "/drafts/new", {"kind": "compute", "spec": {"type": "d4s-v5"}}, "priya"), Draft)
    changed = as_told(
        server.send("PUT", f"/drafts/{made.id}", {"kind": "project", "spec": {"name": "x"}}, "priya"), Draft
    )
    assert (changed.id, changed.kind, changed.spec) == (made.id, "project", {"name": "x"})
    assert [one["id"] for one in server.get("/drafts", "priya")] == [made.id]
    assert server.get("/drafts", "paul") == []
    assert server.call("DELETE", f"/drafts/{made.id}", "paul").status_code == 204
    assert len(server.get("/drafts", "priya")) == 1
    assert server.call("DELETE", f"/drafts/{made.id}", "priya").content == b""
    assert server.get("/drafts", "priya") == []


def test_evidence_is_handed_in_once_and_a_person_signs_beside_it(server: ServedPortal) -> None:
    path = "/models/churn-model/versions/13"
    document = {"kind": "tests", "body": {"total": 3, "failed": 0}}
    made = [as_told(server.send("POST", f"{path}/evidence", document, "ci-churn", key="evidence"), EvidenceRow)] * 2
    assert made[0] == made[1] and (made[0].by, made[0].source) == ("ci-churn", "ci")
    problem(server.call("POST", f"{path}/evidence", "maya", json=document), 403)
    word = {"gate": "G3-intended-use", "statement": "I read the card."}
    signed = as_told(server.send("POST", f"{path}/signoffs", word, "sam"), EvidenceRow)
    problem(server.call("POST", f"{path}/signoffs", "priya", json=word), 403)
    listed = as_told(server.get(f"{path}/evidence"), list[EvidenceRow])
    assert [one.id for one in listed[:2]] == [signed.id, made[0].id]
    states = {
        one.id: one.state
        for one in as_told(server.get("/models/churn-model/gates", version="13", stage="prod"), GateReport).items
    }
    assert states["G3-intended-use"] == "met"


def test_a_watch_is_made_once_and_forgotten(server: ServedPortal) -> None:
    wish = {"type": "nc24ads-a100-v4", "nodes": 2}
    made = [as_told(server.send("POST", "/watches", wish, "priya"), Watch) for _ in range(2)]
    assert made[0] == made[1] and made[0].cores == 48
    assert [one["id"] for one in server.get("/watches", "priya")] == [made[0].id]
    assert server.call("DELETE", f"/watches/{made[0].id}", "priya").status_code == 204
    assert server.get("/watches", "priya") == []


def test_a_request_from_wish_to_ready(server: ServedPortal) -> None:
    spec = {"type": "nc4as-t4-v3", "project": "basket", "name": "from-wish", "days": 2}
    wish = {"kind": "compute", "spec": spec}
    response = server.call("POST", "/requests", json=wish, key="from-wish")
    assert response.status_code == 202
    made = as_told(response.json(), Request)
    assert (made.state, made.requester, made.tier) == ("in_review", "maya", "T1")
    assert as_told(server.send("POST", "/requests", wish, key="from-wish"), Request).id == made.id
    path = f"/requests/{made.id}"
    edited = as_told(server.send("PUT", path, {"spec": {**spec, "days": 3}}, key="edit"), Request)
    assert (edited.revision, edited.spec["days"]) == (2, 3)
    vote = {"verdict": "approve", "digest": edited.digest, "reason": "fine"}
    assert as_told(server.send("POST", f"{path}/votes", vote, "ana", key="vote"), Request).state == "approved"
    assert as_told(server.send("POST", f"{path}/undo", None, "ana", key="undo"), Request).state == "in_review"
    server.send("POST", f"{path}/votes", vote, "ana")
    server.send("POST", "/demo/clock", {"by": "+1m"})
    ready = as_told(server.until(made.id, "ready", "failed_clean", "failed_leftovers"), Request)
    assert ready.state == "ready", ready.reason
    assert ready.card is not None and ready.operation is not None and ready.operation.progress == 1.0
    lines = server.get(f"{path}/journal")
    assert lines and as_told(lines, list[JournalRow])[-1].text == "Ready"
    assert server.get(f"{path}/journal", after=lines[-1]["number"]) == []


def test_a_request_that_is_taken_back(server: ServedPortal) -> None:
    wish = {"kind": "compute", "spec": {"type": "nc4as-t4-v3", "project": "basket", "name": "taken-back"}}
    made = server.send("POST", "/requests", wish)
    told_ = as_told(server.send("POST", f"/requests/{made['id']}/withdraw", {"text": "Not now."}), Request)
    assert (told_.state, told_.reason) == ("withdrawn", "Not now.")
    anew = as_told(server.send("POST", f"/requests/{made['id']}/again", {"spec": None}), Request)
    assert (anew.state, anew.again_of) == ("in_review", made["id"])


def test_several_that_are_alike_are_approved_at_once_and_what_is_not_is_named(server: ServedPortal) -> None:
    spec = {"type": "nc4as-t4-v3", "project": "basket"}
    ids = [
        server.send("POST", "/requests", {"kind": "compute", "spec": spec | {"name": f"both-{nodes}", "nodes": nodes}})[
            "id"
        ]
        for nodes in (1, 2)
    ]
    wish = {"requests": [{"request": id, "digest": None} for id in ids]}
    decided = as_told(server.send("POST", "/requests/votes", wish, "ana", key="both"), Decided).items
    assert [one.request for one in decided] == ids
    again = as_told(server.send("POST", "/requests/votes", wish, "ana", key="both"), Decided).items
    assert [one.problem for one in again] == [one.problem for one in decided]
    wish["requests"].append({"request": "R-99999", "digest": None})
    decided = as_told(server.send("POST", "/requests/votes", wish, "li"), Decided).items
    assert [one.problem.code if one.problem else "" for one in decided] == [*["not-together"] * 2, "not-found"]


def test_several_wishes_are_asked_at_once_and_each_has_its_own_answer(server: ServedPortal) -> None:
    specs = [{"type": "nc4as-t4-v3", "project": "basket", "name": "one-of-two"}, {"type": "nc6", "project": "basket"}]
    wishes = {"kind": "compute", "specs": specs}
    told_ = as_told(server.send("POST", "/requests/several", wishes, key="two"), AskedSeveral).items
    assert [(one.state, one.problem is None) for one in told_] == [("in_review", True), ("", False)]
    again = as_told(server.send("POST", "/requests/several", wishes, key="two"), AskedSeveral).items
    assert again[0].request == told_[0].request
    problem(server.call("POST", "/requests/several", json={"kind": "compute", "specs": []}), 422)


def test_what_is_owed_after_a_start_is_said_once_by_whom_it_concerns(server: ServedPortal) -> None:
    wish = {"kind": "compute", "spec": {"type": "nc4as-t4-v3", "project": "basket"}}
    reason, look = (server.send("POST", "/requests", wish)["id"] for _ in range(2))
    problem(server.call("POST", f"/requests/{reason}/explanation", json={"text": "It was slow."}), 404)
    owed = {"person": "maya", "since": "2026-01-01T00:00:00Z", "due_at": "2027-01-01T00:00:00Z", "said": ""}
    with server.app.state.portal.database.write() as connection:
        for request, what in ((reason, "reason"), (look, "review")):
            connection.execute(
                afterwards.insert().values(request=int(request[2:]), what=what, barred=["maya", "ana"], **owed)
            )
    for path, body, others, by in (
        (f"/requests/{reason}/explanation", {"text": "It was slow."}, ("ana", "priya"), "maya"),
        (f"/requests/{look}/second-look", {"reason": "It had to be."}, ("maya", "ana", "priya", "ci-churn"), "li"),
    ):
        for other in others:
            problem(server.call("POST", path, other, json=body), 403)
        assert as_told(server.send("POST", path, body, by, key=path), Request).id in path
        server.send("POST", path, body, by, key=path)
        problem(server.call("POST", path, by, json=body), 409)


def test_exports_come_as_what_they_are(server: ServedPortal) -> None:
    for format_, media in (("csv", "text/csv"), ("json", "application/json"), ("markdown", "text/markdown"),
                           ("catalog-info", "application/yaml")):  # fmt: skip
        response = server.call("GET", "/projects/export", params={"format": format_})
        assert response.headers["content-type"].partition(";")[0] == media and "basket" in response.text
    export = server.call("GET", "/audit/export")
    assert export.headers["content-type"].startswith("application/x-ndjson") and len(export.text.splitlines()) > 10


def test_a_page_leads_to_the_next_until_all_were_seen(server: ServedPortal) -> None:
    seen, cursor = list[str](), None
    while True:
        page = server.get("/requests", "ana", scope="all", limit=7, **({"cursor": cursor} if cursor else {}))
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) >= 17
    assert seen == sorted(seen, key=lambda id_: -int(id_[2:]))


def test_a_model_that_says_whose_it_is_cannot_be_assigned(server: ServedPortal) -> None:
    wish = {"workspace": "mlw-risk-dev", "project": "scorecards"}
    refused = problem(server.call("POST", "/models/fraud-net/assignments", "rosa", json=wish), 409)
    assert refused.title == "fraud-net says itself that it belongs to fraud"
