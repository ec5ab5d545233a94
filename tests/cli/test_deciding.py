"""Commands that change something: what they send, and what they say afterwards."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.contract.limits import BODY_BYTES
from portal.contract.plan import Preview
from portal.contract.requests import Request
from tests.cli.conftest import Run
from tests.client.samples import sample
from tests.client.serving import Scripted

DIGEST = "ab12cd34" * 8


def request(**other: Any) -> dict[str, Any]:
    """A request as a server would send it."""
    waiting = {"people": ["ana", "li"], "what": "approve", "since": "2026-11-23T07:00:00.000Z"}
    known = {
        "id": "R-7",
        "state": "in_review",
        "digest": DIGEST,
        "waiting_on": waiting,
        "operation": None,
        "card": None,
    }
    return {**sample(Request), **known, **other}


def test_a_new_request_sends_what_was_typed_and_says_whom_it_waits_on(scripted: Scripted, portal: Run) -> None:
    scripted.answer("POST", "/requests", request(), 202)
    words = "request new project --set name=churn --set template=tabular-classic --set note=a=b --as maya"
    ran = portal(*words.split())
    assert ran.code == 0
    assert ran.out.splitlines()[0] == ("R-7 is in review; waiting on ana, li: approve (since 2026-11-23 07:00)")
    assert "portal request watch R-7" in ran.out
    (call,) = scripted.calls
    assert call.body == {
        "kind": "project",
        "spec": {"name": "churn", "template": "tabular-classic", "note": "a=b"},
        "draft": None,
    }
    assert call.headers["portal-as"] == "maya"
    assert len(call.headers["idempotency-key"]) >= 16
    assert json.loads(portal("request", "new", "project", "--json").out) == request()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("wish.yaml", "name: churn\nnodes: 2\nyes: no\n"),
        ("wish.json", '{"name": "churn", "nodes": 2, "yes": "no"}'),
    ],
)
def test_answers_may_stand_in_a_file_and_set_comes_over_them(
    scripted: Scripted, portal: Run, tmp_path: Path, name: str, content: str
) -> None:
    scripted.answer("POST", "/requests", request(), 202)
    file = tmp_path / name
    file.write_text(content)
    assert portal("request", "new", "compute", "--file", str(file), "--set", "nodes=4").code == 0
    assert scripted.calls[0].body["spec"] == {"name": "churn", "nodes": "4", "yes": "no"}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("wish.yaml", "name: [", "wish.yaml is not valid YAML"),
        ("wish.yaml", "name: a\nname: b\n", "wish.yaml:2"),
        ("wish.yaml", "- a\n", "holds no answers"),
        ("wish.yaml", "", "the file is empty"),
        ("wish.json", "{", "is not valid JSON"),
        ("wish.json", "[" * 100_000, "is not valid JSON"),
        ("wish.json", "[]", "holds no answers"),
        ("wish.yaml", "#" * (BODY_BYTES + 1), "is too large"),
        ("wish.yaml", b"\xff\xfe\x00", "is not valid YAML"),
    ],
)
def test_a_file_that_is_none_is_refused_here(
    portal: Run, tmp_path: Path, name: str, content: str | bytes, says: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = portal("request", "new", "compute", "--file", str(file))
    assert ran.code == 2
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_dry_run_asks_for_a_preview_and_stores_nothing(scripted: Scripted, portal: Run) -> None:
    preview = {**sample(Preview), "complaints": []}
    preview["policy"]["denied"] = False
    scripted.answer("POST", "/kinds/compute/preview", preview)
    ran = portal("request", "new", "compute", "--set", "type=nc6", "--dry-run")
    assert ran.code == 0
    assert "nothing is asked for yet" in ran.out
    assert json.loads(portal("request", "new", "compute", "--dry-run", "--json").out) == preview
    assert {call.path for call in scripted.calls} == {"/kinds/compute/preview"}


def test_a_dry_run_fails_as_the_real_run_would(scripted: Scripted, portal: Run) -> None:
    complaint = {"where": "type", "what": "'nc6' cannot be taken: it is blocked", "todo": "choose nc4as-t4-v3"}
    scripted.answer("POST", "/kinds/compute/preview", {**sample(Preview), "complaints": [complaint]})
    ran = portal("request", "new", "compute", "--dry-run")
    assert ran.code == 2
    assert "type: 'nc6' cannot be taken: it is blocked (choose nc4as-t4-v3)" in ran.err
    denied = {**sample(Preview), "complaints": []}
    denied["policy"] |= {"denied": True, "rules": [{"id": "r", "title": "t", "outcome": "fail", "message": "too dear"}]}
    scripted.answer("POST", "/kinds/compute/preview", denied)
    ran = portal("request", "new", "compute", "--dry-run", "--json")
    assert ran.code == 3
    assert json.loads(ran.out)["detail"] == "too dear"


def test_an_edit_keeps_what_was_answered_and_lets_the_rest_be_derived_anew(scripted: Scripted, portal: Run) -> None:
    spec = {"name": "churn", "nodes": 2, "region": "westeurope"}
    origins = {"name": "answered", "nodes": "answered", "region": "assumed"}
    scripted.answer("GET", "/requests/R-7", request(kind="compute", spec=spec, origins=origins))
    scripted.answer("PUT", "/requests/R-7", request(revision=2))
    assert portal("request", "edit", "R-7", "--set", "nodes=4").code == 0
    assert scripted.calls[-1].body == {"spec": {"name": "churn", "nodes": "4"}}


def test_an_approval_binds_to_the_digest_that_is_there_now(scripted: Scripted, portal: Run) -> None:
    scripted.answer("GET", "/requests/R-7", request())
    scripted.answer("POST", "/requests/R-7/votes", request(state="approved", waiting_on=None))
    ran = portal("request", "approve", "R-7", "--as", "ana", "--reason", "fine")
    assert ran.out == f"R-7 is approved\napproved: revision 7, digest {DIGEST}\n"
    assert [call.method for call in scripted.calls] == ["GET", "POST"]
    assert scripted.calls[-1].body == {"verdict": "approve", "digest": DIGEST, "reason": "fine", "code": ""}


@pytest.mark.parametrize(
    ("given", "sent"), [(DIGEST, DIGEST), (DIGEST[:8], DIGEST), (DIGEST[:7], DIGEST[:7]), ("f" * 64, "f" * 64)]
)
def test_a_digest_that_was_given_is_the_only_one_that_is_approved(
    scripted: Scripted, portal: Run, given: str, sent: str
) -> None:
    scripted.answer("GET", "/requests/R-7", request())
    scripted.answer("POST", "/requests/R-7/votes", request())
    portal("request", "approve", "R-7", "--digest", given)
    assert scripted.calls[-1].body["digest"] == sent


@pytest.mark.parametrize(
    ("words", "path", "body"),
    [
        ("deny R-7 --reason dear", "votes", {"verdict": "deny", "digest": DIGEST, "reason": "dear", "code": ""}),
        ("ask R-7 --question why", "votes", {"verdict": "question", "digest": DIGEST, "reason": "why", "code": ""}),
        ("undo R-7", "undo", {}),
        ("withdraw R-7 --reason moot", "withdraw", {"text": "moot"}),
        ("retry R-7", "retry", {}),
        ("give-up R-7", "give-up", {}),
    ],
)
def test_each_act_goes_to_its_route(
    scripted: Scripted, portal: Run, words: str, path: str, body: dict[str, Any]
) -> None:
    scripted.answer("GET", "/requests/R-7", request())
    scripted.answer("POST", f"/requests/R-7/{path}", request(state="denied", waiting_on=None))
    ran = portal("request", *words.split())
    assert (ran.code, ran.out) == (0, "R-7 is denied\n")
    assert scripted.calls[-1].body == body
    assert json.loads(portal("request", *words.split(), "--json").out)["state"] == "denied"


def test_a_failure_says_how_much_was_left_behind(scripted: Scripted, portal: Run) -> None:
    operation = sample(Request)["operation"]
    operation["steps"] = [{**operation["steps"][0], "state": state} for state in ("done", "left", "left", "left")]
    scripted.answer(
        "POST", "/requests/R-7/retry", request(state="failed_leftovers", operation=operation, waiting_on=None)
    )
    assert portal("request", "retry", "R-7").out == "R-7 is failed, 3 things left behind\n"


def test_the_page_of_a_request_names_what_is_assumed_and_what_one_may_do(scripted: Scripted, portal: Run) -> None:
    actions = [
        {"name": "approve", "allowed": True, "reason": ""},
        {"name": "deny", "allowed": False, "reason": "you asked for it"},
    ]
    scripted.answer(
        "GET",
        "/requests/R-7",
        request(
            spec={"name": "churn", "owner": "maya"},
            origins={"name": "answered", "owner": "assumed"},
            actions=actions,
            missing=[{"group": "g", "title": "Platform team", "count": 1, "given_by": [], "can_give": ["ana", "li"]}],
        ),
    )
    out = portal("request", "show", "R-7").out
    for words in (
        "maya (assumed)",
        "approve  portal request approve R-7",
        "no: you asked for it",
        "1 of Platform team: ana, li",
        DIGEST,
    ):
        assert words in out
    assert "churn (" not in out


def test_a_denial_names_a_reason_of_the_catalogue_or_says_it_in_words(scripted: Scripted, portal: Run) -> None:
    known = [{"code": "over-budget", "title": "Over the budget", "teaches": "Ask for less."}]
    scripted.answer("GET", "/requests/R-7", request(denials=known))
    scripted.answer("POST", "/requests/R-7/votes", request(state="denied"))
    for words, sent in (
        (("over-budget",), ("over-budget", "")),
        (("over-budget", "--words", "by half"), ("over-budget", "by half")),
        (("not now",), ("", "not now")),
    ):
        assert portal("request", "deny", "R-7", "--reason", *words).code == 0
        body = scripted.calls[-1].body
        assert (body["verdict"], body["code"], body["reason"], body["digest"]) == ("deny", *sent, DIGEST)
    before = len(scripted.calls)
    ran = portal("request", "deny", "R-7", "--reason", "over-bugdet")
    assert ran.code == 2 and "write over-budget" in ran.err and len(scripted.calls) == before + 1


def test_several_are_approved_in_one_go_and_each_refusal_is_named(scripted: Scripted, portal: Run) -> None:
    refusal = {"title": "R-2 was not approved", "status": 403, "detail": "it needs thought", "todo": "", "code": "x",
               "complaints": []}  # fmt: skip
    one = {"request": "R-1", "state": "approved", "approvals": "1 of 1", "problem": None}
    two = {"request": "R-2", "state": "in_review", "approvals": "0 of 1", "problem": refusal}
    scripted.answer("POST", "/requests/votes", {"items": [one, two]})
    ran = portal("request", "approve", "R-1", "r-2", "R-1", "--reason", "fine")
    assert (ran.code, scripted.calls[-1].body) == (
        1, {"requests": [{"request": "R-1", "digest": None}, {"request": "R-2", "digest": None}], "reason": "fine"}
    )  # fmt: skip
    assert "it needs thought" in ran.out and "1 approved, 1 not" in ran.out
    assert json.loads(portal("request", "approve", "R-1", "R-2", "--json").out)["items"][1]["problem"]["status"] == 403
    scripted.answer("POST", "/requests/votes", {"items": [two]})
    assert portal("request", "approve", "R-1", "R-2").code == 3
    assert portal("request", "approve", "R-1", "R-2", "--digest", DIGEST).code == 2
