"""Reasons to deny are data: a code and words are kept, what it teaches is shown, and denials are counted."""

import pytest

from catalog.model import DenialReason, Reasons
from portal.contract.problem import Problem
from portal.services.requests import denials, reviews
from portal.services.requests.again import ask_again
from portal.store.tables import audit
from tests.kinds.made import changed
from tests.services.office import T1, Office, status


def deny(office: Office, request: str, code: str = "", words: str = "", verdict: str = "deny", by: str = "ana") -> None:
    """Somebody denies it."""
    reviews.vote(office.world, office.world.person(by), request, verdict, None, words, code=code)


def test_a_code_is_kept_with_its_words_and_teaches_whoever_asked(office: Office) -> None:
    request = office.ask(T1)
    offered = {one.code: one for one in office.show(request).denials}
    assert {"over-budget", "too-large", "say-more"} <= set(offered) and "evidence-missing" not in offered
    deny(office, request, "too-large", "one node fits it")
    shown = office.show(request)
    (review,) = shown.reviews
    assert (review.code, review.reason) == ("too-large", "Larger than the work needs: one node fits it")
    assert review.teaches == offered["too-large"].teaches and shown.denials == ()
    assert (shown.state, shown.reason) == ("denied", review.reason)
    assert [row["data"]["code"] for row in office.rows(audit) if row["act"] == "denied"] == ["too-large"]
    assert office.chain_holds()


def test_a_code_alone_says_enough_and_words_alone_too(sqlite_office: Office) -> None:
    first, second = sqlite_office.ask(T1, name="one"), sqlite_office.ask(T1, name="two")
    deny(sqlite_office, first, "say-more")
    deny(sqlite_office, second, words="not this week")
    assert sqlite_office.show(first).reviews[0].reason == "Say more about what it is for"
    assert (sqlite_office.show(second).reviews[0].code, sqlite_office.show(second).reason) == ("", "not this week")


@pytest.mark.parametrize(
    ("code", "words", "verdict"),
    [("none-such", "no", "deny"), ("evidence-missing", "", "deny"), ("say-more", "why?", "question"),
     ("say-more", "", "approve"), ("", "", "deny"), ("say-more", "x" * 5000, "deny")],
)  # fmt: skip
def test_what_is_no_reason_for_it_is_refused_and_nothing_is_kept(
    sqlite_office: Office, code: str, words: str, verdict: str
) -> None:
    request = sqlite_office.ask(T1)
    with pytest.raises(Problem) as fault:
        deny(sqlite_office, request, code, words, verdict)
    assert status(fault.value) == (422, "bad-input")
    assert sqlite_office.show(request).reviews == () and sqlite_office.acts(request) == ["submitted"]


def test_denials_are_counted_by_reason_kind_and_what_came_of_them(office: Office) -> None:
    asked = [office.ask(T1, name=f"n-{number}") for number in range(4)]
    for request, code, words in zip(asked, ("too-large", "too-large", "say-more", ""), ("", "", "", "no"), strict=True):
        deny(office, request, code, words)
    ask_again(office.world, office.world.person("maya"), asked[0])
    report = denials.counted(office.world, 90)
    assert report.total == 4
    counts = {one.code: (one.times, one.percent, one.asked_again, one.kinds) for one in report.items}
    assert counts["too-large"] == (2, 50, 1, {"compute": 2})
    assert counts["say-more"] == counts[""] == (1, 25, 0, {"compute": 1})
    assert report.items[0].code == "too-large" and counts["data-rules"][0] == 0
    office.forward(days=91)
    assert denials.counted(office.world, 90).total == 0


def test_a_reason_that_the_catalogue_dropped_is_still_counted_under_its_code(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    deny(sqlite_office, request, "too-large")
    only = DenialReason(id="other", title="Other", teaches="Something.")
    sqlite_office.catalogue = changed(sqlite_office.catalogue, reasons=Reasons(version="2", denials=(only,)))
    found = {one.code: one.title for one in denials.counted(sqlite_office.world, 9).items}
    assert found == {"too-large": "too-large", "other": "Other"}
    assert sqlite_office.show(request).reviews[0].teaches == ""
