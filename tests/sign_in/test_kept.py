"""Through the true library: a sign-in outlives the process only where it is kept encrypted, and signing out ends it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from azure.identity import TokenCachePersistenceOptions

from portal.azure import sign_in
from portal.azure.sign_in import Signing
from portal.azure.signing import ways
from portal.azure.signing.ways import SignInSettings
from portal.emulator.identity.people import PORTAL
from portal.emulator.tenant import TENANT
from tests.sign_in.provider import MAYA
from tests.sign_in.test_emulated_provider import Emulated
from tests.sign_in.test_emulated_provider import provider as provider
from tests.sign_in.test_emulated_provider import registered as registered


@pytest.fixture
def place(tmp_path: Path, provider: Emulated, monkeypatch: pytest.MonkeyPatch) -> Iterator[SignInSettings]:
    """Where Maya signs in; she enters each code at once."""

    def prompt(_address: str, code: str, _expires: datetime) -> None:
        provider.decides(code, "maya").raise_for_status()

    monkeypatch.setattr(sign_in, "_prompt", prompt)
    monkeypatch.setenv("SSL_CERT_FILE", str(provider.certificate))
    monkeypatch.setenv("HOME", str(tmp_path))
    yield SignInSettings(TENANT, PORTAL, "device", provider.url, tmp_path / "home")


def asked(place: SignInSettings, *questions: str) -> list[dict[str, Any]]:
    """What a process of its own answers."""
    signing = Signing(place)
    answers = [signing.answer(question) for question in questions]
    if signing._credential is not None:
        signing._credential.close()
    return answers


def test_where_nothing_encrypts_a_sign_in_ends_with_its_process_and_nothing_is_written(
    place: SignInSettings, provider: Emulated, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ways, "kept_encrypted", lambda: None)
    monkeypatch.setattr(sign_in, "kept_encrypted", lambda: None)
    before, done, after = asked(place, "token", "sign-in", "token")
    assert before["fault"]["code"] == "ended"
    assert provider.accepted(done["token"]).object_id == MAYA
    assert (after["token"], after["kept"]) == (done["token"], False)
    assert asked(place, "token")[0]["fault"]["code"] == "ended"
    assert list(tmp_path.rglob("*")) == []


def test_where_it_is_kept_the_next_process_needs_nobody_until_one_signs_out(
    place: SignInSettings, provider: Emulated, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = TokenCachePersistenceOptions(name="portal-test", allow_unencrypted_storage=True)
    monkeypatch.setattr(ways, "kept_encrypted", lambda: kept)
    monkeypatch.setattr(sign_in, "kept_encrypted", lambda: kept)
    done = asked(place, "sign-in")[0]
    again = asked(place, "token")[0]
    assert done["kept"] and again.get("token") == done["token"], again
    assert "secret" not in (tmp_path / "home" / "account.json").read_text().lower()
    assert asked(place, "forget") == [{"forgotten": True}]
    assert asked(place, "token")[0]["fault"]["code"] == "ended"
    assert not (tmp_path / "home" / "account.json").exists()
    for path in (tmp_path / ".IdentityService").iterdir():
        assert done["token"] not in path.read_text(errors="replace"), path


def test_each_refusal_of_the_provider_is_told_in_one_sentence(
    place: SignInSettings, provider: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {}
    for verdict in ("refuse", "expire"):
        monkeypatch.setattr(sign_in, "_prompt", lambda a, code, e, v=verdict: provider.decides(code, "", v))
        told[verdict] = asked(place, "sign-in")[0]["fault"]["code"]
    assert told == {"refuse": "declined", "expire": "expired"}
    elsewhere = SignInSettings(MAYA, PORTAL, "device", provider.url, place.home)
    assert asked(elsewhere, "sign-in")[0]["fault"]["title"] == "there is no such tenant"
    provider.change("tom", enabled=False)
    monkeypatch.setattr(sign_in, "_prompt", lambda a, code, e: provider.decides(code, "tom"))
    assert asked(place, "sign-in")[0]["fault"]["title"] == "your account is disabled"
