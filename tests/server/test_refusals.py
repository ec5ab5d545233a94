"""Who and what is not let in: every refusal is one clear problem, and never a fault of the server."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import httpx
import pytest

from portal.contract.limits import BODY_BYTES
from portal.contract.problem import Problem as Raised
from tests.kinds.answers import HOSTILE
from tests.server.door import Door, problem

POLL_SECONDS = 5.0
"""Nothing is started here."""
ALL, SOME = 1, 4
"""Which share of all pairs of a hostile text and a place is tried: `make prove` tries all of them."""
WISH = {"kind": "compute", "spec": {"type": "nc4as-t4-v3", "project": "basket"}}


Place = TypeVar("Place")


def dealt(texts: Sequence[str], places: Iterable[Place], share: int) -> Iterator[tuple[str, Place]]:
    """Every `share`-th pair of a text and a place, so that each text comes to many places and each place sees many."""
    for row, place in enumerate(places):
        for column, text in enumerate(texts):
            if (row + column) % share == 0:
                yield text, place


def routes(door: Door) -> list[tuple[str, str]]:
    """Every route, with something in the place of each parameter."""
    filled = {
        "{item}": "d4s-v5",
        "{kind}": "compute",
        "{draft}": "new",
        "{request}": "R-1",
        "{name}": "basket",
        "{version}": "13",
    } | dict.fromkeys(("{watch}", "{delegation}"), "12")
    made = []
    for path, known in door.app.openapi()["paths"].items():
        for name, value in filled.items():
            path = path.replace(name, value)
        assert "{" not in path, path
        made += [(method.upper(), path) for method in known]
    return made


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz", "bearer {token}", "Bearer {token}x", "{token}"],
)  # fmt: skip
def test_no_route_but_health_lets_anybody_in_without_the_token(door: Door, authorization: str | None) -> None:
    for method, path in routes(door):
        if path == "/health":
            continue
        headers = {"Portal-Contract": "1", "Portal-As": "ana"}
        if authorization is not None:
            headers["Authorization"] = authorization.replace("{token}", door.app.state.token)
        refusal = problem(door.client.request(method, path, headers=headers), 401)
        assert refusal.code == "token", (method, path)


def test_what_there_is_is_told_to_nobody_without_a_token(door: Door) -> None:
    for path in ("/", "/docs", "/redoc", "/openapi.json", "/nowhere", "/requests/R-1/nowhere"):
        problem(door.client.get(path), 404)
    problem(door.call("PATCH", "/requests"), 405)
    problem(door.call("DELETE", "/requests/R-1"), 405)


@pytest.mark.parametrize("contract", ["0", "2", "99", "one", ""])
def test_another_contract_is_refused(door: Door, contract: str) -> None:
    response = door.call("GET", "/me", headers={"Portal-Contract": contract})
    assert "the words do not fit" in problem(response, 400).title


def test_a_call_that_names_no_contract_means_this_one(door: Door) -> None:
    headers = {name: value for name, value in door.headers().items() if name != "Portal-Contract"}
    assert door.client.get("/me", headers=headers).is_success


@pytest.mark.parametrize(("by", "status"), [("nobody", 404), ("erik", 403), ("MAYA", 404), ("maya ana", 404)])
def test_a_person_who_is_not_there_is_refused_everywhere(door: Door, by: str, status: int) -> None:
    for method, path in routes(door):
        if path not in ("/health",) and method == "GET":
            problem(door.call(method, path, by), status)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(door: Door) -> None:
    content = json.dumps({"kind": "compute", "spec": {"reason": "x" * BODY_BYTES}}).encode()
    assert problem(door.raw("POST", "/requests", content), 413).code == "too-large"


def test_a_body_that_does_not_say_how_long_it_is_is_measured(door: Door) -> None:
    def drops() -> Any:
        for _ in range(100):
            yield b" " * (BODY_BYTES // 50)

    headers = door.headers() | {"Content-Type": "application/json"}
    response = door.client.request("POST", "/requests", content=drops(), headers=headers)
    assert problem(response, 413).code == "too-large"


def test_a_body_of_just_the_right_size_is_read(door: Door) -> None:
    frame = json.dumps({"spec": {"reason": ""}}).encode()
    content = frame.replace(b'""', b'"' + b"x" * (BODY_BYTES - len(frame)) + b'"')
    assert len(content) == BODY_BYTES
    answer = door.raw("POST", "/kinds/compute/preview", content)
    assert answer.is_success and "characters long" in answer.text


UNSOUND = {
    "nothing": b"",
    "no JSON": b"{",
    "a trailing comma": b'{"spec": {},}',
    "two documents": b'{"spec": {}} {}',
    "not UTF-8": b'{"spec": {"name": "\xff\xfe"}}',
    "depth": b"[" * 100_000 + b"]" * 100_000,
    "depth in the spec": b'{"spec": ' + b'{"a": ' * 50 + b"1" + b"}" * 50 + b"}",
    "half a character": b'{"spec": {"name": "\\ud800"}}',
    "half a character in a name": b'{"spec": {"\\udfff": 1}}',
    "NUL": b'{"spec": {"name": "a\\u0000b"}}',
    "NUL in a name": b'{"spec": {"a\\u0000": 1}}',
    "too large a number": b'{"spec": {"days": 1e999}}',
    "minus too large": b'{"spec": {"days": -1e999}}',
    "NaN": b'{"spec": {"days": NaN}}',
    "Infinity": b'{"spec": {"days": Infinity}}',
    "a number of 5000 digits": b'{"spec": {"days": ' + b"9" * 5000 + b"}}",
    "a list": b"[]",
    "a text": b'"spec"',
    "null": b"null",
    "no spec": b"{}",
    "a spec that is none": b'{"spec": 1}',
    "more than a hundred answers": json.dumps({"spec": {f"f{number}": 1 for number in range(101)}}).encode(),
}


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_no_proper_document_is_refused_with_where_it_is_wrong(door: Door, name: str) -> None:
    refusal = problem(door.raw("POST", "/kinds/compute/preview", UNSOUND[name]), 422)
    assert refusal.code == "bad-form" and refusal.complaints
    assert Raised(422, "x").exit_code == 2


def test_the_same_is_refused_wherever_a_document_comes_in(door: Door) -> None:
    names = ("no JSON", "depth in the spec", "half a character", "NUL", "too large a number")
    senders = [(method, path) for method, path in routes(door) if method in ("POST", "PUT")]
    for position, (method, path) in enumerate(senders):
        problem(door.raw(method, path, UNSOUND[names[position % len(names)]]), 422)


ADDRESSES = [
    *(("GET", path, None) for path in (
        "/catalogue/{}", "/projects/{}", "/requests/{}", "/requests/{}/journal", "/models/{}", "/models/{}/diff",
        "/models/{}/gates?version=1&stage=prod",
    )),
    *(("DELETE", path, None) for path in ("/drafts/{}", "/watches/{}")),
    *(("POST", f"/requests/{{}}/{act}", {"text": "No."})
      for act in ("explanation", "retry", "give-up", "undo", "withdraw")),
    ("POST", "/requests/{}/second-look", {"reason": "No."}),
]  # fmt: skip


def hostile_names(door: Door, share: int) -> None:
    """Asks for what is called something hostile."""
    for text, (method, path, body) in dealt([text for text in HOSTILE if text], ADDRESSES, share):
        name = text.encode("utf-8", "surrogatepass")[:1000]
        quoted = "".join(chr(one) if chr(one).isalnum() else f"%{one:02X}" for one in name)
        response = door.call(method, path.format(quoted), "paul", json=body)
        assert (method == "DELETE" and response.content == b"") or problem(response, 404, 405, 422)


def test_hostile_names_in_an_address_find_nothing(door: Door) -> None:
    hostile_names(door, SOME)


LOOKED_FOR = {
    "/catalogue": ("text", "kind"),
    "/requests": ("text", "scope", "state", "kind", "project", "cursor"),
    "/projects": ("text", "unit", "phase", "owner", "sort", "group", "cursor"),
    "/resources": ("text", "scope", "cursor"),
    "/projects/export": ("format", "text", "unit"),
    "/models/board": ("text", "as_of"),
    "/models/churn-model": ("project",),
    "/models/churn-model/diff": ("versions", "project"),
    "/models/churn-model/gates": ("project", "version", "stage"),
    "/notices": ("unread", "cursor", "limit"),
    "/audit": ("person", "project", "kind", "subject", "cursor"),
}


def hostile_words(door: Door, path: str, share: int) -> None:
    """Looks for something hostile."""
    for text, name in dealt(HOSTILE, LOOKED_FOR[path], min(share, len(LOOKED_FOR[path]))):
        word = text.encode("utf-8", "replace").decode()[:200]
        response = door.call("GET", path, params={name: word})
        if not response.is_success:
            problem(response, 422, *([404] if path.startswith("/models/churn-model") else []))


@pytest.mark.parametrize("path", LOOKED_FOR)
def test_hostile_words_in_a_query_find_nothing(door: Door, path: str) -> None:
    hostile_words(door, path, SOME)


@pytest.mark.parametrize("number", ["-1", "1.5", "x", "", "9" * 18, "9" * 19, "9" * 400, "²", "٣", "1e3", "0x1", " 1"])
def test_numbers_that_are_none_are_refused(door: Door, number: str) -> None:
    for path, name in (("/requests", "limit"), ("/projects", "limit"), ("/audit", "limit"), ("/audit", "cursor"),
                       ("/requests/R-1/journal", "after"), ("/requests", "text")):  # fmt: skip
        response = door.call("GET", path, params={name: number})
        if not response.is_success:
            problem(response, 422)
    if number not in ("9" * 18, "9" * 19, " 1"):
        problem(door.call("GET", "/events", params={"after": number}), 422)
    if number not in ("9" * 18, "", " 1"):
        marked = [(name.encode(), value.encode()) for name, value in door.headers().items()]
        marked.append((b"Last-Event-ID", number.encode()))
        with door.client.stream("GET", "/events", headers=marked) as answer:
            answer.read()
            problem(answer, 422)


@pytest.mark.parametrize("number", [-1, 1.5, "1", True, None, 2**63, 10**30])
def test_nobody_has_looked_up_to_what_is_no_number(door: Door, number: Any) -> None:
    response = door.call("POST", "/home/seen", json={"number": number})
    if number not in ("1", True):
        problem(response, 422)


def bodies(text: str) -> list[tuple[str, str, Any]]:
    """A text in every place of what is sent: method, path, body."""
    return [
        ("POST", "/requests", {**WISH, "kind": text}),
        ("POST", "/requests", {**WISH, "draft": text, "spec": {"type": "nc6"}}),
        *(("POST", "/requests", {**WISH, "spec": WISH["spec"] | {"type": "nc6", name: text}})  # type: ignore[operator]
          for name in ("project", "name", "reason", "nodes", "stage", text)),
        ("PUT", "/requests/R-1", {"spec": {text: text}}),
        ("POST", "/requests/R-1/votes", {"verdict": text, "digest": text, "reason": text}),
        ("POST", "/requests/R-1/votes", {"verdict": "deny", "digest": text, "reason": text}),
        ("POST", "/requests/R-1/withdraw", {"text": text}),
        ("POST", "/requests/R-1/again", {"spec": {text: text}}),
        ("PUT", f"/drafts/{'x' * 100}", {"kind": "compute", "spec": {text: text}}),
        ("PUT", "/drafts/new", {"kind": text, "spec": {}}),
        ("PUT", "/drafts/new", {"kind": "compute", "spec": {}, "request": text}),
        ("POST", "/demo/clock", {"by": text}),
        ("POST", "/resources/postpone", {"resource": text, "hours": 1}),
        ("POST", "/requests/several", {"kind": text, "specs": text}),
        ("POST", "/watches", {"type": text, "project": text}),
        ("POST", "/requests/R-1/explanation", {"text": text}),
        ("POST", "/requests/R-1/second-look", {"reason": text}),
        ("POST", "/models/churn-model/assignments", {"workspace": text, "project": text}),
        ("POST", "/models/churn-model/versions/13/signoffs", {"gate": text, "statement": text}),
        ("POST", "/models/churn-model/versions/13/evidence", {"kind": text, "body": {text: text}}),
    ]  # fmt: skip


def hostile_text(door: Door, share: int) -> None:
    """Sends something hostile wherever a text may stand, by turns as who asks and as who decides."""
    for number, (text, place) in enumerate(dealt(HOSTILE, range(len(bodies(""))), share)):
        method, path, body = bodies(text)[place]
        by = ("maya", "ana")[number % 2]
        problem(door.raw(method, path, json.dumps(body).encode(), by), 403, 404, 409, 422)


def test_hostile_text_in_every_place_of_a_wish_is_refused_or_kept_as_it_is(door: Door) -> None:
    hostile_text(door, SOME)


@pytest.mark.prove
def test_everything_hostile_in_every_place_is_refused(door: Door) -> None:
    hostile_text(door, ALL)
    hostile_names(door, ALL)
    for path in LOOKED_FOR:
        hostile_words(door, path, ALL)


def test_hostile_answers_may_be_drafted_and_come_back_as_they_are(door: Door) -> None:
    kept = {f"f{number}": text for number, text in enumerate(HOSTILE) if "\x00" not in text and "\ud800" not in text}
    made = door.send("PUT", "/drafts/new", {"kind": "compute", "spec": kept}, "paul")
    assert made["spec"] == kept
    door.call("DELETE", f"/drafts/{made['id']}", "paul")


def test_a_fault_of_the_server_is_told_without_its_insides(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.server.routes import people

    def broken(_person: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(people, "_person", broken)
    told = problem(door.call("GET", "/me"), 500)
    assert told.code == "fault" and "secret" not in str(told) and "log" in told.todo


def test_a_key_is_for_one_body(door: Door) -> None:
    first = {**WISH, "spec": {"type": "nc4as-t4-v3", "project": "basket", "name": "keyed-one"}}
    made = door.send("POST", "/requests", first, key="server-key")
    assert door.send("POST", "/requests", first, key="server-key")["id"] == made["id"]
    other = {**WISH, "spec": {"type": "nc4as-t4-v3", "project": "basket", "name": "keyed-two"}}
    refusal = problem(door.call("POST", "/requests", key="server-key", json=other), 409)
    assert refusal.code == "key-reused"


def test_a_clock_is_moved_once_by_a_key_and_never_out_of_the_world(door: Door) -> None:
    def now() -> str:
        return str(door.get("/server")["now"])[:13]

    before = now()
    for _ in range(3):
        door.send("POST", "/demo/clock", {"by": "+1h"}, key="one-hour")
    after = now()
    assert after != before
    door.send("POST", "/demo/clock", {"by": "+1h"}, key="one-hour")
    assert now() == after
    for by in ("+9999w", "+9999d"):
        assert "cannot be moved so far" in problem(door.call("POST", "/demo/clock", json={"by": by}), 422).title
    for by in ("", "7d", "+7", "+7y", "-7d", "+0.5d", "+ 7d", "+99999d"):
        problem(door.call("POST", "/demo/clock", json={"by": by}), 422)


@pytest.mark.parametrize(
    ("status", "exit_code"), [(401, 3), (403, 3), (404, 4), (405, 2), (409, 3), (413, 2), (422, 2)]
)
def test_each_status_has_its_exit_code(status: int, exit_code: int) -> None:
    assert Raised(status, "x").exit_code == exit_code


def test_a_caller_that_hangs_up_in_the_middle_harms_nobody(door: Door) -> None:
    import socket

    host, port = door.client.base_url.host, door.client.base_url.port
    for _ in range(5):
        with socket.create_connection((host, int(port or 0))) as connection:
            connection.sendall(b"POST /requests HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
    assert door.get("/server")["process"]


def test_a_token_is_no_part_of_any_answer(door: Door) -> None:
    token = door.app.state.token
    for path in ("/server", "/doctor", "/me", "/health"):
        assert token not in door.call("GET", path).text
    with pytest.raises(httpx.HTTPStatusError):
        door.client.get("/me").raise_for_status()
