"""Every function of the client asks the route it should, over both connections, and gives the contract's words back."""

import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import asdict, is_dataclass
from typing import Any

import msgspec
import pytest

from portal.client import PortalClient
from portal.client.blocking import BlockingConnection, finish
from portal.client.connection import Connection
from portal.contract.audit import AuditPage, ChainState
from portal.contract.catalogue import CatalogueItem, CataloguePage
from portal.contract.home import Home
from portal.contract.models.board import Board
from portal.contract.models.page import Assignment, AssignmentWish, ModelDiff, ModelPage
from portal.contract.operations import JournalRow
from portal.contract.people.notices import NoticeList, NoticeWish
from portal.contract.people.people import Me
from portal.contract.people.watches import Watch, WatchWish
from portal.contract.plan import Files, Preview
from portal.contract.projects import Project, ProjectPage
from portal.contract.reports import DenialReport
from portal.contract.requests import Draft, Form, KindRow, Request, RequestPage, Submission, Vote
from portal.contract.resources import AskedSeveral, ResourcePage, Several
from portal.contract.server import Report, ServerStatus
from tests.client.counter_routes import COUNTER
from tests.client.samples import sample
from tests.client.serving import Scripted, serving

Ask = Callable[[PortalClient], Coroutine[Any, Any, Any]]
SPEC = {"name": "churn", "nodes": 2, "tags": ["a", None]}

# The function, method, path, answer's type, and the query and body that the server is to see.
ROUTES: list[tuple[Ask, str, str, Any, dict[str, str], Any]] = [
    (lambda portal: portal.people.me(), "GET", "/me", Me, {}, None),
    (lambda portal: portal.home.show(), "GET", "/home", Home, {}, None),
    (lambda portal: portal.home.mark_seen(9), "POST", "/home/seen", Home, {}, {"number": 9}),
    (
        lambda portal: portal.catalogue.listing("gpu", "compute"),
        "GET",
        "/catalogue",
        CataloguePage,
        {"text": "gpu", "kind": "compute"},
        None,
    ),
    (lambda portal: portal.catalogue.show("nc6"), "GET", "/catalogue/nc6", CatalogueItem, {}, None),
    (
        lambda portal: portal.resources.listing("leased", "gpu"),
        "GET",
        "/resources",
        ResourcePage,
        {"scope": "leased", "text": "gpu", "limit": "200"},
        None,
    ),
    (
        lambda portal: portal.resources.ask_for_several(Several("adopt", (SPEC,))),
        "POST",
        "/requests/several",
        AskedSeveral,
        {},
        {"kind": "adopt", "specs": [SPEC]},
    ),
    (lambda portal: portal.requests.kinds(), "GET", "/kinds", tuple[KindRow, ...], {}, None),
    (lambda portal: portal.requests.form("project", SPEC), "POST", "/kinds/project/form", Form, {}, {"spec": SPEC}),
    (
        lambda portal: portal.requests.preview("project", SPEC),
        "POST",
        "/kinds/project/preview",
        Preview,
        {},
        {"spec": SPEC},
    ),
    (lambda portal: portal.requests.files("project", SPEC), "POST", "/kinds/project/files", Files, {}, {"spec": SPEC}),
    (lambda portal: portal.watches.listing(), "GET", "/watches", tuple[Watch, ...], {}, None),
    (lambda portal: portal.watches.drop("W-1"), "DELETE", "/watches/W-1", None, {}, None),
    (
        lambda portal: portal.watches.add(WatchWish("nc4as-t4-v3", 2, "churn")),
        "POST",
        "/watches",
        Watch,
        {},
        {
            "type": "nc4as-t4-v3",
            "nodes": 2,
            "project": "churn",
            "stage": "dev",
            "region": "",
            "priority": "dedicated",
        },
    ),
    (lambda portal: portal.notices.listing(), "GET", "/notices", NoticeList, {"limit": "50"}, None),
    (lambda portal: portal.notices.mark_seen(9), "POST", "/notices/seen", NoticeList, {}, {"number": 9}),
    (lambda portal: portal.notices.wishes(), "GET", "/notices/wishes", tuple[NoticeWish, ...], {}, None),
    (
        lambda portal: portal.notices.choose("turn", "ops", False),
        "PUT",
        "/notices/wishes",
        tuple[NoticeWish, ...],
        {},
        {"topic": "turn", "channel": "ops", "wanted": False},
    ),
    (lambda portal: portal.drafts.listing(), "GET", "/drafts", tuple[Draft, ...], {}, None),
    (
        lambda portal: portal.drafts.save("project", SPEC),
        "PUT",
        "/drafts/new",
        Draft,
        {},
        {"kind": "project", "spec": SPEC, "request": None},
    ),
    (
        lambda portal: portal.drafts.save("project", SPEC, "d1", "R-1"),
        "PUT",
        "/drafts/d1",
        Draft,
        {},
        {"kind": "project", "spec": SPEC, "request": "R-1"},
    ),
    (lambda portal: portal.drafts.drop("d1"), "DELETE", "/drafts/d1", None, {}, None),
    (
        lambda portal: portal.requests.submit(Submission("project", SPEC, "d1")),
        "POST",
        "/requests",
        Request,
        {},
        {"kind": "project", "spec": SPEC, "draft": "d1"},
    ),
    (
        lambda portal: portal.requests.listing("inbox", cursor="p2", limit=3),
        "GET",
        "/requests",
        RequestPage,
        {"scope": "inbox", "cursor": "p2", "limit": "3"},
        None,
    ),
    (lambda portal: portal.requests.show("R-1"), "GET", "/requests/R-1", Request, {}, None),
    (lambda portal: portal.requests.edit("R-1", SPEC), "PUT", "/requests/R-1", Request, {}, {"spec": SPEC}),
    (
        lambda portal: portal.requests.vote("R-1", Vote("deny", "abc", "too dear")),
        "POST",
        "/requests/R-1/votes",
        Request,
        {},
        {"verdict": "deny", "digest": "abc", "reason": "too dear", "code": ""},
    ),
    (lambda portal: portal.requests.undo("R-1"), "POST", "/requests/R-1/undo", Request, {}, {}),
    (lambda portal: portal.requests.ask_again("R-1"), "POST", "/requests/R-1/again", Request, {}, {"spec": None}),
    (lambda portal: portal.reports.denials(30), "GET", "/reports/denials", DenialReport, {"days": "30"}, None),
    (
        lambda portal: portal.requests.withdraw("R-1", "no"),
        "POST",
        "/requests/R-1/withdraw",
        Request,
        {},
        {"text": "no"},
    ),
    (
        lambda portal: portal.requests.postpone("churn-cpu", 3),
        "POST",
        "/resources/postpone",
        Request,
        {},
        {"resource": "churn-cpu", "hours": 3},
    ),
    *COUNTER,
    (lambda portal: portal.requests.retry("R-1"), "POST", "/requests/R-1/retry", Request, {}, {}),
    (lambda portal: portal.requests.give_up("R-1"), "POST", "/requests/R-1/give-up", Request, {}, {}),
    (
        lambda portal: portal.requests.journal("R-1", 4),
        "GET",
        "/requests/R-1/journal",
        tuple[JournalRow, ...],
        {"after": "4"},
        None,
    ),
    (
        lambda portal: portal.projects.listing(unit="retail", descending=True, limit=20),
        "GET",
        "/projects",
        ProjectPage,
        {"unit": "retail", "sort": "name", "descending": "true", "limit": "20"},
        None,
    ),
    (lambda portal: portal.projects.show("churn"), "GET", "/projects/churn", Project, {}, None),
    (
        lambda portal: portal.models.assign("m", AssignmentWish("w", "p")),
        "POST",
        "/models/m/assignments",
        Assignment,
        {},
        {"workspace": "w", "project": "p"},
    ),
    (lambda portal: portal.models.show("m", "p"), "GET", "/models/m", ModelPage, {"project": "p"}, None),
    (lambda portal: portal.models.look_again("m", "p"), "POST", "/models/m/refresh", ModelPage, {"project": "p"}, {}),
    (
        lambda portal: portal.models.diff("m", "1,2"),
        "GET",
        "/models/m/diff",
        ModelDiff,
        {"versions": "1,2"},
        None,
    ),
    (lambda portal: portal.models.board("churn"), "GET", "/models/board", Board, {"text": "churn"}, None),
    (lambda portal: portal.models.refresh(), "POST", "/models/refresh", Board, {}, {}),
    (
        lambda portal: portal.audit.listing(person="ana", subject="R-1"),
        "GET",
        "/audit",
        AuditPage,
        {"person": "ana", "subject": "R-1", "limit": "100"},
        None,
    ),
    (lambda portal: portal.audit.verify(), "GET", "/audit/verify", ChainState, {}, None),
    (lambda portal: portal.server.status(), "GET", "/server", ServerStatus, {}, None),
    (lambda portal: portal.server.stop(), "POST", "/server/stop", None, {}, {}),
    (lambda portal: portal.server.doctor(), "GET", "/doctor", Report, {}, None),
    (lambda portal: portal.demo.reset(), "POST", "/demo/reset", ServerStatus, {}, {}),
    (lambda portal: portal.demo.clock("+7d"), "POST", "/demo/clock", ServerStatus, {}, {"by": "+7d"}),
]


@pytest.fixture(scope="module")
def scripted() -> Iterator[tuple[Scripted, str]]:
    """A server that answers every route with a full sample of its type."""
    known = Scripted()
    for _, method, path, answer, _, _ in ROUTES:
        known.answer(method, path, sample(answer) if answer else None, 200 if answer else 202)
    known.answer_text("/projects/export", "name\nchurn\n", media_type="text/csv")
    known.answer_text("/audit/export", '{"number":1}\n')
    with serving(known.app()) as url:
        yield known, url


@pytest.mark.parametrize("route", ROUTES, ids=[f"{method} {path}" for _, method, path, *_ in ROUTES])
@pytest.mark.parametrize("kind", ["blocking", "async"])
async def test_each_function_asks_its_route_and_decodes_the_answer(
    scripted: tuple[Scripted, str], route: tuple[Ask, str, str, Any, dict[str, str], Any], kind: str
) -> None:
    known, url = scripted
    ask, method, path, answer, query, body = route
    known.calls.clear()
    if kind == "async":
        async with Connection(url, "secret", "ana") as connection:
            got = await ask(PortalClient(connection))
    else:
        with BlockingConnection(url, "secret", "ana") as blocking:
            got = finish(ask(PortalClient(blocking)))
    (call,) = known.calls
    assert (call.method, call.path, call.query, call.body) == (method, path, query, body)
    assert call.headers["authorization"] == "Bearer secret"
    assert call.headers["portal-contract"] == "1"
    assert call.headers["portal-as"] == "ana"
    assert ("idempotency-key" in call.headers) == (method != "GET")
    if answer is None:
        assert got is None
    else:
        assert json.loads(msgspec.json.encode(got)) == sample(answer)
        assert all(is_dataclass(part) for part in (got if isinstance(got, tuple) else (got,)))


async def test_exports_are_text(scripted: tuple[Scripted, str]) -> None:
    known, url = scripted
    async with Connection(url, "secret") as connection:
        assert await PortalClient(connection).projects.export("csv") == "name\nchurn\n"
        assert await PortalClient(connection).audit.export() == '{"number":1}\n'
    assert known.calls[-2].query == {"format": "csv"}


async def test_a_key_is_sent_as_given_and_drawn_anew_when_it_is_not(scripted: tuple[Scripted, str]) -> None:
    known, url = scripted
    known.calls.clear()
    async with Connection(url, "secret") as connection:
        await PortalClient(connection).requests.retry("R-1", key="mine")
        await PortalClient(connection).requests.retry("R-1")
        await PortalClient(connection).requests.retry("R-1")
    keys = [call.headers["idempotency-key"] for call in known.calls]
    assert keys[0] == "mine"
    assert len(set(keys)) == 3


def test_an_id_never_becomes_more_than_one_part_of_a_path(scripted: tuple[Scripted, str]) -> None:
    known, url = scripted
    known.calls.clear()
    known.answer("GET", "/requests/R-1%2F..%2F..%3Fx%3D1%20%C3%A9", sample(Request))
    with BlockingConnection(url, "secret") as blocking:
        finish(PortalClient(blocking).requests.show("R-1/../..?x=1 é"))
    assert [call.path for call in known.calls] == ["/requests/R-1%2F..%2F..%3Fx%3D1%20%C3%A9"]


def test_a_plan_survives_the_way_there_and_back() -> None:
    request = msgspec.convert(sample(Request), type=Request)
    assert msgspec.json.decode(msgspec.json.encode(request), type=Request) == request
    assert asdict(request)["plan"]["effects"][0]["payload"] == {"key": {"any": ["word"]}}
