"""Who answers for what: letters become people, and what nobody holds is named."""

from catalog.model import Catalogue, Person, RaciRow
from portal.domain.people.coverage import circle, duties

VALIDATE = RaciRow(
    activity="validate", title="Validate", letters={"ml_engineer": "R", "tester": "A/R", "security": "C", "lead": "I"}
)
PROMOTE = RaciRow(
    activity="promote",
    title="Promote",
    letters={"ml_engineer": "R", "platform": "A", "product_owner": "A"},
    dual_key=True,
)


def people(**roles: str) -> dict[str, Person]:
    """People with one role each; a name that ends in `_left` has left."""
    return {
        name: Person(
            id=name.replace("_", "-"),
            name=name,
            title=role,
            roles=(role,),
            active=not name.endswith("_left"),
            object_id="0ae1c9d3-5ea6-5fb1-9f58-be724dc5d1ba",
        )
        for name, role in roles.items()
    }


def named(**roles: str) -> dict[str, Person]:
    """The same, by their ids."""
    return {person.id: person for person in people(**roles).values()}


def test_letters_become_people() -> None:
    (duty,) = duties([VALIDATE], named(sam="tester", priya="ml_engineer", ines="security", lena="lead"))
    assert (duty.accountable, duty.responsible) == (("sam",), ("priya", "sam"))
    assert (duty.consulted, duty.informed, duty.gap) == (("ines",), ("lena",), "")


def test_an_accountable_role_that_nobody_holds_is_a_gap() -> None:
    (duty,) = duties([VALIDATE], named(priya="ml_engineer"))
    assert (duty.accountable, duty.gap) == ((), "nobody is tester")


def test_of_several_responsible_roles_one_is_enough() -> None:
    (duty,) = duties([VALIDATE], named(sam="tester"))
    assert duty.gap == ""
    row = RaciRow(activity="data", title="Data", letters={"team_lead": "A", "data_engineer": "R", "ml_engineer": "R"})
    (duty,) = duties([row], named(theo="team_lead"))
    assert duty.gap == "nobody is data engineer or ml engineer"


def test_both_keys_of_a_dual_key_have_to_be_held() -> None:
    (duty,) = duties([PROMOTE], named(priya="ml_engineer", ana="platform"))
    assert (duty.accountable, duty.gap) == (("ana",), "nobody is product owner")


def test_who_has_left_holds_nothing_and_is_named_in_the_gap() -> None:
    (duty,) = duties([VALIDATE], named(erik_left="tester", priya="ml_engineer"))
    assert (duty.accountable, duty.gap) == ((), "nobody is tester (erik-left left)")


def test_the_circle_is_members_their_unit_and_central_roles(starter: Catalogue) -> None:
    found = circle(starter.organisation, "risk", "erik", ["tom", "ci-churn"])
    assert {"erik", "tom", "rosa", "omar", "ana", "li", "ines", "lena"} <= set(found)
    assert not {"maya", "priya", "sam", "ci-churn", "theo"} & set(found)


def test_a_project_of_risk_has_the_gaps_that_its_people_leave(starter: Catalogue) -> None:
    organisation = starter.organisation
    found = duties(organisation.raci, circle(organisation, "risk", "erik", ["tom", "petra"]))
    gaps = {duty.activity: duty.gap for duty in found if duty.gap}
    assert len([duty for duty in found if duty.gap]) == len(gaps)
    assert gaps["validate-in-test"] == "nobody is tester; nobody is ml engineer (erik left)"
    assert gaps["rollback"] == "nobody is ml engineer (erik left)"
    assert "training-code" not in gaps
