"""Asking: what is frozen, what is refused, and what nobody has to approve."""

from typing import Any

import pytest

from catalog.checks.policy import VARIABLES
from portal.contract.problem import Problem
from portal.domain import policy
from portal.services.requests import drafts, proposals
from portal.store.tables import requests, revisions
from tests.kinds.made import changed
from tests.services.office import FILES, T0, T1, T2, T3, Office, status


def test_a_wish_becomes_a_request_that_waits_for_those_who_may_decide(office: Office) -> None:
    request = office.ask(T2)
    shown = office.show(request)
    assert (shown.id, shown.state, shown.revision, shown.tier) == ("R-1", "in_review", 1, "T2")
    assert (shown.requester, shown.unit, shown.project, shown.stage) == ("maya", "retail", "basket", "dev")
    assert [(need.title, need.count, need.can_give) for need in shown.missing] == [
        ("ML platform team", 2, ("ana", "li"))
    ]
    assert shown.waiting_on is not None
    assert (shown.waiting_on.people, shown.waiting_on.what) == (("ana", "li"), "approve or deny")
    assert office.acts(request) == ["submitted"] and office.chain_holds()
    assert shown.digest == shown.revisions[0].digest and len(shown.digest) == 64


def test_each_tier_asks_whom_policy_names(sqlite_office: Office) -> None:
    seats = {
        type_: [(need.title, need.count) for need in sqlite_office.show(sqlite_office.ask(type_)).policy.needs]
        for type_ in (T0, T1, T2, T3)
    }
    assert seats == {
        T0: [],
        T1: [("ML platform team", 1)],
        T2: [("ML platform team", 2)],
        T3: [("ML platform team", 2), ("cost owner", 1)],
    }


@pytest.mark.parametrize(("model", "t1", "t2"), [("hub-and-spoke", "theo", "ana"), ("federated", "theo", "theo")])
def test_the_operating_model_decides_who_is_near_enough(sqlite_office: Office, model: str, t1: str, t2: str) -> None:
    organisation = changed(sqlite_office.catalogue.organisation, operating_model=model)
    sqlite_office.catalogue = changed(sqlite_office.catalogue, organisation=organisation)
    first, second = sqlite_office.ask(T1), sqlite_office.ask(T2)
    assert t1 in sqlite_office.show(first).missing[0].can_give
    assert t2 in sqlite_office.show(second).missing[0].can_give
    sqlite_office.approve(first, "theo")
    assert sqlite_office.state(first) == "approved"


def test_what_needs_nobody_is_approved_by_policy_at_once(office: Office) -> None:
    request = office.ask(T0)
    shown = office.show(request)
    assert (shown.state, shown.tier, shown.missing) == ("approved", "T0", ())
    assert [(review.person, review.verdict, review.counts) for review in shown.reviews] == [("policy", "approve", True)]
    assert shown.hold_until == shown.submitted_at
    assert office.turn()[request].word == "started"


def test_a_projects_files_are_rendered_and_become_part_of_what_is_approved(sqlite_office: Office) -> None:
    request = sqlite_office.ask_project()
    (order,) = sqlite_office.rendered
    assert order.answers["request_id"] == request
    effect = next(one for one in sqlite_office.show(request).plan.effects if one.kind == "repository")
    assert effect.payload["files"] == FILES and effect.payload["answers"]["project_name"] == "churn"


def test_bad_answers_are_refused_with_every_complaint_and_leave_nothing(office: Office) -> None:
    with pytest.raises(Problem) as fault:
        office.ask(T1, nodes=0, days=1000)
    assert status(fault.value) == (422, "bad-input")
    assert [one.where for one in fault.value.body.complaints] == ["nodes", "days"]
    with pytest.raises(Problem) as fault:
        office.ask("nc6")
    assert status(fault.value) == (422, "blocked-offer") and fault.value.exit_code == 2
    assert "use nc4as-t4-v3" in fault.value.line()
    assert office.requests() == [] and office.rows(revisions) == []


def test_what_does_not_fit_now_is_refused_with_the_numbers(sqlite_office: Office) -> None:
    sqlite_office.quota(96, 100)
    with pytest.raises(Problem) as fault:
        sqlite_office.ask(T1, nodes=2)
    assert status(fault.value) == (403, "does-not-fit") and fault.value.exit_code == 3
    assert "4 left, 8 wanted" in fault.value.line()
    assert sqlite_office.state(sqlite_office.ask(T1, nodes=1)) == "in_review"


def test_what_policy_denies_is_refused_with_its_message(sqlite_office: Office) -> None:
    deny(sqlite_office, "gpus > 0", "No GPUs this quarter.")
    with pytest.raises(Problem) as fault:
        sqlite_office.ask(T1)
    assert status(fault.value) == (403, "policy") and "No GPUs this quarter" in fault.value.line()
    assert sqlite_office.state(sqlite_office.ask(T0)) == "approved"


def deny(office: Office, when: str, message: str) -> None:
    """Adds a rule to policy that denies."""
    rules = office.catalogue.policy.rules
    rule = changed(rules[0], id="never", title="Never", when=when, outcome="deny", message=message)
    office.catalogue = changed(office.catalogue, policy=changed(office.catalogue.policy, rules=(*rules, rule)))


@pytest.mark.parametrize(("by", "expected"), [("erik", 403), ("nobody", 404), ("gwen", 403)])
def test_who_has_left_who_is_unknown_and_guests_ask_for_nothing(sqlite_office: Office, by: str, expected: int) -> None:
    with pytest.raises(Problem) as fault:
        sqlite_office.ask_project(by=by)
    assert fault.value.body.status == expected
    assert sqlite_office.requests() == []


def test_a_ci_identity_may_ask_and_never_approves(sqlite_office: Office) -> None:
    request = sqlite_office.ask_project(by="ci-churn", owner="maya")
    assert sqlite_office.state(request) == "in_review"
    with pytest.raises(Problem) as fault:
        sqlite_office.vote(sqlite_office.ask_project("other"), "ci-churn")
    assert status(fault.value) == (403, "refused")
    assert {"approve", "deny"}.isdisjoint(sqlite_office.may("R-2", "ci-churn"))


def test_an_unknown_kind_names_those_there_are(sqlite_office: Office) -> None:
    with pytest.raises(Problem, match="no kind of request 'castle'") as fault:
        sqlite_office.submit("castle", "maya")
    assert fault.value.body.status == 404 and "project, compute" in fault.value.line()


def test_a_preview_stores_nothing_and_says_what_submitting_will_say(sqlite_office: Office) -> None:
    before = sqlite_office.counts()
    person = sqlite_office.world.person("maya")
    preview = proposals.preview(sqlite_office.world, person, "compute", {"type": T2, "nodes": 2})
    assert preview.complaints == () and preview.plan is not None and preview.policy is not None
    wrong = proposals.preview(sqlite_office.world, person, "compute", {"type": "nc6"})
    assert wrong.plan is None and wrong.complaints[0]["where"] == "type"
    assert sqlite_office.counts() == before
    shown = sqlite_office.show(sqlite_office.ask(T2, nodes=2))
    assert (shown.plan.cost, shown.policy.tier, shown.spec) == (preview.plan.cost, preview.policy.tier, preview.spec)
    assert shown.policy.sentence == preview.policy.sentence


def test_what_was_drafted_is_gone_when_it_was_submitted(sqlite_office: Office) -> None:
    maya, priya = sqlite_office.world.person("maya"), sqlite_office.world.person("priya")
    mine = drafts.save(sqlite_office.world, maya, "new", "compute", {"type": T1})
    other = drafts.save(sqlite_office.world, priya, "new", "compute", {"type": T1})
    sqlite_office.ask(T1, draft=mine.id)
    assert drafts.listing(sqlite_office.world, maya) == ()
    sqlite_office.ask(T1, draft=other.id)
    assert [one.id for one in drafts.listing(sqlite_office.world, priya)] == [other.id]


def test_policy_is_told_everything_that_a_rule_may_ask_for(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def judge(catalogue: Any, kind: str, tier: str, variables: Any, *more: Any) -> Any:
        seen.append(set(variables))
        return policy.judge(catalogue, kind, tier, variables, *more)

    monkeypatch.setattr(proposals, "judge", judge)
    sqlite_office.ask(T1)
    sqlite_office.ask_project()
    assert seen == [VARIABLES, VARIABLES]


def test_the_row_says_what_the_request_is(sqlite_office: Office) -> None:
    sqlite_office.ask(T2, nodes=2, days=14, reason="Fine-tuning")
    (row,) = sqlite_office.rows(requests)
    assert row["title"] == "cluster 2 × nc24ads-a100-v4 for basket, 14 days"
    assert (row["days"], row["tier"], row["easy"], row["mode"]) == (14, "T2", False, "demo")
    assert row["committed_cents"] > 0 and row["monthly_cents"] > row["committed_cents"]


def test_what_is_refused_uses_up_no_number(sqlite_office: Office) -> None:
    first = sqlite_office.ask()
    for _ in range(3):
        with pytest.raises(Problem):
            sqlite_office.ask("no-such-type")
    assert (first, sqlite_office.ask()) == ("R-1", "R-2")
