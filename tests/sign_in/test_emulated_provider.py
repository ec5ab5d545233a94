"""The emulated identity provider, as the libraries see it by which people and programs truly sign in."""

import json
import ssl
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential, DeviceCodeCredential, InteractiveBrowserCredential
from starlette.applications import Starlette

from catalog.load import load
from portal.clock import system_clock
from portal.contract.problem import Problem
from portal.emulator.identity import keys
from portal.emulator.identity.app import create_app
from portal.emulator.identity.certificate import make
from portal.emulator.identity.grants import DEVICE_GRANT
from portal.emulator.identity.people import PORTAL, Registered, of_organisation
from portal.emulator.identity.state import account_named, put_account
from portal.emulator.tenant import TENANT
from portal.server import tokens
from portal.server.keys import Keys
from tests.client.serving import serving
from tests.sign_in.provider import CI, GWEN, MAYA

SCOPE = f"api://{PORTAL}/.default"


@dataclass(frozen=True)
class Emulated:
    """The provider behind TLS, and what a program on this machine knows of it."""

    url: str
    app: Starlette
    certificate: Path
    web: httpx.Client

    def known(self) -> dict[str, Any]:
        """What a credential is told so that it finds the provider and believes its certificate."""
        verify = str(self.certificate)
        return {
            "tenant_id": TENANT, "authority": self.url, "disable_instance_discovery": True, "connection_verify": verify
        }  # fmt: skip

    def change(self, named: str, **what: Any) -> None:
        """Changes somebody's account."""
        with self.app.state.provider.store.transaction() as connection:
            account = account_named(connection, named)
            assert account is not None
            put_account(connection, replace(account, **what))

    def decides(self, code: str, person: str, verdict: str = "confirm") -> httpx.Response:
        """What a person does who was told a code."""
        return self.web.post("/devicelogin", data={"code": code, "person": person, "verdict": verdict})

    def asks(self, **form: str) -> httpx.Response:
        """A call of the token endpoint by a program that people use."""
        return self.web.post(f"/{TENANT}/oauth2/v2.0/token", data={"client_id": PORTAL, **form})

    def signed_in(self, person: str) -> dict[str, Any]:
        """The whole answer when somebody signed in by a code."""
        scope = f"{SCOPE} openid profile offline_access"
        begun = self.web.post(f"/{TENANT}/oauth2/v2.0/devicecode", data={"client_id": PORTAL, "scope": scope}).json()
        assert self.decides(begun["user_code"], person).is_success
        answer: dict[str, Any] = self.asks(grant_type=DEVICE_GRANT, device_code=begun["device_code"]).json()
        return answer

    def accepted(self, token: str) -> tokens.Account:
        """The account that a portal server finds in a token, with the keys that are published now."""
        expected = tokens.Expected(TENANT, PORTAL, f"{self.url}/{TENANT}/v2.0")
        known = self.web.get(f"/{TENANT}/discovery/v2.0/keys").json()
        return tokens.read(token, expected, Keys(lambda: known), system_clock)


def trust(certificate: Path | str) -> ssl.SSLContext:
    """Belief in this one certificate."""
    return ssl.create_default_context(cafile=str(certificate))


@pytest.fixture(scope="module")
def registered() -> Registered:
    """The people of the shipped catalogue."""
    return of_organisation(load().organisation)


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory, registered: Registered) -> Iterator[Emulated]:
    """The provider behind TLS."""
    folder = tmp_path_factory.mktemp("provider")
    pem, app = make(folder, system_clock()), create_app(folder / "identity.db", system_clock, registered, 1)
    with serving(app, pem) as url, httpx.Client(base_url=url, verify=trust(pem.certificate)) as web:
        yield Emulated(url, app, pem.certificate, web)


def told(token: str) -> dict[str, Any]:
    """What a token says; nothing is verified."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_a_person_signs_in_by_a_code_through_the_true_library(provider: Emulated) -> None:
    shown: list[str] = []

    def prompt(address: str, code: str, _expires: object) -> None:
        shown.extend((address, code))
        assert provider.decides(code, "maya").json() == {"verdict": "confirm", "account": MAYA}

    with DeviceCodeCredential(PORTAL, prompt_callback=prompt, **provider.known()) as credential:
        token, again = (credential.get_token(SCOPE).token for _ in range(2))
    assert shown[0] == f"{provider.url}/devicelogin" and len(shown[1]) == 9
    account = provider.accepted(token)
    assert (account.tenant, account.object_id, account.app, account.guest) == (TENANT, MAYA, False, False)
    assert told(token)["preferred_username"] == "maya@meridian.example" and told(token)["ver"] == "2.0"
    assert token == again and len(shown) == 2, "it is kept, and nobody is asked twice"


@pytest.mark.parametrize(("verdict", "says"), [("refuse", "AADSTS70017"), ("expire", "AADSTS70020")])
def test_a_code_that_is_refused_or_expires_ends_the_sign_in_with_its_reason(
    provider: Emulated, verdict: str, says: str
) -> None:
    def prompt(_address: str, code: str, _expires: object) -> None:
        assert provider.decides(code, "", verdict).is_success

    credential = DeviceCodeCredential(PORTAL, prompt_callback=prompt, **provider.known())
    with credential, pytest.raises(ClientAuthenticationError, match=says):
        credential.get_token(SCOPE)


def test_a_code_is_pending_until_it_is_confirmed_and_serves_once(provider: Emulated) -> None:
    asked = {"client_id": PORTAL, "scope": SCOPE}
    begun = provider.web.post(f"/{TENANT}/oauth2/v2.0/devicecode", data=asked).json()
    form = {"grant_type": DEVICE_GRANT, "device_code": begun["device_code"]}
    pending = provider.asks(**form)
    assert (pending.status_code, pending.json()["error"]) == (400, "authorization_pending")
    assert pending.json()["error_codes"] == [70016]
    assert provider.decides(begun["user_code"], "nobody").status_code == 400
    assert provider.decides(begun["user_code"].lower(), MAYA).is_success
    assert provider.asks(**form).is_success
    assert provider.asks(**form).json()["error"] == "bad_verification_code"
    assert provider.decides(begun["user_code"], "maya").status_code == 400


class _Form(HTMLParser):
    """The one form of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.values = "", dict[str, str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where it goes, and what it holds."""
        known = {name: value or "" for name, value in attrs}
        self.action = known.get("action", self.action) if tag == "form" else self.action
        if tag == "input":
            self.values[known["name"]] = known["value"]


def test_a_person_signs_in_with_a_browser_through_the_true_library(
    provider: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    def browse(address: str) -> None:
        chosen = {**_Form(provider.web.get(address).text).values, "person": "gwen"}
        back = _Form(provider.web.post(f"/{TENANT}/oauth2/v2.0/authorize", data=chosen).text)
        httpx.post(back.action, data=back.values)

    def opened(address: str) -> bool:
        threading.Thread(target=browse, args=(address,), daemon=True).start()
        return True

    monkeypatch.setattr(webbrowser, "open", opened)
    with InteractiveBrowserCredential(client_id=PORTAL, **provider.known()) as credential:
        token = credential.get_token(SCOPE).token
    account = provider.accepted(token)
    assert (account.object_id, account.guest) == (GWEN, True)


def test_a_program_signs_in_for_itself_with_its_secret(provider: Emulated, registered: Registered) -> None:
    program = next(one for one in registered.programs if one.object_id == CI)
    known = {name: value for name, value in provider.known().items() if name != "tenant_id"}
    with ClientSecretCredential(TENANT, program.client_id, program.secret, **known) as credential:
        token = credential.get_token(SCOPE).token
    assert provider.accepted(token).app and told(token)["roles"] == ["Portal.Submit"]
    guessed = ClientSecretCredential(TENANT, program.client_id, "guessed", **known)
    with guessed, pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
        guessed.get_token(SCOPE)


def test_a_sign_in_is_renewed_until_the_account_is_disabled(provider: Emulated) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": provider.signed_in("tom")["refresh_token"]}
    assert told(provider.asks(**form).json()["access_token"])["name"] == "Tom Okafor"
    provider.change("tom", enabled=False)
    assert provider.asks(**form).json()["error"] == "invalid_grant"


def test_tokens_say_app_roles_and_groups_and_point_elsewhere_when_there_are_too_many(provider: Emulated) -> None:
    many = tuple(f"00000000-0000-4000-8000-{number:012}" for number in range(201))
    provider.change("ana", app_roles=("Portal.Decide",), groups=many[:200])
    claims = told(provider.signed_in("ana")["access_token"])
    assert claims["roles"] == ["Portal.Decide"] and claims["groups"] == list(many[:200])
    provider.change("ana", groups=many)
    claims = told(provider.signed_in("ana")["access_token"])
    assert "groups" not in claims and claims["_claim_names"] == {"groups": "src1"}
    assert claims["_claim_sources"]["src1"]["endpoint"].endswith(f"/users/{claims['oid']}/getMemberObjects")


def test_what_an_old_key_signed_holds_until_the_key_is_taken_back(provider: Emulated) -> None:
    first = provider.signed_in("maya")["access_token"]
    with provider.app.state.provider.store.transaction() as connection:
        keys.rotate(connection)
    second = provider.signed_in("maya")["access_token"]
    assert jwt.get_unverified_header(first)["kid"] != jwt.get_unverified_header(second)["kid"]
    assert provider.accepted(first).object_id == provider.accepted(second).object_id == MAYA
    with provider.app.state.provider.store.transaction() as connection:
        keys.rotate(connection, forget=True)
    with pytest.raises(Problem, match="not accepted"):
        provider.accepted(second)


@pytest.mark.parametrize(
    ("path", "form", "error"),
    [
        (f"/{MAYA}/oauth2/v2.0/token", {"client_id": PORTAL, "grant_type": "x"}, "invalid_tenant"),
        (f"/{TENANT}/oauth2/v2.0/token", {"client_id": PORTAL}, "invalid_request"),
        (f"/{TENANT}/oauth2/v2.0/token", {"client_id": MAYA, "grant_type": "x"}, "unauthorized_client"),
        (f"/{TENANT}/oauth2/v2.0/token", {"client_id": PORTAL, "grant_type": "password"}, "unsupported_grant_type"),
        (f"/{TENANT}/oauth2/v2.0/devicecode", {"client_id": PORTAL, "scope": "openid"}, "invalid_resource"),
        (
            f"/{TENANT}/oauth2/v2.0/devicecode",
            {"client_id": PORTAL, "scope": "https://management.azure.com/.default"},
            "invalid_resource",
        ),
    ],
)
def test_what_the_true_provider_refuses_is_refused_in_its_shape(
    provider: Emulated, path: str, form: dict[str, str], error: str
) -> None:
    answer = provider.web.post(path, data=form)
    assert answer.status_code == 400
    document = answer.json()
    assert document["error"] == error and document["error_description"].startswith(
        f"AADSTS{document['error_codes'][0]}"
    )
    assert set(document) >= {"timestamp", "trace_id", "correlation_id", "error_uri"}


def test_discovery_names_every_place_under_the_tenant_that_was_asked_for(provider: Emulated) -> None:
    for tenant, issuer in ((TENANT, TENANT), ("organizations", "{tenantid}")):
        found = provider.web.get(f"/{tenant}/v2.0/.well-known/openid-configuration").json()
        assert found["issuer"] == f"{provider.url}/{issuer}/v2.0"
        assert found["device_authorization_endpoint"] == f"{provider.url}/{tenant}/oauth2/v2.0/devicecode"
        assert provider.web.get(found["jwks_uri"]).json()["keys"][0]["kty"] == "RSA"


def test_it_runs_by_itself_and_goes_on_where_it_was(tmp_path: Path, registered: Registered) -> None:
    command = [sys.executable, "-m", "portal.emulator.identity", "--folder", str(tmp_path), "--tls"]
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, "--assign", "ana=Portal.Decide"], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        with httpx.Client(base_url=said["url"], verify=trust(said["certificate"])) as web:
            published = web.get(f"/{said['tenant']}/discovery/v2.0/keys").json()["keys"]
            assert "Maya Lindqvist" in web.get("/devicelogin").text
        process.communicate("", timeout=30)
    assert process.returncode == 0
    again = create_app(tmp_path / "identity.db", system_clock, registered).state.provider.store
    with again.transaction() as connection:
        assert [one["kid"] for one in keys.published(connection, "")["keys"]] == [one["kid"] for one in published]
        assert account_named(connection, "ana@meridian.example") == replace(
            next(one for one in registered.accounts if one.username.startswith("ana@")), app_roles=("Portal.Decide",)
        )
    again.close()
