"""What somebody may do is told with its reason, and agrees with who is asked."""

import pytest

from catalog.load import load
from portal.domain.policy import seats
from portal.domain.requests.may import rights_of

STARTER = load(None)


def told(person: str, readonly: bool = False) -> dict[str, tuple[bool, str]]:
    """What somebody of the starter organisation is told."""
    known = STARTER.organisation.person(person)
    assert known is not None
    return {one.what: (one.may, one.why) for one in rights_of(STARTER, known, readonly)}


def test_each_right_agrees_with_who_is_asked_at_that_tier() -> None:
    for person in STARTER.organisation.people:
        for tier in ("T1", "T2", "T3"):
            asked = any(person.id in seat.members for seat in seats(STARTER, tier, person.unit or ""))
            assert told(person.id)[f"decide at tier {tier}"][0] == asked, (person.id, tier)


@pytest.mark.parametrize(
    ("person", "what", "may", "why"),
    [
        ("maya", "ask for something", True, "everybody may"),
        ("maya", "decide at tier T1", False, "it takes one of"),
        ("ana", "decide at tier T2", True, "as one of"),
        ("omar", "decide at tier T3", True, "as one of cost owner"),
        ("ci-churn", "decide at tier T1", False, "only people of the organisation decide"),
        ("gwen", "ask for something", False, "guests ask for nothing"),
        ("sam", "sign G3-intended-use: ", True, "as tester"),
        ("ana", "sign G3-intended-use: ", False, "it takes a tester"),
        ("maya", "read the audit", True, "policy lets you"),
        ("gwen", "read the audit", False, "no guest"),
        ("ana", "decide on what you asked for or edited", False, "nobody"),
    ],
)
def test_every_right_and_every_lack_of_one_has_its_reason(person: str, what: str, may: bool, why: str) -> None:
    found = [value for name, value in told(person).items() if name.startswith(what)]
    assert [(one, why in reason) for one, reason in found] == [(may, True)]


def test_a_portal_that_only_looks_takes_no_wish() -> None:
    assert told("maya", readonly=True)["ask for something"] == (False, "this portal only looks")
