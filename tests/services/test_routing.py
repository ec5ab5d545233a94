"""To whom a request goes: operating models per kind and unit, a switch between them, and who stands in."""

from datetime import timedelta

import pytest

from catalog.model import OperatingException
from portal.services.requests import lists
from portal.store.tables import projects
from tests.kinds.made import changed
from tests.services.office import T1, T2, T3, Office


def _organise(office: Office, **changes: object) -> None:
    office.catalogue = changed(office.catalogue, organisation=changed(office.catalogue.organisation, **changes))


def _ask(office: Office, type_: str, by: str) -> str:
    """Somebody asks for a compute of a project that is theirs."""
    with office.database.write() as connection:
        connection.execute(projects.update().where(projects.c.name == "basket").values(owner=by, members=[by]))
    return office.ask(type_, by=by, project="basket")


def _can(office: Office, request: str) -> set[str]:
    return {person for need in office.show(request).missing for person in need.can_give}


def test_one_kind_of_one_unit_is_decided_by_its_lead_and_the_rest_centrally(sqlite_office: Office) -> None:
    _organise(
        sqlite_office,
        operating_exceptions=(
            OperatingException(model="federated", kinds=("compute",), units=("retail",)),
            OperatingException(model="hub-and-spoke", units=("risk",)),
        ),
    )
    assert _can(sqlite_office, sqlite_office.ask(T2)) == {"theo"}
    assert _can(sqlite_office, sqlite_office.ask_project()) == {"ana", "li"}
    assert _can(sqlite_office, sqlite_office.ask_project("fraud", by="tom")) == {"rosa"}


def test_a_switch_of_the_operating_model_re_routes_new_requests_only(sqlite_office: Office) -> None:
    before = sqlite_office.ask(T1)
    _organise(sqlite_office, operating_model="hub-and-spoke")
    after = sqlite_office.ask(T1)
    assert (_can(sqlite_office, before), _can(sqlite_office, after)) == ({"ana", "li"}, {"theo"})
    sqlite_office.edit(before, type=T1, project="basket", days=3)
    assert _can(sqlite_office, before) == {"ana", "li"}, "a new revision is still the old request"
    sqlite_office.approve(before, "ana")
    sqlite_office.now += timedelta(minutes=1)
    assert sqlite_office.turn()[before].word == "started"


@pytest.mark.parametrize(("model", "type_"), [("hub-and-spoke", T1), ("federated", T1), ("federated", T2)])
def test_what_a_lead_asks_for_is_decided_by_the_platform_team(sqlite_office: Office, model: str, type_: str) -> None:
    _organise(sqlite_office, operating_model=model)
    request = _ask(sqlite_office, type_, "theo")
    assert _can(sqlite_office, request) == {"ana", "li"}


def test_what_one_of_two_on_the_platform_team_asks_for_can_be_decided(sqlite_office: Office) -> None:
    request = _ask(sqlite_office, T2, "ana")
    (need,) = sqlite_office.show(request).missing
    assert (need.count, need.can_give) == (2, ("lena", "li"))
    sqlite_office.approve(request, "li", "lena")
    assert sqlite_office.state(request) == "approved"


def test_the_cost_owner_does_not_agree_to_their_own_wish_alone(sqlite_office: Office) -> None:
    request = _ask(sqlite_office, T3, "omar")
    assert [need.can_give for need in sqlite_office.show(request).missing] == [("ana", "li"), ("lena",)]


def test_nobody_stands_in_where_policy_names_nobody(sqlite_office: Office) -> None:
    policy = changed(sqlite_office.catalogue.policy, stand_in_role=None)
    sqlite_office.catalogue = changed(sqlite_office.catalogue, policy=policy)
    assert _can(sqlite_office, _ask(sqlite_office, T2, "ana")) == {"li"}


def test_what_was_approved_and_waits_for_somebody_again_is_in_their_inbox(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    sqlite_office.approve(request, "ana")
    people = tuple(changed(one, active=one.id != "ana") for one in sqlite_office.catalogue.organisation.people)
    assert not lists.listing(sqlite_office.world, sqlite_office.world.person("li"), "inbox").items
    _organise(sqlite_office, people=people)
    (row,) = lists.listing(sqlite_office.world, sqlite_office.world.person("li"), "inbox").items
    assert (row.id, row.state) == (request, "approved")
