"""What stays open ends with the sign-in that opened it; and what a server tells whoever did not sign in."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from portal.cli.main import main
from portal.clock import system_clock
from portal.server.authentication import Authenticated, authenticated
from portal.services.catalogue.catalogue_source import CatalogueSource
from tests.kinds.made import changed
from tests.server.served_portal import problem
from tests.sign_in.conftest import SharedPortal
from tests.sign_in.provider import CI, CLIENT, GWEN, MAYA, TENANT, app_only, signed


def let_in(shared: SharedPortal) -> Authenticated:
    """Maya, as the server lets her in."""
    call = cast(Any, SimpleNamespace(app=shared.app, state=SimpleNamespace(), query_params={}))
    return authenticated(call, f"Bearer {shared.token(MAYA)}", "1", "")


def test_what_stays_open_lasts_as_long_as_the_token(shared: SharedPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [system_clock()]
    monkeypatch.setattr(shared.app.state, "sign_in", replace(shared.app.state.sign_in, clock=lambda: now[0]))
    maya = let_in(shared)
    assert maya.lasts()
    now[0] += timedelta(minutes=59)
    assert maya.lasts()
    now[0] += timedelta(minutes=3)
    assert not maya.lasts()


def test_what_stays_open_ends_when_somebody_leaves(shared: SharedPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    maya, portal = let_in(shared), shared.app.state.portal
    known = portal.world.catalogue()
    listed = tuple(changed(one, active=one.id != "maya") for one in known.organisation.people)
    without = changed(known, organisation=changed(known.organisation, people=listed))
    monkeypatch.setattr(CatalogueSource, "__call__", lambda _source: without)
    assert not maya.lasts()


def test_guests_and_programs_do_not_read_the_audit(shared: SharedPortal) -> None:
    issuer = shared.app.state.sign_in.expected.issuer
    program = signed(app_only(CI, system_clock(), iss=issuer))
    for path in ("/audit", "/audit/verify", "/audit/export"):
        for token in (program, shared.token(GWEN, acct=1)):
            told = problem(shared.ask(path, token), 403)
            assert (told.code, told.detail) == ("not-a-reader", "no guest and no program does")
        assert shared.ask(path, shared.token(MAYA)).is_success


def test_the_status_of_a_server_without_a_sign_in_is_what_it_tells_anybody_and_how_to_sign_in(
    shared: SharedPortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = str(shared.client.base_url).rstrip("/")
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path))
    monkeypatch.setenv("PORTAL_SERVER", url)
    monkeypatch.setenv("PORTAL_TOKEN", "none of its own")
    assert main(["server", "status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["address"], told["mode"], told["signed_in"]) == (url, "team", False)
    assert (told["sign_in"]["tenant"], told["sign_in"]["client"]) == (TENANT, CLIENT)
    assert main(["server", "status"]) == 0
    assert "more is told to who signed in" in capsys.readouterr().out
