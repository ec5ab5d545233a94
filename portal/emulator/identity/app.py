"""The identity provider as a Starlette application. It answers for one tenant, at whatever address it is reached."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from portal.clock import Clock
from portal.emulator.identity import browser, device, grants, keys, page
from portal.emulator.identity.oauth_errors import OAuthError, unknown_tenant
from portal.emulator.identity.people import Registered, enrol
from portal.emulator.identity.state import SCHEMA, accounts
from portal.emulator.identity.tokens import Issuing
from portal.emulator.state import Store

ANY_TENANT = ("common", "organizations")
"""Names under which a program may ask that does not know the tenant."""
DEVICE_PAGE = "/devicelogin"

Form = dict[str, str]


@dataclass(frozen=True)
class Provider:
    """What every route needs."""

    store: Store
    clock: Clock
    registered: Registered
    interval: int


def create_app(state: Path, clock: Clock, registered: Registered, interval: int = 5) -> Starlette:
    """The provider over a state file, which is filled when it is new. `interval` is in seconds between two polls."""
    provider = Provider(Store(state, SCHEMA), clock, registered, interval)
    with provider.store.transaction() as connection:
        enrol(connection, registered)
        if connection.execute("SELECT 1 FROM signing_key").fetchone() is None:
            keys.rotate(connection)
    tenant = "/{tenant}"
    app = Starlette(
        routes=[
            Route(f"{tenant}/v2.0/.well-known/openid-configuration", _answering(provider, _discovery)),
            Route(f"{tenant}/discovery/v2.0/keys", _answering(provider, _keys)),
            Route(f"{tenant}/oauth2/v2.0/devicecode", _answering(provider, _device), methods=["POST"]),
            Route(f"{tenant}/oauth2/v2.0/token", _answering(provider, _token), methods=["POST"]),
            Route(f"{tenant}/oauth2/v2.0/authorize", _answering(provider, _browser), methods=["GET", "POST"]),
            Route(DEVICE_PAGE, _answering(provider, _code_page), methods=["GET", "POST"]),
        ]
    )
    app.state.provider = provider
    return app


@dataclass(frozen=True)
class _Asked:
    """One call: what came with it, and the address at which it came."""

    http: Request
    form: Form
    base: str
    interval: int
    issuing: Issuing


def _answering(provider: Provider, handler: Callable[[_Asked], Response]) -> Callable[[Request], Any]:
    """Runs a handler in one transaction of its own; a refusal is told, and nothing of it is kept."""

    async def answer(http: Request) -> Response:
        form = dict(parse_qsl((await http.body()).decode("utf-8", "replace")))
        return await asyncio.to_thread(_answer, provider, handler, http, form)

    return answer


def _answer(provider: Provider, handler: Callable[[_Asked], Response], http: Request, form: Form) -> Response:
    now, known = provider.clock(), provider.registered
    base = str(http.base_url).rstrip("/")
    try:
        tenant = http.path_params.get("tenant", known.tenant)
        if tenant.lower() not in (known.tenant, *ANY_TENANT):
            raise unknown_tenant(tenant)
        with provider.store.transaction() as connection:
            issuer = f"{base}/{known.tenant}/v2.0"
            issuing = Issuing(connection, issuer, known.tenant, known.client, int(now.timestamp()))
            return handler(_Asked(http, form, base, provider.interval, issuing))
    except OAuthError as why:
        correlation = http.headers.get("client-request-id") or str(uuid.uuid4())
        return JSONResponse(why.document(now, correlation), why.status, {"Cache-Control": "no-store"})


def _discovery(asked: _Asked) -> Response:
    """https://openid.net/specs/openid-connect-discovery-1_0.html, with what the true provider says."""
    named = asked.http.path_params["tenant"].lower()
    place = f"{asked.base}/{named}"
    issuer = f"{asked.base}/{'{tenantid}' if named in ANY_TENANT else named}/v2.0"
    return JSONResponse(
        {
            "token_endpoint": f"{place}/oauth2/v2.0/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "jwks_uri": f"{place}/discovery/v2.0/keys",
            "response_modes_supported": ["form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": issuer,
            "authorization_endpoint": f"{place}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{place}/oauth2/v2.0/devicecode",
            "claims_supported": [
                "sub",
                "iss",
                "aud",
                "exp",
                "iat",
                "nonce",
                "preferred_username",
                "name",
                "tid",
                "ver",
            ],
            "cloud_instance_name": "microsoftonline.com",
            "msgraph_host": "graph.microsoft.com",
        }
    )


def _keys(asked: _Asked) -> Response:
    return JSONResponse(keys.published(asked.issuing.connection, asked.issuing.issuer))


def _device(asked: _Asked) -> Response:
    program = grants.registered(asked.issuing, asked.form)
    scope = grants.scope_of(asked.issuing, asked.form)
    address, connection = f"{asked.base}{DEVICE_PAGE}", asked.issuing.connection
    return JSONResponse(
        device.begin(connection, program.client_id, scope, address, asked.interval, asked.issuing.now),
        headers={"Cache-Control": "no-store"},
    )


def _token(asked: _Asked) -> Response:
    return JSONResponse(grants.answer(asked.issuing, asked.form), headers={"Cache-Control": "no-store"})


def _browser(asked: _Asked) -> Response:
    """The page on which a person signs in, and what follows from their answer."""
    given = asked.form if asked.http.method == "POST" else dict(asked.http.query_params)
    handed_on = {name: given[name] for name in browser.ASKED if name in given}
    if asked.http.method == "GET":
        browser.check(asked.issuing, handed_on)
        return HTMLResponse(page.person_page(accounts(asked.issuing.connection), handed_on))
    named = "" if given.get("verdict") == "refuse" else given.get("person", "")
    answer = browser.confirmed(asked.issuing, handed_on, named)
    return HTMLResponse(page.way_back(handed_on["redirect_uri"], answer))


def _code_page(asked: _Asked) -> Response:
    """Where the code of a device is entered: by a person in a browser, or by a test that asks for JSON."""
    connection, form = asked.issuing.connection, asked.form
    people = [one for one in accounts(connection) if one.enabled]
    if asked.http.method == "GET":
        return HTMLResponse(page.code_page(people, asked.http.query_params.get("code", "")))
    verdict, code = form.get("verdict", ""), form.get("code", "")
    wants_page = "text/html" in asked.http.headers.get("accept", "")
    try:
        account = device.decide(connection, code, form.get("person", ""), verdict, asked.issuing.now)
    except ValueError as wrong:
        if wants_page:
            return HTMLResponse(page.code_page(people, code, str(wrong)), 400)
        return JSONResponse({"error": str(wrong)}, 400)
    if wants_page:
        return HTMLResponse(page.message("Done. You can close this page."))
    return JSONResponse({"verdict": verdict, "account": account.object_id if account else None})
