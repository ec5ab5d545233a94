"""Hostile text wherever text may stand: it finds nothing, is refused, or comes back as it is."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import pytest

from tests.kinds.answers import HOSTILE
from tests.server.served_portal import ServedPortal, problem
from tests.server.test_refusals import WISH

POLL_SECONDS = 5.0
"""Nothing is started here."""
ALL, SOME = 1, 4
"""Which share of all pairs of a hostile text and a place is tried: `make prove` tries all of them."""
Place = TypeVar("Place")


def dealt(texts: Sequence[str], places: Iterable[Place], share: int) -> Iterator[tuple[str, Place]]:
    """Every `share`-th pair of a text and a place, so that each text comes to many places and each place sees many."""
    for row, place in enumerate(places):
        for column, text in enumerate(texts):
            if (row + column) % share == 0:
                yield text, place


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


def hostile_names(server: ServedPortal, share: int) -> None:
    """Asks for what is called something hostile."""
    for text, (method, path, body) in dealt([text for text in HOSTILE if text], ADDRESSES, share):
        name = text.encode("utf-8", "surrogatepass")[:1000]
        quoted = "".join(chr(one) if chr(one).isalnum() else f"%{one:02X}" for one in name)
        response = server.call(method, path.format(quoted), "paul", json=body)
        assert (method == "DELETE" and response.content == b"") or problem(response, 404, 405, 422)


def test_hostile_names_in_an_address_find_nothing(server: ServedPortal) -> None:
    hostile_names(server, SOME)


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


def hostile_words(server: ServedPortal, path: str, share: int) -> None:
    """Looks for something hostile."""
    for text, name in dealt(HOSTILE, LOOKED_FOR[path], min(share, len(LOOKED_FOR[path]))):
        word = text.encode("utf-8", "replace").decode()[:200]
        response = server.call("GET", path, params={name: word})
        if not response.is_success:
            problem(response, 422, *([404] if path.startswith("/models/churn-model") else []))


@pytest.mark.parametrize("path", LOOKED_FOR)
def test_hostile_words_in_a_query_find_nothing(server: ServedPortal, path: str) -> None:
    hostile_words(server, path, SOME)


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


def hostile_text(server: ServedPortal, share: int) -> None:
    """Sends something hostile wherever a text may stand, by turns as who asks and as who decides."""
    for number, (text, place) in enumerate(dealt(HOSTILE, range(len(bodies(""))), share)):
        method, path, body = bodies(text)[place]
        by = ("maya", "ana")[number % 2]
        problem(server.raw(method, path, json.dumps(body).encode(), by), 403, 404, 409, 422)


def test_hostile_text_in_every_place_of_a_wish_is_refused_or_kept_as_it_is(server: ServedPortal) -> None:
    hostile_text(server, SOME)


@pytest.mark.prove
def test_everything_hostile_in_every_place_is_refused(server: ServedPortal) -> None:
    hostile_text(server, ALL)
    hostile_names(server, ALL)
    for path in LOOKED_FOR:
        hostile_words(server, path, ALL)


def test_hostile_answers_may_be_drafted_and_come_back_as_they_are(server: ServedPortal) -> None:
    kept = {f"f{number}": text for number, text in enumerate(HOSTILE) if "\x00" not in text and "\ud800" not in text}
    made = server.send("PUT", "/drafts/new", {"kind": "compute", "spec": kept}, "paul")
    assert made["spec"] == kept
    server.call("DELETE", f"/drafts/{made['id']}", "paul")
