"""`portal whoami` says who somebody is here, and where each role came from."""

import json

import msgspec

from portal.contract.people.people import Me
from tests.cli.conftest import Run
from tests.client.serving import Scripted

GWEN = {
    "person": {"id": "gwen", "name": "Gwen Morris", "title": "Data scientist", "unit": "logistics",
               "roles": ["data_scientist"], "groups": [], "kind": "guest"},
    "mode": "team", "organisation": "Meridian Group", "azure": "emulated",
    "account": "bc9f298c-2d01-5ab1-8c78-d6ca0bf9a92f", "account_source": "signed in at https://login.example.org",
    "roles": [{"role": "data_scientist", "source": "organisation.yaml"}],
}  # fmt: skip


def test_it_names_account_person_and_where_each_role_came_from(scripted: Scripted, portal: Run) -> None:
    scripted.answer("GET", "/me", GWEN)
    out = portal("whoami").out
    for told in ("Gwen Morris (gwen)", "bc9f298c-", "signed in at", "a guest never does", "organisation.yaml"):
        assert told in out, out


def test_as_json_it_is_the_contracts_words(scripted: Scripted, portal: Run) -> None:
    scripted.answer("GET", "/me", GWEN)
    told = json.loads(portal("whoami", "--json").out)
    assert told["account"] == GWEN["account"] and told["roles"] == GWEN["roles"]
    assert msgspec.convert(told, Me).person.kind == "guest"


def test_who_needs_no_account_is_told_that(scripted: Scripted, portal: Run) -> None:
    scripted.answer("GET", "/me", {**GWEN, "account": "", "roles": []})
    out = portal("whoami").out
    assert "none is needed here" in out
