"""Every command that reads: the contract's words as JSON, and harmless text for people."""

import json
from typing import Any

import pytest

from portal.contract.audit import AuditPage, ChainState
from portal.contract.catalogue import CatalogueItem, CataloguePage
from portal.contract.home import Home
from portal.contract.models.board import Board
from portal.contract.models.gates import EvidenceRow, GateReport
from portal.contract.models.page import ModelDiff, ModelPage
from portal.contract.plaintext import is_plain
from portal.contract.plan import Preview
from portal.contract.projects import Project, ProjectPage
from portal.contract.requests import Form, KindRow, Request, RequestPage
from portal.contract.server import ServerStatus
from tests.cli.conftest import Run
from tests.client.samples import sample
from tests.client.serving import Scripted

HOSTILE = "a\x1b]52;c;aGk=\x07b\x9b31mc\u202ed\u200be\U000e0041\r\nf\tg[bold]h\x7f"

COMMANDS: list[tuple[str, str, Any]] = [
    ("catalog list", "/catalogue", CataloguePage),
    ("catalog search gpu", "/catalogue", CataloguePage),
    ("catalog show nc6", "/catalogue/nc6", CatalogueItem),
    ("request kinds", "/kinds", tuple[KindRow, ...]),
    ("request list", "/requests", RequestPage),
    ("inbox", "/requests", RequestPage),
    ("request show R-1", "/requests/R-1", Request),
    ("open R-1", "/requests/R-1", Request),
    ("project list", "/projects", ProjectPage),
    ("project show churn", "/projects/churn", Project),
    ("model board", "/models/board", Board),
    ("model show churn", "/models/churn", ModelPage),
    ("model diff churn", "/models/churn/diff", ModelDiff),
    ("model gate churn --version 13 --stage prod", "/models/churn/gates", GateReport),
    ("evidence list --model churn --version 13", "/models/churn/versions/13/evidence", tuple[EvidenceRow, ...]),
    ("audit list", "/audit", AuditPage),
    ("audit verify", "/audit/verify", ChainState),
    ("server status", "/server", ServerStatus),
]
READS = pytest.mark.parametrize(("command", "path", "kind"), COMMANDS, ids=[command for command, *_ in COMMANDS])


def page_of(kind: Any, text: str = "word") -> Any:
    """A sample of an answer; a bare list of the contract is shown as every list is."""
    made = sample(kind, text)
    return {"items": made, "next": None} if isinstance(made, list) else made


@READS
@pytest.mark.parametrize("where", ["before", "between", "after"])
def test_json_is_the_contract_and_nothing_else(
    scripted: Scripted, portal: Run, command: str, path: str, kind: Any, where: str
) -> None:
    scripted.answer("GET", path, sample(kind))
    words = command.split()
    words.insert({"before": 0, "between": 1, "after": len(words)}[where], "--json")
    ran = portal(*words, "--as", "ana")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == page_of(kind)
    assert scripted.calls[-1].headers["portal-as"] == "ana"
    assert scripted.calls[-1].headers["authorization"] == "Bearer secret"


@READS
def test_no_text_from_outside_can_speak_to_the_terminal(
    scripted: Scripted, portal: Run, monkeypatch: pytest.MonkeyPatch, command: str, path: str, kind: Any
) -> None:
    scripted.answer("GET", path, sample(kind, HOSTILE))
    scripted.answer("GET", "/home", sample(Home, HOSTILE))
    monkeypatch.setenv("COLUMNS", "100")
    ran = portal(*command.split())
    assert (ran.code, ran.err) == (0, "")
    assert is_plain(ran.out)
    assert "f g[bold]h" in ran.out or "…" in ran.out
    assert "\t" not in ran.out


@READS
def test_hostile_json_keeps_its_meaning_and_loses_its_force(
    scripted: Scripted, portal: Run, command: str, path: str, kind: Any
) -> None:
    scripted.answer("GET", path, sample(kind, HOSTILE))
    scripted.answer("GET", "/home", sample(Home, HOSTILE))
    ran = portal(*command.split(), "--json")
    assert is_plain(ran.out)
    assert json.loads(ran.out) == page_of(kind, HOSTILE)


@READS
def test_a_table_keeps_to_the_width_of_the_terminal(
    scripted: Scripted, portal: Run, monkeypatch: pytest.MonkeyPatch, command: str, path: str, kind: Any
) -> None:
    scripted.answer("GET", "/home", sample(Home, "word " * 9))
    scripted.answer("GET", path, sample(kind, "a few words that are rather long " * 4))
    monkeypatch.setenv("COLUMNS", "72")
    ran = portal(*command.split())
    head, *lines = ran.out.splitlines()
    assert [line for line in lines if len(line) > 72 and "  " in line.strip()] == []
    assert head


def test_the_fields_of_a_kind_are_listed_with_what_they_take(scripted: Scripted, portal: Run) -> None:
    schema = {
        "properties": {
            "name": {"type": "string", "title": "Name", "description": "Lower case"},
            "type": {
                "type": "string",
                "title": "Type",
                "description": "Which",
                "x-assumed": "d4s-v5",
                "x-choices": [
                    {"value": "d4s-v5", "title": "4 cores", "note": "", "disabled": ""},
                    {"value": "nc6", "title": "old", "note": "", "disabled": "it is blocked"},
                ],
            },
        },
        "required": ["name"],
    }
    form = {**sample(Form), "kind": "compute", "schema": schema}
    scripted.answer("POST", "/kinds/compute/form", form)
    ran = portal("request", "kinds", "compute", "--set", "project=churn")
    assert ran.code == 0
    assert scripted.calls[-1].body == {"spec": {"project": "churn"}}
    for words in ("it must be answered", "d4s-v5 (assumed)", "nc6: not now, it is blocked", "--set name=…"):
        assert words in ran.out
    assert json.loads(portal("request", "kinds", "compute", "--json").out) == form


def test_filters_go_to_the_server(scripted: Scripted, portal: Run) -> None:
    scripted.answer("GET", "/requests", {"items": [], "next": None, "total": 0})
    words = "request list --scope mine --state in_review --kind compute --limit 5 --cursor p2 --text x"
    ran = portal(*words.split())
    assert ran.out == "no requests\n"
    assert scripted.calls[-1].query == {
        "scope": "mine",
        "state": "in_review",
        "kind": "compute",
        "text": "x",
        "cursor": "p2",
        "limit": "5",
    }


def test_everybodys_requests_are_listed_unless_asked_otherwise_and_the_inbox_is_ones_own(
    scripted: Scripted, portal: Run
) -> None:
    scripted.answer("GET", "/requests", {"items": [], "next": None})
    portal("request", "list")
    portal("inbox", "--json")
    assert [call.query["scope"] for call in scripted.calls] == ["all", "inbox"]


def test_a_waiting_request_names_whom_it_waits_on(scripted: Scripted, portal: Run) -> None:
    row = {**sample(RequestPage)["items"][0], "id": "R-7", "state": "in_review"}
    row["waiting_on"] = {"people": ["ana", "li"], "what": "approve", "since": "2026-11-23T07:00:00.000Z"}
    scripted.answer("GET", "/requests", {"items": [row], "next": "c9", "total": 312})
    out = portal("request", "list").out
    assert "in review" in out
    assert "ana, li" in out
    assert "312 in all; the next page: --cursor c9" in out


def test_a_broken_chain_is_a_failure(scripted: Scripted, portal: Run) -> None:
    state = {"ok": False, "verified_to": 6, "head": "h", "broken_at": 7, "detail": "the hash differs"}
    scripted.answer("GET", "/audit/verify", state)
    ran = portal("audit", "verify")
    assert (ran.code, ran.out) == (1, "the chain is broken at number 7: the hash differs\n")
    assert portal("audit", "verify", "--json").code == 1


def test_exports_come_as_they_are(scripted: Scripted, portal: Run) -> None:
    scripted.answer_text("/projects/export", "name,owner\nchurn,maya\n", media_type="text/csv")
    assert portal("project", "export", "--format", "csv").out == "name,owner\nchurn,maya\n"
    assert scripted.calls[-1].query == {"format": "csv"}
    scripted.answer_text("/projects/export", '[{"name": "churn"}]')
    assert json.loads(portal("project", "export", "--json").out) == [{"name": "churn"}]
    assert scripted.calls[-1].query == {"format": "json"}
    scripted.answer_text("/audit/export", '{"number": 1}\n{"number": 2}\n')
    assert portal("audit", "export").out == '{"number": 1}\n{"number": 2}\n'
    assert json.loads(portal("audit", "export", "--json").out) == {
        "items": [{"number": 1}, {"number": 2}],
        "next": None,
    }


def test_a_format_that_contradicts_json_is_bad_usage(scripted: Scripted, portal: Run) -> None:
    ran = portal("project", "export", "--format", "csv", "--json")
    assert ran.code == 2
    assert json.loads(ran.out)["code"] == "usage"


def test_open_looks_among_requests_projects_and_offers(scripted: Scripted, portal: Run) -> None:
    scripted.answer("GET", "/catalogue/nc6", sample(CatalogueItem))
    assert json.loads(portal("open", "nc6", "--json").out) == sample(CatalogueItem)
    scripted.answer("GET", "/projects/churn", sample(Project))
    assert json.loads(portal("open", "churn", "--json").out) == sample(Project)
    ran = portal("open", "nothing-of-that-name")
    assert ran.code == 4
    assert "nothing is called 'nothing-of-that-name'" in ran.err


def test_the_inbox_shows_people_which_of_their_leases_end(scripted: Scripted, portal: Run) -> None:
    ending = {**sample(Home)["leases"][0], "name": "gpu-churn", "lease_until": "2026-11-25T18:00:00.000Z"}
    scripted.answer("GET", "/requests", {"items": [], "next": None})
    scripted.answer("GET", "/home", {**sample(Home), "leases": [ending]})
    out = portal("inbox").out
    assert "nothing waits for you" in out
    assert "2026-11-25 18:00  gpu-churn" in out
    assert "portal request new extension --set resource=NAME" in out


def test_a_preview_names_the_request_that_would_cure_what_does_not_fit(scripted: Scripted, portal: Run) -> None:
    cure = "portal request new quota --set project=churn --set cores=144"
    fact = {"name": "quota", "title": "Quota", "value": "48 of 48", "ok": False, "blocks": True, "cure": cure}
    plan = {**sample(Preview)["plan"], "facts": [fact]}
    policy = {**sample(Preview)["policy"], "denied": False}
    found = {**sample(Preview), "complaints": [], "plan": plan, "policy": policy}
    scripted.answer("POST", "/kinds/compute/preview", found)
    out = portal("request", "new", "compute", "--dry-run").out
    assert f"Somebody could grant it\n  {cure}" in out


def test_who_holds_a_family_and_until_when_is_on_its_card(scripted: Scripted, portal: Run) -> None:
    holder = {"name": "gpu-fraud", "project": "fraud", "person": "tom", "vcpus": 48, "until": "2026-11-25T00:00:00Z"}
    full = {**sample(CatalogueItem)["quotas"][0], "region": "westeurope", "holders": [holder]}
    scripted.answer("GET", "/catalogue/nc96", {**sample(CatalogueItem), "quotas": [full]})
    assert "held in westeurope by gpu-fraud (tom, fraud) 48 until 2026-11-25" in portal("catalog", "show", "nc96").out
