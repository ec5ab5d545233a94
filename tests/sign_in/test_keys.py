"""The provider's keys: kept, renewed, and never asked for so often that strangers could make us a burden."""

from typing import Any

import httpx
import pytest

from portal.contract.problem import Problem
from portal.server.keys import Keys, signing_keys
from tests.sign_in.provider import KID, key_set


class Provider:
    """Publishes keys, counts who asks, and has a clock."""

    def __init__(self) -> None:
        self.document: Any = key_set()
        self.asked = 0
        self.now = 1000.0
        self.keys = Keys(self._get, lambda: self.now)

    def _get(self) -> Any:
        self.asked += 1
        if isinstance(self.document, Exception):
            raise self.document
        return self.document


def test_keys_are_fetched_once_for_all_who_sign_in() -> None:
    provider = Provider()
    assert all(provider.keys.key(KID) for _ in range(20))
    assert provider.asked == 1


def test_invented_key_ids_make_one_call_a_minute() -> None:
    provider = Provider()
    for number in range(600):
        provider.now += 1
        assert provider.keys.key(f"invented-{number}") is None
    assert provider.asked == 10


def test_a_new_key_is_taken_when_it_is_first_used() -> None:
    provider = Provider()
    provider.keys.key(KID)
    provider.document = key_set("newer", "theirs")
    provider.now += 61
    assert provider.keys.key("newer") is not None
    assert provider.keys.key(KID) is None


def test_a_key_that_was_taken_back_is_forgotten_within_six_hours() -> None:
    provider = Provider()
    provider.keys.key(KID)
    provider.document = key_set("newer", "theirs")
    provider.now += 6 * 3600 + 1
    assert provider.keys.key(KID) is None


@pytest.mark.parametrize(
    "fault", [httpx.ConnectError("down"), ValueError("no JSON"), {"keys": 1}, [], {"keys": [{}] * 101}]
)
def test_known_keys_outlast_a_provider_that_is_down_for_a_day_and_no_longer(fault: Any) -> None:
    provider = Provider()
    provider.keys.key(KID)
    provider.document = fault
    provider.now += 23 * 3600
    assert provider.keys.key(KID) is not None
    provider.now += 2 * 3600
    with pytest.raises(Problem) as refusal:
        provider.keys.key(KID)
    assert refusal.value.body.status == 503
    provider.document = key_set()
    provider.now += 61
    assert provider.keys.key(KID) is not None


def test_only_rsa_keys_for_signing_are_taken() -> None:
    mixed = [
        key_set("for-secrets", use="enc")["keys"][0],
        {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"},
        {"kty": "EC", "kid": "curve"},
        "no key",
        key_set(7)["keys"][0],  # type: ignore[arg-type]
        key_set()["keys"][0],
    ]
    assert list(signing_keys({"keys": mixed})) == [KID]
