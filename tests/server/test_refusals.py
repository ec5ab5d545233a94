"""Who and what is not let in: every refusal is one clear problem, and never a fault of the server."""

import json
from typing import Any

import httpx
import pytest

from portal.contract.limits import BODY_BYTES
from portal.contract.problem import NAMELESS
from portal.contract.problem import Problem as Raised
from tests.server.served_portal import ServedPortal, problem

POLL_SECONDS = 5.0
"""Nothing is started here."""
WISH = {"kind": "compute", "spec": {"type": "nc4as-t4-v3", "project": "basket"}}


def routes(server: ServedPortal) -> list[tuple[str, str]]:
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
    for path, known in server.app.openapi()["paths"].items():
        for name, value in filled.items():
            path = path.replace(name, value)
        assert "{" not in path, path
        made += [(method.upper(), path) for method in known]
    return made


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz", "bearer {token}", "Bearer {token}x", "{token}"],
)  # fmt: skip
def test_no_route_but_health_lets_anybody_in_without_the_token(server: ServedPortal, authorization: str | None) -> None:
    for method, path in routes(server):
        if path == "/health":
            continue
        headers = {"Portal-Contract": "1", "Portal-As": "ana"}
        if authorization is not None:
            headers["Authorization"] = authorization.replace("{token}", server.app.state.token)
        refusal = problem(server.client.request(method, path, headers=headers), 401)
        assert refusal.code == "token", (method, path)


def test_what_there_is_is_told_to_nobody_without_a_token(server: ServedPortal) -> None:
    for path in ("/", "/docs", "/redoc", "/openapi.json", "/nowhere", "/requests/R-1/nowhere"):
        problem(server.client.get(path), 404)
    problem(server.call("PATCH", "/requests"), 405)
    problem(server.call("DELETE", "/requests/R-1"), 405)


@pytest.mark.parametrize("contract", ["0", "2", "99", "one", ""])
def test_another_contract_is_refused(server: ServedPortal, contract: str) -> None:
    response = server.call("GET", "/me", headers={"Portal-Contract": contract})
    assert "the words do not fit" in problem(response, 400).title


def test_a_call_that_names_no_contract_means_this_one(server: ServedPortal) -> None:
    headers = {name: value for name, value in server.headers().items() if name != "Portal-Contract"}
    assert server.client.get("/me", headers=headers).is_success


@pytest.mark.parametrize(("by", "status"), [("nobody", 404), ("erik", 403), ("MAYA", 404), ("maya ana", 404)])
def test_a_person_who_is_not_there_is_refused_everywhere(server: ServedPortal, by: str, status: int) -> None:
    for method, path in routes(server):
        if path not in ("/health",) and method == "GET":
            problem(server.call(method, path, by), status)


def test_a_query_that_names_what_is_not_known_is_refused_with_that_name(server: ServedPortal) -> None:
    for path, known in (("/requests", "state"), ("/projects", "unit"), ("/me", "nothing behind")):
        for name in ("sate", "State", "\x1b[31m", "limit[]"):
            (complaint,) = problem(server.call("GET", path, params={name: "1"}), 422).complaints
            assert complaint.where.strip() and known in complaint.todo and "\x1b" not in complaint.where
    assert problem(server.client.get("/requests?sate=1"), 401).code == "token"  # who is not let in is not taught


def test_a_field_without_a_name_is_complained_of_by_words(server: ServedPortal) -> None:
    for body in ({"words": {"": 1}}, {"words": {" ": 1}}):
        assert problem(server.call("POST", "/advice/compute", json=body), 422).complaints[0].where == NAMELESS


def test_a_nul_in_an_address_is_refused_with_where_it_is(server: ServedPortal) -> None:
    for address, where in (("/requests?limit=1&text=a%00", "text"), ("/catalogue/a%00", "address"), ("/me?%00", "a")):
        (complaint,) = problem(server.call("GET", address), 422).complaints
        assert complaint.where.startswith(where)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(server: ServedPortal) -> None:
    content = json.dumps({"kind": "compute", "spec": {"reason": "x" * BODY_BYTES}}).encode()
    assert problem(server.raw("POST", "/requests", content), 413).code == "too-large"


def test_a_body_that_does_not_say_how_long_it_is_is_measured(server: ServedPortal) -> None:
    def drops() -> Any:
        for _ in range(100):
            yield b" " * (BODY_BYTES // 50)

    headers = server.headers() | {"Content-Type": "application/json"}
    response = server.client.request("POST", "/requests", content=drops(), headers=headers)
    assert problem(response, 413).code == "too-large"


def test_a_body_of_just_the_right_size_is_read(server: ServedPortal) -> None:
    frame = json.dumps({"spec": {"reason": ""}}).encode()
    content = frame.replace(b'""', b'"' + b"x" * (BODY_BYTES - len(frame)) + b'"')
    assert len(content) == BODY_BYTES
    answer = server.raw("POST", "/kinds/compute/preview", content)
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
def test_what_is_no_proper_document_is_refused_with_where_it_is_wrong(server: ServedPortal, name: str) -> None:
    refusal = problem(server.raw("POST", "/kinds/compute/preview", UNSOUND[name]), 422)
    assert refusal.code == "bad-form" and refusal.complaints
    assert Raised(422, "x").exit_code == 2


def test_the_same_is_refused_wherever_a_document_comes_in(server: ServedPortal) -> None:
    names = ("no JSON", "depth in the spec", "half a character", "NUL", "too large a number")
    senders = [(method, path) for method, path in routes(server) if method in ("POST", "PUT")]
    for position, (method, path) in enumerate(senders):
        problem(server.raw(method, path, UNSOUND[names[position % len(names)]]), 422)


@pytest.mark.parametrize("number", ["-1", "1.5", "x", "", "9" * 18, "9" * 19, "9" * 400, "²", "٣", "1e3", "0x1", " 1"])
def test_numbers_that_are_none_are_refused(server: ServedPortal, number: str) -> None:
    for path, name in (("/requests", "limit"), ("/projects", "limit"), ("/audit", "limit"), ("/audit", "cursor"),
                       ("/requests/R-1/journal", "after"), ("/requests", "text")):  # fmt: skip
        response = server.call("GET", path, params={name: number})
        if not response.is_success:
            problem(response, 422)
    if number not in ("9" * 18, "9" * 19, " 1"):
        problem(server.call("GET", "/events", params={"after": number}), 422)
    if number not in ("9" * 18, "", " 1"):
        marked = [(name.encode(), value.encode()) for name, value in server.headers().items()]
        marked.append((b"Last-Event-ID", number.encode()))
        with server.client.stream("GET", "/events", headers=marked) as answer:
            answer.read()
            problem(answer, 422)


@pytest.mark.parametrize("number", [-1, 1.5, "1", True, None, 2**63, 10**30])
def test_nobody_has_looked_up_to_what_is_no_number(server: ServedPortal, number: Any) -> None:
    response = server.call("POST", "/home/seen", json={"number": number})
    if number not in ("1", True):
        problem(response, 422)


def test_a_fault_of_the_server_is_told_without_its_insides(
    server: ServedPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.server.routes import people

    def broken(_person: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(people, "_person", broken)
    answer = server.call("GET", "/me")
    assert answer.headers["connection"] == "close"  # whoever went on over it would find it cut off
    told = problem(answer, 500)
    assert told.code == "fault" and "secret" not in str(told) and "log" in told.todo


def test_a_key_is_for_one_body(server: ServedPortal) -> None:
    first = {**WISH, "spec": {"type": "nc4as-t4-v3", "project": "basket", "name": "keyed-one"}}
    made = server.send("POST", "/requests", first, key="server-key")
    assert server.send("POST", "/requests", first, key="server-key")["id"] == made["id"]
    other = {**WISH, "spec": {"type": "nc4as-t4-v3", "project": "basket", "name": "keyed-two"}}
    refusal = problem(server.call("POST", "/requests", key="server-key", json=other), 409)
    assert refusal.code == "key-reused"


def test_a_clock_is_moved_once_by_a_key_and_never_out_of_the_world(server: ServedPortal) -> None:
    def now() -> str:
        return str(server.get("/server")["now"])[:13]

    before = now()
    for _ in range(3):
        server.send("POST", "/demo/clock", {"by": "+1h"}, key="one-hour")
    after = now()
    assert after != before
    server.send("POST", "/demo/clock", {"by": "+1h"}, key="one-hour")
    assert now() == after
    for by in ("+9999w", "+9999d"):
        assert "cannot be moved so far" in problem(server.call("POST", "/demo/clock", json={"by": by}), 422).title
    for by in ("", "7d", "+7", "+7y", "-7d", "+0.5d", "+ 7d", "+99999d"):
        problem(server.call("POST", "/demo/clock", json={"by": by}), 422)


@pytest.mark.parametrize(
    ("status", "exit_code"), [(401, 3), (403, 3), (404, 4), (405, 2), (409, 3), (413, 2), (422, 2)]
)
def test_each_status_has_its_exit_code(status: int, exit_code: int) -> None:
    assert Raised(status, "x").exit_code == exit_code


def test_a_caller_that_hangs_up_in_the_middle_harms_nobody(server: ServedPortal) -> None:
    import socket

    host, port = server.client.base_url.host, server.client.base_url.port
    for _ in range(5):
        with socket.create_connection((host, int(port or 0))) as connection:
            connection.sendall(b"POST /requests HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
    assert server.get("/server")["process"]


def test_a_token_is_no_part_of_any_answer(server: ServedPortal) -> None:
    token = server.app.state.token
    for path in ("/server", "/doctor", "/me", "/health"):
        assert token not in server.call("GET", path).text
    with pytest.raises(httpx.HTTPStatusError):
        server.client.get("/me").raise_for_status()
