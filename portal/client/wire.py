"""From bytes to the contract's words and back, alike for every connection."""

from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import msgspec

from portal.contract import CONTRACT_HEADER, CONTRACT_VERSION, IDEMPOTENCY_HEADER, PERSON_HEADER
from portal.contract.addresses import is_loopback
from portal.contract.plaintext import one_line
from portal.contract.problem import Problem, ProblemBody, bad_input

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
MISMATCH = "contract-mismatch"

Answer = TypeVar("Answer")


def headers(token: str, person: str | None, key: str | None = None) -> dict[str, str]:
    """The headers of one call."""
    known = {CONTRACT_HEADER: str(CONTRACT_VERSION), "Accept": "application/json"}
    if token:
        known["Authorization"] = f"Bearer {token}"
    if person:
        known[PERSON_HEADER] = person
    if key:
        known[IDEMPOTENCY_HEADER] = key
    return known


def encode(body: Any) -> bytes:
    """A body as JSON. Raises Problem when it holds what JSON cannot say, such as NaN, for which null would be sent."""
    from portal.contract.sound_json import check

    try:
        check(msgspec.to_builtins(body))
        return msgspec.json.encode(body)
    except (TypeError, ValueError, RecursionError) as fault:
        raise Problem(422, "the request cannot be written as JSON", one_line(str(fault)), code="bad-input") from None


def decode(status: int, content: bytes, answer: type[Answer]) -> Answer:
    """The answer of a call. Raises Problem for every status but 2xx, and for an answer that fits no contract."""
    if not 200 <= status < 300:
        raise refusal(status, content)
    if answer is type(None):
        return answer()
    try:
        return msgspec.json.decode(content, type=answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise Problem(
            500,
            "the server's answer does not fit the contract",
            one_line(str(fault)),
            "bring the portal here and the server to the same version",
            MISMATCH,
        ) from None


def refusal(status: int, content: bytes) -> Problem:
    """The problem that a server's refusal states, or one in plain words when what answered is not a portal server."""
    try:
        body = msgspec.json.decode(content, type=ProblemBody)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem(
            status,
            f"the server answered with status {status} and no reason",
            one_line(content[:200].decode("utf-8", "replace")),
            "check that the address is that of a portal server",
            "no-reason",
        )
    return Problem(status, body.title, body.detail, body.todo, body.code, body.complaints)


def checked(url: str) -> SplitResult:
    """The parts of a server's address. Raises Problem for what is none, or would send a token in the clear."""
    try:
        where = urlsplit(url)
        if not (where.scheme in ("http", "https") and where.hostname and (where.port is None or where.port > 0)):
            raise ValueError("an address begins with http:// or https:// and names a host")
    except ValueError as fault:
        raise unreachable(url, str(fault)) from None
    if where.scheme == "http" and not is_loopback(where.hostname or ""):
        raise bad_input(
            f"{one_line(url)} is no safe address: whoever listens in between would see your token",
            todo="use https; http only reaches this machine",
            code="insecure-address",
        )
    return where


def unreachable(url: str, why: str) -> Problem:
    """The problem of a server that did not answer; its status is 0."""
    return Problem(
        0,
        f"the portal server at {one_line(url)} did not answer",
        one_line(why),
        "run `portal server status`, or name another with --server",
        "unreachable",
    )
