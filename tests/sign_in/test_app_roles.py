"""What a token says of roles and groups: app roles make members, what it says of groups counts for nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from catalog.load import load
from portal.clock import system_clock
from tests.directory.test_app_roles import ROLE, by_app_role
from tests.server.served_portal import problem
from tests.sign_in.conftest import SharedPortal

ANA = "135e5f75-dd46-550d-9b82-896e8b8994de"
LI = "d3807afc-3bd8-5b95-b5f2-1930542e9fcf"
PLATFORM = "00000000-0000-4000-8000-00000000000a"
"""The group's object id in the directory."""
POINTER = {"_claim_sources": {"src1": {"endpoint": "https://graph.microsoft.com/v1.0/users/x/getMemberObjects"}}}


@pytest.fixture
def server(shared: SharedPortal) -> Iterator[SharedPortal]:
    """The shared server, whose platform team are the holders of an app role."""
    source = shared.app.state.portal.catalogue
    source.replace(by_app_role(load(None)))
    yield shared
    source.replace(load(None))


def groups(server: SharedPortal, account: str, **claims: Any) -> list[str]:
    """The groups of whoever brings a token that says this."""
    answer = server.ask("/me", server.token(account, **claims))
    assert answer.is_success, answer.text
    found: list[str] = answer.json()["person"]["groups"]
    return found


def test_an_app_role_makes_a_member_and_its_loss_ends_that(server: SharedPortal) -> None:
    now = int(system_clock().timestamp())
    assert groups(server, ANA, iat=now - 30) == []
    assert groups(server, ANA, iat=now - 20, roles=[ROLE]) == ["ml-platform"]
    assert groups(server, ANA, iat=now - 25) == ["ml-platform"], "an older token does not speak for a newer one"
    assert groups(server, ANA, iat=now - 10) == []


@pytest.mark.parametrize(
    "claims",
    [
        {"groups": [PLATFORM, "ml-platform"]},
        {"_claim_names": {"groups": "src1"}, **POINTER},
        {"hasgroups": True},
    ],
)
def test_groups_in_a_token_and_too_many_of_them_to_be_told_make_nobody_a_member(
    server: SharedPortal, claims: dict[str, Any]
) -> None:
    assert groups(server, LI, **claims) == []


@pytest.mark.parametrize(
    "claims",
    [{"_claim_names": {"roles": "src1"}, **POINTER}, {"_claim_names": "roles"}, {"roles": ROLE}, {"roles": [1]}],
)
def test_a_token_that_does_not_say_its_roles_itself_is_not_accepted(
    server: SharedPortal, claims: dict[str, Any]
) -> None:
    assert problem(server.ask("/me", server.token(LI, **claims)), 401).code == "token"
