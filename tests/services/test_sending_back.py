"""Between a yes and its start the world moves: what sends a request back to review, and what does not."""

from typing import Any

import pytest

from catalog.model import Catalogue
from portal.services import home
from portal.services.requests import lists
from tests.kinds.made import changed, with_items
from tests.services.office import T0, T1, T2, Office


def dearer(catalogue: Catalogue, type_: str, percent: int) -> Catalogue:
    """A price book in which one type costs so many percent more."""
    rows = tuple(
        changed(row, cents_per_hour=row.cents_per_hour * (100 + percent) // 100) if row.compute == type_ else row
        for row in catalogue.prices.rows
    )
    return changed(catalogue, prices=changed(catalogue.prices, rows=rows))


def priced(catalogue: Catalogue, type_: str, cents: int) -> Catalogue:
    """A price book in which one type costs so much."""
    rows = tuple(changed(row, cents_per_hour=cents) if row.compute == type_ else row for row in catalogue.prices.rows)
    return changed(catalogue, prices=changed(catalogue.prices, rows=rows))


def with_rule(catalogue: Catalogue, when: str, outcome: str) -> Catalogue:
    """A newer policy with one more rule."""
    rule = changed(catalogue.policy.rules[0], id="newer", title="Newer", when=when, outcome=outcome, message="Newer.")
    return changed(catalogue, policy=changed(catalogue.policy, rules=(*catalogue.policy.rules, rule)))


def sent_back(office: Office, request: str, reason: str) -> None:
    """Asserts that it goes back to review with a reason, a new revision and no votes, and can be decided anew."""
    before = office.show(request)
    outcome = office.turn()[request]
    assert outcome.word == "sent-back" and reason in outcome.reason
    shown = office.show(request)
    assert (shown.state, shown.revision) == ("in_review", before.revision + 1)
    assert reason in shown.reason and shown.revisions[-1].note == shown.reason
    assert shown.revisions[-1].made_by == "portal"
    assert [review.counts for review in shown.reviews] == [False] * len(shown.reviews)
    assert all("it was for revision" in review.why_not for review in shown.reviews)
    assert shown.digest != before.digest and shown.spec == before.spec and shown.origins == before.origins
    assert shown.waiting_on is not None and set(shown.waiting_on.people) <= {"ana", "li", "omar"}
    assert office.acts(request)[-1] == "sent-back"
    assert office.turn() == {}
    office.approve(request, *shown.waiting_on.people)
    again = office.show(request)
    assert (again.state, again.reason) == ("approved", "")
    assert again.waiting_on is not None and again.waiting_on.people == ("portal",)
    office.forward(minutes=1)
    assert office.turn()[request].word == "started"


def test_a_changed_template_sends_a_project_back(office: Office) -> None:
    request = office.ask_project()
    office.approve(request, "ana")
    office.forward(minutes=1)
    files = {**office.catalogue.template_files, "tabular-classic": {"template.yaml": "0" * 64}}
    office.catalogue = changed(office.catalogue, template_files=files)
    sent_back(office, request, "tabular-classic changed in the catalogue since it was approved")
    assert len(office.rendered) == 2


def test_an_unchanged_template_is_not_rendered_again(sqlite_office: Office) -> None:
    request = sqlite_office.ask_project()
    sqlite_office.approve(request, "ana")
    sqlite_office.forward(minutes=1)
    assert sqlite_office.turn()[request].word == "started"
    assert len(sqlite_office.rendered) == 1


def test_a_file_that_was_changed_and_that_nobody_read_since_counts(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1)
    sqlite_office.on_disk = with_items(sqlite_office.catalogue, "computes", {T1: {"memory_gib": 29}})
    sent_back(sqlite_office, request, f"{T1} changed in the catalogue")


def test_a_changed_compute_type_sends_it_back(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1)
    sqlite_office.catalogue = with_items(sqlite_office.catalogue, "computes", {T1: {"memory_gib": 29}})
    sent_back(sqlite_office, request, f"{T1} changed in the catalogue")


@pytest.mark.parametrize("percent", [2, 5, -5])
def test_a_price_that_moved_a_little_changes_nothing(sqlite_office: Office, percent: int) -> None:
    type_ = "nd40rs-v2"  # dear enough for cents not to count
    sqlite_office.catalogue = priced(sqlite_office.catalogue, type_, 1000)
    request = sqlite_office.approved(type_, "ana", "li", "omar", days=1)
    sqlite_office.catalogue = dearer(sqlite_office.catalogue, type_, percent)
    assert sqlite_office.turn()[request].word == "started"


@pytest.mark.parametrize("percent", [20, 6, -6, -20])
def test_a_price_that_moved_far_sends_it_back(sqlite_office: Office, percent: int) -> None:
    type_ = "nd40rs-v2"
    sqlite_office.catalogue = priced(sqlite_office.catalogue, type_, 1000)
    request = sqlite_office.approved(type_, "ana", "li", "omar", days=1)
    was = sqlite_office.show(request).plan.cost.monthly_cents
    sqlite_office.catalogue = dearer(sqlite_office.catalogue, type_, percent)
    sent_back(sqlite_office, request, f"its price moved by {abs(percent)} %, from {was} to ")
    assert sqlite_office.requests()[0]["monthly_cents"] != was


def test_a_price_that_moved_it_into_a_higher_tier_sends_it_back(sqlite_office: Office) -> None:
    type_ = T1
    usual = with_rule(priced(sqlite_office.catalogue, type_, 1000), "monthly_cents > 180000", "tier:T2")
    sqlite_office.catalogue = usual
    request = sqlite_office.approved(type_)
    monthly = sqlite_office.show(request).plan.cost.monthly_cents
    assert 173_000 < monthly < 180_000, monthly
    sqlite_office.catalogue = dearer(usual, type_, 4)
    sent_back(sqlite_office, request, "policy now asks for T2, it was T1")


def test_a_policy_that_demands_more_sends_it_back(office: Office) -> None:
    request = office.approved(T1)
    office.catalogue = with_rule(office.catalogue, "gpus > 0", "tier:T2")
    sent_back(office, request, "policy now asks for T2, it was T1")


def test_a_policy_that_demands_a_vote_of_what_needed_none_sends_it_back(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T0)
    sqlite_office.catalogue = with_rule(sqlite_office.catalogue, "true", "tier:T1")
    sent_back(sqlite_office, request, "policy now asks for T1, it was T0")


def test_a_policy_that_asks_others_sends_it_back(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1)
    catalogue = sqlite_office.catalogue
    needs = ({"group": "ml-security", "role": None, "count": 1},)
    tiers = tuple(
        changed(tier, needs=tuple(changed(tier.needs[0], **need) for need in needs)) if tier.tier == "T1" else tier
        for tier in catalogue.policy.tiers
    )
    sqlite_office.catalogue = changed(catalogue, policy=changed(catalogue.policy, tiers=tiers))
    assert sqlite_office.turn()[request].reason == "policy now asks for other or more approvals"
    shown = sqlite_office.show(request)
    assert shown.state == "in_review" and shown.waiting_on is not None
    assert shown.waiting_on.people == ("ines",)


def test_a_policy_that_demands_less_or_says_it_otherwise_changes_nothing(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T2, "ana", "li")
    sqlite_office.catalogue = with_rule(sqlite_office.catalogue, "gpus > 0", "warn")
    assert sqlite_office.turn()[request].word == "started"


def test_another_item_that_changed_changes_nothing(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1)
    sqlite_office.catalogue = with_items(sqlite_office.catalogue, "computes", {T2: {"memory_gib": 1}})
    assert sqlite_office.turn()[request].word == "started"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lifecycle": "blocked", "reason": "Found faulty."}, "it is blocked: Found faulty"),
        ({"id": "gone"}, "it is not in the catalogue any more"),
    ],
)
def test_an_offer_that_was_closed_since_waits_with_its_reason_and_breaks_no_list(
    sqlite_office: Office, change: dict[str, Any], said: str
) -> None:
    request, other = sqlite_office.approved(T1), sqlite_office.ask(T1, name="other")
    usual = sqlite_office.catalogue
    sqlite_office.catalogue = with_items(usual, "computes", {T1: change})
    assert sqlite_office.turn()[request].word == "waits"
    shown = sqlite_office.show(request, "ana")
    assert shown.state == "approved" and said in shown.reason
    assert shown.waiting_on is not None and shown.waiting_on.people == ("ana", "li")
    ana = sqlite_office.world.person("ana")
    assert {row.id for row in lists.listing(sqlite_office.world, ana, "all").items} == {request, other}
    assert {row.id for row in home.show(sqlite_office.world, ana).waiting} == {request, other}
    sqlite_office.catalogue = usual
    assert sqlite_office.turn()[request].word == "started"


def test_a_removed_template_waits_with_its_reason(sqlite_office: Office) -> None:
    request = sqlite_office.ask_project()
    sqlite_office.approve(request, "ana")
    sqlite_office.forward(minutes=1)
    sqlite_office.catalogue = with_items(sqlite_office.catalogue, "templates", {"tabular-classic": {"id": "gone"}})
    assert sqlite_office.turn()[request].word == "waits"
    assert "not in the catalogue any more" in sqlite_office.show(request).reason


def test_a_changed_template_that_cannot_be_rendered_waits_with_its_reason(sqlite_office: Office) -> None:
    request = sqlite_office.ask_project()
    sqlite_office.approve(request, "ana")
    sqlite_office.forward(minutes=1)
    usual = sqlite_office.catalogue
    sqlite_office.catalogue = changed(usual, template_files={"tabular-classic": {"template.yaml": "0" * 64}})
    sqlite_office.broken = "line 3 of README.md.jinja"
    assert sqlite_office.turn()[request].word == "waits"
    assert "line 3 of README.md.jinja" in sqlite_office.show(request).reason
    sqlite_office.catalogue = usual
    assert sqlite_office.turn()[request].word == "started"


def test_a_project_that_was_retired_since_waits_with_its_reason(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1)
    with sqlite_office.database.write() as connection:
        connection.exec_driver_sql("UPDATE projects SET phase = 'retired' WHERE name = 'basket'")
    assert sqlite_office.turn()[request].word == "waits"
    assert "there is no project basket any more" in sqlite_office.show(request).reason


def test_the_name_of_an_approved_project_is_its_own(sqlite_office: Office) -> None:
    request = sqlite_office.ask_project()
    sqlite_office.approve(request, "ana")
    sqlite_office.forward(minutes=1)
    assert "taken" not in " ".join(sqlite_office.show(request).flags)
    (row,) = lists.listing(sqlite_office.world, sqlite_office.world.person("ana"), "all").items
    assert "taken" not in " ".join(row.flags)
    assert sqlite_office.turn()[request].word == "started"
