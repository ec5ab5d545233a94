"""Settings choose the Azure; only carrier, credential, address and scope differ. Tokens are asked for seldom."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from portal.azure.carriers import Network
from portal.azure.cloud import BASE_URL
from portal.azure.connection import connect
from portal.azure.credentials import CachedCredential, Token
from portal.azure.resource_ids import api_version, group_id, place_of, type_of, workspace_id
from portal.emulator.carriers import InProcess, Loopback
from portal.emulator.connection import emulated_at
from portal.emulator.credentials import EmulatedCredential
from portal.emulator.tuning import tune
from portal.settings import Settings
from tests.azure.clockwork import HandClock
from tests.azure.conftest import GROUP, SUBSCRIPTION, WORKSPACE, Cloud, OwnProcess
from tests.azure.rest import ask


def test_the_private_emulator_lives_in_the_home_and_is_filled_once(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", operation_seconds=7.0)
    azure = connect(settings, HandClock())
    assert isinstance(azure.carrier, InProcess) and azure.kind == "emulated"
    assert settings.emulator_state.exists()
    assert len(ask(azure, "GET", "/subscriptions").json()["value"]) == 2
    again = connect(settings, HandClock())
    assert len(ask(again, "GET", "/subscriptions").json()["value"]) == 2


def test_an_emulator_of_its_own_is_reached_by_its_address(tmp_path: Path, own_process: OwnProcess) -> None:
    azure = connect(Settings(home=tmp_path, azure=own_process.url), HandClock())
    assert isinstance(azure.carrier, Loopback)
    assert azure.base_url == BASE_URL
    assert ask(azure, "GET", "/subscriptions").status_code == 200


@pytest.mark.parametrize("mode", ["solo", "team"])
def test_the_true_azure_is_the_same_but_for_four_things(tmp_path: Path, mode: str) -> None:
    azure = connect(Settings(home=tmp_path, azure="real", mode=mode), HandClock())
    assert isinstance(azure.carrier, Network) and isinstance(azure.credential, CachedCredential)
    assert (azure.kind, azure.base_url) == ("real", BASE_URL)
    azure.carrier.blocking().close()


def test_an_address_elsewhere_is_refused_because_tokens_would_go_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"neither 'emulator' nor 'real'"):
        connect(Settings(home=tmp_path, azure="http://example.com"), HandClock())


def test_reading_needs_none_of_the_sdks() -> None:
    program = (
        "import sys, portal.azure.connection, portal.azure.reads, portal.azure.waiting\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('azure', 'msal', 'requests')])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


class Counting:
    """A credential that counts how often it is asked."""

    def __init__(self, lasts: float) -> None:
        self.asked = 0
        self._lasts = lasts

    def get_token(self, *scopes: str, **options: Any) -> Token:
        """A new token each time."""
        self.asked += 1
        return Token(f"token-{self.asked}", int(time.time() + self._lasts))


def test_a_token_is_kept_until_shortly_before_it_expires() -> None:
    long, short = Counting(lasts=3600), Counting(lasts=60)
    for inner, asked in ((long, 1), (short, 3)):
        credential = CachedCredential(lambda inner=inner: inner)  # type: ignore[misc]
        for _ in range(3):
            credential.get_token("scope")
        assert inner.asked == asked


def test_each_scope_has_its_own_token_and_a_challenge_fetches_a_new_one() -> None:
    inner = Counting(lasts=3600)
    credential = CachedCredential(lambda: inner)
    first, other = credential.get_token("a"), credential.get_token("b")
    assert first.token != other.token
    assert credential.get_token("a", claims="more").token not in (first.token, other.token)


def test_latency_is_slept_where_the_call_waits(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("portal.emulator.carriers.time.sleep", slept.append)
    ask(cloud.azure, "GET", "/subscriptions")
    cloud.tune(latency_seconds=0.05)
    ask(cloud.azure, "GET", "/subscriptions")
    assert slept == [0.05]


def test_an_unknown_setting_of_the_emulator_is_named(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="unknown setting 'speed'; known are"):
        tune(cloud.state, speed=1)


def test_ids_tell_where_a_thing_lies_and_how_to_ask_for_it() -> None:
    place = place_of(WORKSPACE.upper() + "/computes/cpu")
    assert (place.subscription, place.group, place.workspace) == (SUBSCRIPTION, "RG-CHURN-DEV", "MLW-CHURN-DEV")
    assert place_of(WORKSPACE).id == workspace_id(SUBSCRIPTION, "rg-churn-dev", "mlw-churn-dev") == WORKSPACE
    assert place_of(GROUP).id == group_id(SUBSCRIPTION, "rg-churn-dev")
    assert type_of(WORKSPACE + "/computes/cpu") == "Microsoft.MachineLearningServices/workspaces/computes"
    assert type_of(GROUP) == "Microsoft.Resources/resourceGroups"
    assignment = WORKSPACE + "/providers/Microsoft.Authorization/roleAssignments/a"
    assert (api_version(WORKSPACE), api_version(assignment)) == ("2025-12-01", "2022-04-01")
    with pytest.raises(ValueError, match="names no subscription"):
        place_of("/providers/x")
    with pytest.raises(ValueError, match="no api-version"):
        api_version(GROUP + "/providers/Microsoft.Unknown/things/a")


def test_the_emulated_token_opens_only_the_emulator() -> None:
    assert EmulatedCredential().get_token("any").token == "emulated"
    assert emulated_at("http://127.0.0.1:1").kind == "emulated"
