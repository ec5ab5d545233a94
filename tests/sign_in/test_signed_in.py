"""A token is kept in the memory of the program, renewed before it ends, and the person is asked only when they must."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from portal.contract.problem import Problem
from portal.local import sign_in
from portal.local.sign_in import DeviceCodePrompt, SignedIn
from portal.settings import Settings
from tests.sign_in.provider import CLIENT, NOW, TENANT

PROMPT = {"prompt": {"address": "https://login.example.org/device", "code": "ABCD1234", "expires_on": 1_800_000_000}}
NEEDED = {"fault": {"code": "ended", "title": "your sign-in has ended", "todo": "sign in again", "detail": ""}}
NO_NETWORK = {"fault": {"code": "no-network", "title": "it cannot be reached", "todo": "check the network"}}
Says = Callable[..., SignedIn]


class Time:
    """A clock that a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


def good(token: str, minutes: int = 60) -> dict[str, Any]:
    """An answer with a token that is good for so long."""
    return {"token": token, "expires_on": int(NOW.timestamp()) + minutes * 60, "kept": False}


@pytest.fixture
def clock() -> Time:
    """The test's clock."""
    return Time()


@pytest.fixture
def says(tmp_path: Path, clock: Time, monkeypatch: pytest.MonkeyPatch) -> Iterator[Says]:
    """Whoever signs in at a process that answers as the test says, by question."""
    monkeypatch.setattr(sign_in, "PROGRAM", "tests.sign_in.fake_signing")
    made: list[SignedIn] = []

    def make(**answers: Any) -> SignedIn:
        told = {name.replace("_", "-"): one for name, one in answers.items()}
        (tmp_path / "says.json").write_text(json.dumps(told))
        settings = Settings(tmp_path, tenant=TENANT, client=CLIENT, sign_in="device")
        made.append(SignedIn(settings, clock))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def asked(home: Path) -> list[str]:
    """What the process was asked."""
    return (home / "asked").read_text().splitlines()


def test_a_token_is_asked_for_once_and_renewed_before_it_ends(says: Says, clock: Time, tmp_path: Path) -> None:
    account = says(token=[[good("one")], [good("two", 120)]])
    assert (account.token(), account.token()) == ("one", "one")
    assert asked(tmp_path) == ["device token"]
    clock.now = NOW + timedelta(minutes=56)
    assert account.token() == "two"


def test_a_renewal_that_fails_is_told_only_when_the_token_has_ended(says: Says, clock: Time) -> None:
    account = says(token=[[good("one")], [NO_NETWORK]])
    account.token()
    clock.now = NOW + timedelta(minutes=57)
    assert account.token() == "one"
    clock.now = NOW + timedelta(minutes=61)
    with pytest.raises(Problem) as fault:
        account.token()
    assert fault.value.body.status == 503, "the network is not a reason to sign in again"


def test_a_token_that_the_server_refuses_is_not_given_again(says: Says) -> None:
    account = says(token=[[good("one")], [good("two")], [good("two")]])
    assert account.token() == "one"
    assert account.token(refused="one") == "two"
    with pytest.raises(Problem) as fault:
        account.token(refused="two")
    assert (fault.value.body.status, fault.value.body.code) == (401, "ended")


def test_whoever_has_to_sign_in_is_told_what_to_do_and_then_is_signed_in(says: Says) -> None:
    account = says(token=[[NEEDED]], sign_in=[["a browser said something", PROMPT, good("mine")]])
    with pytest.raises(Problem) as fault:
        account.token()
    assert (fault.value.body.status, fault.value.body.code) == (401, "ended")
    assert fault.value.body.title == "you are not signed in", "nothing has ended that never began"
    told: list[DeviceCodePrompt] = []
    assert account.sign_in(told.append) == "mine"
    assert told == [DeviceCodePrompt("https://login.example.org/device", "ABCD1234", 1_800_000_000)]
    assert account.token() == "mine"


def test_a_sign_in_can_be_stopped_and_begun_again_by_another_way(says: Says, tmp_path: Path) -> None:
    account = says(sign_in=[[PROMPT, "wait"]])
    faults: list[Problem] = []

    def wait() -> None:
        try:
            account.sign_in(lambda prompt: account.stop())
        except Problem as problem:
            faults.append(problem)

    waiting = Thread(target=wait)
    waiting.start()
    waiting.join(30)
    assert [one.body.code for one in faults] == ["stopped"]
    (tmp_path / "says.json").write_text(json.dumps({"sign-in": [[good("mine")]]}))
    assert account.sign_in(lambda prompt: None, "browser") == "mine"
    assert asked(tmp_path) == ["device sign-in", "browser sign-in"]


def test_signing_out_forgets_the_token_here_and_there(says: Says, tmp_path: Path) -> None:
    account = says(token=[[good("one")], [NEEDED]], forget=[[{"forgotten": True}]])
    account.token()
    account.forget()
    with pytest.raises(Problem):
        account.token()
    assert asked(tmp_path) == ["device token", "device forget", "device token"]
