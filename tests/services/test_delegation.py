"""Deciding in the place of somebody who is away: recorded, not passed on, and never more than they could."""

import pytest

from portal.contract.people.delegations import Delegation, DelegationWish
from portal.contract.problem import Problem
from portal.services.requests import delegations
from portal.store.tables import audit, projects
from tests.kinds.made import changed
from tests.services.office import T1, T2, Office, status


def _away(office: Office, person: str, to: str, until: str = "2 weeks", **more: object) -> Delegation:
    wish = DelegationWish(to, until, "on leave", **more)  # type: ignore[arg-type]
    return delegations.delegate(office.world, office.world.person(person), wish)


def _refused(office: Office, request: str, by: str) -> tuple[int, str]:
    with pytest.raises(Problem) as fault:
        office.vote(request, by)
    return status(fault.value)


def test_the_vote_says_in_whose_place_it_is_and_counts_at_the_start(office: Office) -> None:
    _away(office, "ana", "lena")
    request = office.ask(T2)
    assert office.show(request).missing[0].can_give == ("ana", "lena", "li")
    office.approve(request, "lena", "li")
    shown = office.show(request)
    assert [(one.person, one.in_place_of) for one in shown.reviews] == [("lena", "ana"), ("li", "")]
    assert set(shown.policy.needs[0].given_by) == {"lena", "li"}
    told = [row["data"] for row in office.rows(audit) if row["act"] == "approved"]
    assert [one.get("in_place_of") for one in told] == ["ana", None]
    office.forward(minutes=1)
    assert office.turn()[request].word == "started"


def test_one_right_is_not_used_twice(sqlite_office: Office) -> None:
    _away(sqlite_office, "ana", "lena")
    request = sqlite_office.ask(T2)
    sqlite_office.approve(request, "lena", "ana")
    assert sqlite_office.state(request) == "in_review", "both votes are Ana's one"
    other = sqlite_office.ask(T2)
    sqlite_office.approve(other, "ana")
    assert _refused(sqlite_office, other, "lena") == (403, "not-eligible")


def test_it_is_not_passed_on(sqlite_office: Office) -> None:
    _away(sqlite_office, "ana", "lena")
    _away(sqlite_office, "lena", "sam")
    assert _refused(sqlite_office, sqlite_office.ask(T1), "sam") == (403, "not-eligible")


def test_whoever_may_not_decide_themselves_lends_nothing(sqlite_office: Office) -> None:
    _away(sqlite_office, "ana", "lena")
    _away(sqlite_office, "ana", "maya")
    request = sqlite_office.ask(T1)
    assert _refused(sqlite_office, request, "maya") == (403, "own-request"), "nobody decides on their own wish"
    policy = changed(sqlite_office.catalogue.policy, stand_in_role=None)
    sqlite_office.catalogue = changed(sqlite_office.catalogue, policy=policy)
    with sqlite_office.database.write() as connection:
        connection.execute(projects.update().where(projects.c.name == "basket").values(owner="ana", members=["ana"]))
    of_ana = sqlite_office.ask(T1, by="ana", project="basket")
    assert _refused(sqlite_office, of_ana, "lena") == (403, "not-eligible"), "Ana may not decide on hers, nor lend it"


def test_it_holds_for_its_time_and_its_kinds_alone(sqlite_office: Office) -> None:
    _away(sqlite_office, "ana", "lena", since="3 days", until="5 days", kinds=("compute",))
    project = sqlite_office.ask_project()
    before, during = sqlite_office.ask(T1), sqlite_office.ask(T1)
    assert _refused(sqlite_office, before, "lena") == (403, "not-eligible")
    sqlite_office.forward(days=4)
    assert _refused(sqlite_office, project, "lena") == (403, "not-eligible")
    sqlite_office.approve(during, "lena")
    assert sqlite_office.state(during) == "approved"


def test_who_is_back_ends_it_and_what_was_decided_stands(sqlite_office: Office) -> None:
    made = _away(sqlite_office, "ana", "lena")
    first, second = sqlite_office.ask(T1), sqlite_office.ask(T1)
    sqlite_office.approve(first, "lena")
    with pytest.raises(Problem) as fault:
        delegations.end(sqlite_office.world, sqlite_office.world.person("lena"), str(made.number))
    assert status(fault.value) == (403, "not-yours")
    delegations.end(sqlite_office.world, sqlite_office.world.person("ana"), str(made.number))
    assert delegations.listing(sqlite_office.world) == ()
    assert sqlite_office.state(first) == "approved"
    assert _refused(sqlite_office, second, "lena") == (403, "not-eligible")


@pytest.mark.parametrize("gone", ["ana", "lena"])
def test_a_vote_in_another_s_place_needs_both_to_be_there_at_the_start(sqlite_office: Office, gone: str) -> None:
    _away(sqlite_office, "ana", "lena")
    request = sqlite_office.ask(T1)
    sqlite_office.approve(request, "lena")
    organisation = sqlite_office.catalogue.organisation
    people = tuple(changed(one, active=one.id != gone) for one in organisation.people)
    sqlite_office.catalogue = changed(sqlite_office.catalogue, organisation=changed(organisation, people=people))
    sqlite_office.forward(minutes=1)
    assert sqlite_office.turn()[request].word == "waits"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"to": "ana"}, "delegate"), ({"to": "ci-churn"}, "delegate"), ({"to": "nobody"}, "delegate"),
        ({"until": "120 days"}, "until"), ({"until": "2020-01-01"}, "until"), ({"until": "soon"}, "until"),
        ({"kinds": ("magic",)}, "kinds"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_says_where(sqlite_office: Office, changes: dict[str, object], where: str) -> None:
    with pytest.raises(Problem) as fault:
        _away(sqlite_office, "ana", **{"to": "lena", **changes})  # type: ignore[arg-type]
    assert [one.where for one in fault.value.body.complaints] == [where]
