"""The same wish sent twice is carried out once, however often and from however many sides it comes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.contract.problem import Problem
from portal.records.idempotency import Once, sending
from portal.services.requests import requests
from portal.store.tables import idempotency, reviews, revisions
from tests.services.office import T1, T2, Office, status


def key(word: str, body: str = "body", person: str = "maya") -> Once:
    """A key as it comes in at the door."""
    made = sending(person, word, "/requests", body.encode())
    assert made is not None
    return made


def test_a_key_stands_for_one_request(office: Office) -> None:
    first = office.ask(T1, once=key("k"))
    counts = office.counts()
    assert office.ask(T1, once=key("k")) == first
    assert office.counts() == counts
    assert office.ask(T1, once=key("other"), name="second") == "R-2"


def test_a_key_that_was_used_for_something_else_is_refused(office: Office) -> None:
    office.ask(T1, once=key("k"))
    with pytest.raises(Problem) as fault:
        office.ask(T2, once=key("k", "another body"))
    assert status(fault.value) == (409, "key-reused")
    assert len(office.requests()) == 1


def test_keys_are_each_persons_own(sqlite_office: Office) -> None:
    assert sqlite_office.ask(T1, once=key("k")) == "R-1"
    assert sqlite_office.ask(T1, by="priya", once=key("k", person="priya"), name="hers") == "R-2"


def test_what_was_refused_has_used_up_no_key(sqlite_office: Office) -> None:
    with pytest.raises(Problem):
        sqlite_office.ask("nc6", once=key("k"))
    assert sqlite_office.rows(idempotency) == []
    assert sqlite_office.state(sqlite_office.ask(T1, once=key("k", "mended"))) == "in_review"


def test_what_fell_over_has_used_up_no_key(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(requests, "write_first_act", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            office.ask(T1, once=key("k"))
    assert office.rows(idempotency) == office.requests() == office.rows(revisions) == []
    assert office.state(office.ask(T1, once=key("k"))) == "in_review"


def test_eight_threads_with_one_key_make_one_request(office: Office) -> None:
    together = threading.Barrier(8)

    def ask(_thread: int) -> str:
        together.wait()
        return office.ask(T1, once=key("k"))

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(ask, range(8)))
    assert len(made) == len(office.requests()) == len(office.rows(revisions)) == 1
    assert made == {f"R-{office.requests()[0]['number']}"}
    assert office.acts(made.pop()) == ["submitted"] and office.chain_holds()


def test_eight_threads_with_one_key_and_two_bodies_make_one_request(office: Office) -> None:
    together = threading.Barrier(8)

    def ask(thread: int) -> str:
        together.wait()
        try:
            return office.ask(T1, once=key("k", str(thread % 2)), days=1 + thread % 2)
        except Problem as fault:
            return fault.body.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert answers.count("key-reused") == 4
    assert len(office.requests()) == 1


def test_a_vote_sent_twice_is_one_vote(office: Office) -> None:
    request = office.ask(T2)
    for _ in range(2):
        office.vote(request, "ana", once=key("v", person="ana"))
    assert len(office.rows(reviews)) == 1
    office.vote(request, "ana", "undo", once=key("u", person="ana"))
    office.vote(request, "ana", once=key("v", person="ana"))
    assert [row["verdict"] for row in office.rows(reviews)] == ["approve", "undo"]


def test_an_edit_and_a_withdrawal_sent_twice_are_one_each(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    for _ in range(2):
        sqlite_office.edit(request, once=key("e"), type=T2)
    assert len(sqlite_office.rows(revisions)) == 2
    for _ in range(2):
        sqlite_office.withdraw(request, once=key("w"))
    assert sqlite_office.acts(request) == ["submitted", "edited", "withdrawn"]


def test_an_answer_stays_the_same_when_the_request_has_moved_on(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1, once=key("k"))
    sqlite_office.vote(request, "ana", "deny", "No.")
    assert sqlite_office.ask(T1, once=key("k")) == request
    assert sqlite_office.state(request) == "denied"
