"""Whatever goes wrong between here and the server is a Problem, in words, and nothing else."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from portal.client import PortalClient
from portal.client.blocking import BlockingConnection, finish
from portal.client.caller import Caller
from portal.client.connection import Connection
from portal.contract.people.people import Me
from portal.contract.problem import Problem
from portal.contract.server import ServerStatus
from tests.client.samples import least, sample
from tests.client.serving import Scripted, serving


@pytest.fixture(scope="module")
def scripted() -> Iterator[tuple[Scripted, str]]:
    """A server whose answers each test chooses."""
    known = Scripted()
    with serving(known.app()) as url:
        yield known, url


@pytest.fixture(params=["blocking", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    """Both connections are held to the same."""
    return str(request.param)


async def fails(kind: str, url: str, token: str = "secret") -> Problem:
    """The problem that asking who I am ends in."""
    with pytest.raises(Problem) as caught:
        if kind == "async":
            async with Connection(url, token) as connection:
                await PortalClient(connection).people.me()
        else:
            with BlockingConnection(url, token) as blocking:
                finish(PortalClient(blocking).people.me())
    return caught.value


def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def test_a_problem_document_becomes_the_problem_it_states(scripted: tuple[Scripted, str], kind: str) -> None:
    known, url = scripted
    complaint = {"where": "spec.name", "what": "too long", "todo": "24 letters at most"}
    known.answer(
        "GET",
        "/me",
        {
            "type": "portal:bad-input",
            "title": "name is wrong",
            "status": 422,
            "detail": "d",
            "todo": "t",
            "code": "bad-input",
            "complaints": [complaint],
            "instance": "unknown members are ignored",
        },
        422,
    )
    problem = await fails(kind, url)
    assert problem.body.status == 422
    assert problem.body.code == "bad-input"
    assert problem.exit_code == 2
    assert problem.line() == "name is wrong - d - spec.name: too long (24 letters at most) - t"


async def test_the_status_of_the_answer_counts_not_the_one_in_the_document(
    scripted: tuple[Scripted, str], kind: str
) -> None:
    known, url = scripted
    known.answer("GET", "/me", {"title": "no", "status": 200}, 403)
    assert (await fails(kind, url)).body.status == 403


async def test_a_refusal_that_is_not_a_problem_document_is_put_in_words(
    scripted: tuple[Scripted, str], kind: str
) -> None:
    known, url = scripted
    known.answer_text("/me", "<html>\x1b[31mBad Gateway</html>", 502, "text/html")
    problem = await fails(kind, url)
    assert problem.exit_code == 5
    assert problem.line().startswith("the server answered with status 502")
    assert "\x1b" not in problem.line()


@pytest.mark.parametrize("content", ["", "[]", '{"person": 1}', "not json", '{"mode": "demo"}'])
async def test_an_answer_that_does_not_fit_the_contract_is_said_to_be_one(
    scripted: tuple[Scripted, str], kind: str, content: str
) -> None:
    known, url = scripted
    known.answer_text("/me", content, media_type="application/json")
    problem = await fails(kind, url)
    assert problem.body.code == "contract-mismatch"
    assert problem.exit_code == 1


async def test_fields_of_a_newer_contract_are_ignored_and_missing_ones_take_their_default(
    scripted: tuple[Scripted, str],
) -> None:
    known, url = scripted
    known.answer("GET", "/me", {**sample(Me), "invented_later": 1})
    known.answer("GET", "/server", least(ServerStatus))
    async with Connection(url, "secret") as connection:
        assert (await PortalClient(connection).people.me()).mode == "word"
        assert (await PortalClient(connection).server.status()).warnings == ()


async def test_nobody_listening_is_status_0_and_exit_5(kind: str) -> None:
    problem = await fails(kind, f"http://127.0.0.1:{unused_port()}")
    assert problem.body.status == 0
    assert problem.exit_code == 5
    assert "did not answer" in problem.line()


@pytest.mark.parametrize("address", ["ftp://127.0.0.1", "nonsense", "http://", "http://127.0.0.1:99999", "http://[::1"])
async def test_an_address_that_is_none_is_unreachable_and_named(kind: str, address: str) -> None:
    problem = await fails(kind, address)
    assert problem.exit_code == 5
    assert address.rstrip("/") in problem.line()


async def test_a_server_that_hangs_up_is_unreachable(kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            while True:
                try:
                    taken, _address = listening.accept()
                except OSError:  # the test is over
                    return
                with taken, contextlib.suppress(OSError):  # the caller may have hung up first
                    taken.recv(65536)

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        problem = await fails(kind, f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert problem.exit_code == 5
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)
    assert not thread.is_alive()


async def test_a_token_with_a_line_break_never_reaches_the_wire(kind: str, scripted: tuple[Scripted, str]) -> None:
    known, url = scripted
    known.calls.clear()
    problem = await fails(kind, url, "a\r\nPortal-As: ana")
    assert problem.exit_code == 5
    assert known.calls == []


async def test_a_closed_connection_says_so() -> None:
    connection = Connection("http://127.0.0.1:1", "secret")
    with pytest.raises(Problem) as caught:
        await PortalClient(connection).people.me()
    assert caught.value.body.title == "the connection is closed"


async def test_what_json_cannot_say_is_bad_input(scripted: tuple[Scripted, str]) -> None:
    async with Connection(scripted[1], "secret") as connection:
        with pytest.raises(Problem) as caught:
            await PortalClient(connection).requests.preview("project", {"name": object()})
    assert caught.value.exit_code == 2


async def test_a_server_that_moved_is_found_again_and_the_call_is_made_there(
    scripted: tuple[Scripted, str], kind: str
) -> None:
    known, url = scripted
    known.calls.clear()
    known.answer("POST", "/requests/R-1/retry", {"title": "not stuck", "status": 409}, 409)
    asked: list[str] = []

    def find_again() -> tuple[str, str]:
        asked.append("where?")
        return url, "new"

    old = f"http://127.0.0.1:{unused_port()}"
    with pytest.raises(Problem) as caught:
        await _retry(kind, old, find_again)
    assert caught.value.body.status == 409
    assert asked == ["where?"]
    (call,) = known.calls
    assert call.headers["authorization"] == "Bearer new"
    assert call.headers["idempotency-key"] == "once"


async def _retry(kind: str, url: str, find_again: "object") -> None:
    assert callable(find_again)
    if kind == "async":
        async with Connection(url, "old", find_again=find_again) as connection:
            await _ask(connection)
    else:
        with BlockingConnection(url, "old", find_again=find_again) as blocking:
            finish(_ask(blocking))


async def _ask(c: Caller) -> None:
    await PortalClient(c).requests.retry("R-1", key="once")
