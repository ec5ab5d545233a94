"""Whoever is not let in leaves a trace in the audit, and a flood of tries leaves no more than one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from catalog.load import load
from portal.clock import system_clock
from portal.server import refusing
from portal.server.refusing import Refusals
from portal.services.refusals import STRANGER, noted
from portal.store.chain import Act
from portal.store.connections import Database
from portal.store.tables import audit
from tests.kinds.made import changed
from tests.services.office import opened
from tests.sign_in.conftest import SharedPortal
from tests.sign_in.provider import GWEN, MAYA, delegated, signed

ANA = "135e5f75-dd46-550d-9b82-896e8b8994de"
ELSE, TWIN = "00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003"


@pytest.fixture
def server(shared: SharedPortal, monkeypatch: pytest.MonkeyPatch) -> Iterator[SharedPortal]:
    """The shared server, as if nobody had been refused in this hour."""
    monkeypatch.setattr(shared.app.state, "refusals", Refusals())
    yield shared


def rows(server: SharedPortal, act: str, **where: str) -> list[dict[str, Any]]:
    """The rows of one act in the audit, the newest first."""
    items = server.ask("/audit?limit=200", server.token(ANA)).json()["items"]
    return [one for one in items if one["act"] == act and all(one[name] == value for name, value in where.items())]


def voted(server: SharedPortal, token: str, name: str) -> tuple[str, str]:
    """A request of maya's for a project, and the code with which an approval by the bearer of a token is refused."""
    said = {"Authorization": f"Bearer {server.token(MAYA)}"}
    wish = {"kind": "project", "spec": {"name": name, "template": "tabular-classic"}}
    made = server.client.post("/requests", json=wish, headers=said).json()
    vote = {"verdict": "approve", "digest": made["digest"], "reason": ""}
    answer = server.client.post(
        f"/requests/{made['id']}/votes", json=vote, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 403
    return made["id"], answer.json()["code"]


def test_forged_sign_ins_stand_in_the_audit_once_an_hour_for_each_reason(server: SharedPortal) -> None:
    issuer = server.app.state.sign_in.expected.issuer
    forged = signed(delegated(MAYA, system_clock(), iss=issuer), by="theirs")
    other = server.token(MAYA, aud=ELSE)
    for _ in range(5):
        assert {server.ask("/me", token).status_code for token in (forged, other)} == {401}
    found = rows(server, "sign-in-refused", subject=STRANGER)
    told = [one["data"]["because"] for one in found]
    assert told.count("its signature does not hold") == 1
    assert told.count("it is meant for another service (aud)") == 1
    assert {one["actor"] for one in found} == {STRANGER}, "what an unsound token says of somebody is no evidence"


def test_an_account_without_a_place_stands_there_by_its_id(server: SharedPortal) -> None:
    for _ in range(3):
        assert server.ask("/me", server.token(ELSE)).status_code == 403
    (row,) = rows(server, "sign-in-refused", subject=ELSE)
    assert (row["actor"], row["data"]) == (ELSE, {"code": "no-place"})


def test_whoever_tries_to_act_as_another_stands_there(server: SharedPortal) -> None:
    for other in ("ana", "li"):
        assert server.ask("/me", server.token(MAYA), **{"Portal-As": other}).status_code == 403
    (row,) = rows(server, "acting-refused", actor="maya")
    assert row["subject"] == MAYA


def test_the_second_account_of_a_person_decides_on_nothing_of_theirs(
    server: SharedPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = server.app.state.portal
    known = portal.world.catalogue()
    groups = tuple(changed(one, members=(*one.members, "maya")) for one in known.organisation.groups)
    listed = tuple(
        changed(one, accounts=(TWIN,), groups=("ml-platform",)) if one.id == "maya" else one
        for one in known.organisation.people
    )
    twin = changed(known, organisation=changed(known.organisation, people=listed, groups=groups))
    monkeypatch.setattr(
        server.app.state, "portal", replace(portal, world=replace(portal.world, catalogue=lambda: twin))
    )
    request, code = voted(server, server.token(TWIN), "twin")
    assert code == "own-request"
    assert [one["actor"] for one in rows(server, "vote-refused", subject=request)] == ["maya"]


def test_guests_and_programs_never_vote_whatever_group_they_are_in(
    server: SharedPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = server.app.state.portal
    known = portal.world.catalogue()
    groups = tuple(changed(one, members=(*one.members, "gwen")) for one in known.organisation.groups)
    guest = changed(known, organisation=changed(known.organisation, groups=groups))
    monkeypatch.setattr(
        server.app.state, "portal", replace(portal, world=replace(portal.world, catalogue=lambda: guest))
    )
    request, code = voted(server, server.token(GWEN, acct=1), "guest")
    assert code == "refused"
    assert [one["actor"] for one in rows(server, "vote-refused", subject=request)] == ["gwen"]


def test_a_refusal_is_written_again_in_the_next_hour(sqlite_database: Database) -> None:
    office = opened(sqlite_database, load())
    act = Act(STRANGER, "sign-in-refused", "account", STRANGER, data={"code": "token"})
    assert [noted(office.world, act) for _ in range(3)] == [True, False, False]
    assert noted(office.world, replace(act, data={"code": "other"}))
    office.forward(hours=1)
    assert noted(office.world, act)
    assert len([one for one in office.rows(audit) if one["act"] == "sign-in-refused"]) == 3 and office.chain_holds()


def test_a_flood_of_different_refusals_is_cut_off_until_the_next_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing, "MOST", 3)
    known = Refusals()
    acts = [Act(str(number), "sign-in-refused", "account", str(number)) for number in range(5)]
    assert [known.to_write("2026-11-23T09:00", act) for act in acts] == [True, True, True, False, False]
    assert [known.to_write("2026-11-23T10:00", act) for act in acts[3:]] == [True, True]
