"""Every field of policy bites: for each there is a change of it, and something that comes out otherwise."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from catalog.model import Catalogue, Deciders, Need, Organisation, Policy, Rule, TierRule, Timing
from catalog.model.organisation import WorkingHours
from portal.contract.problem import Problem
from portal.contract.reviews import ReviewPace
from portal.domain.policy import judge, seats
from portal.services.audit import check_reader
from portal.services.requests.reminders import call_due
from tests.domain.test_policy import VARIABLES, rule
from tests.kinds.made import changed
from tests.services.office import T1, Office


@dataclass(frozen=True)
class Knob:
    """A change of the catalogue, and what has to come out otherwise after it."""

    turn: Callable[[Catalogue], Catalogue]
    look: Callable[[Office], Any]


def _policy(**changes: Any) -> Callable[[Catalogue], Catalogue]:
    return lambda catalogue: changed(catalogue, policy=changed(catalogue.policy, **changes))


def _tier(**changes: Any) -> Callable[[Catalogue], Catalogue]:
    def turn(catalogue: Catalogue) -> Catalogue:
        tiers = tuple(changed(one, **changes) if one.tier == "T1" else one for one in catalogue.policy.tiers)
        return changed(catalogue, policy=changed(catalogue.policy, tiers=tiers))

    return turn


def _timing(**changes: Any) -> Callable[[Catalogue], Catalogue]:
    return lambda catalogue: _tier(timing=changed(catalogue.policy.tier("T1").timing, **changes))(catalogue)


def _rule(outcome: str, **more: Any) -> Callable[[Catalogue], Catalogue]:
    return _policy(rules=(changed(rule(outcome), **more),))


def _organisation(**changes: Any) -> Callable[[Catalogue], Catalogue]:
    return lambda catalogue: changed(catalogue, organisation=changed(catalogue.organisation, **changes))


def _asked(office: Office) -> Any:
    return office.show(office.ask(T1))


def _pace(office: Office) -> ReviewPace:
    found = office.show(office.ask(T1)).pace
    assert found is not None
    return found


def _late(office: Office) -> tuple[str, ...]:
    """Who can decide on what has waited for two business days."""
    request = office.ask(T1)
    office.forward(days=2)
    call_due(office.world)
    return office.show(request).missing[0].can_give


def _reads_the_audit(office: Office) -> bool:
    maya = office.catalogue.organisation.person("maya")
    assert maya is not None
    try:
        check_reader(office.catalogue, maya)
    except Problem as why:
        assert why.body.code == "not-a-reader"
        return False
    return True


def _verdict(office: Office) -> Any:
    return judge(office.catalogue, "compute", "T0", {**VARIABLES, "vcpus": 2})


def _holiday(catalogue: Catalogue) -> Catalogue:
    return _organisation(holidays=(date(2026, 11, 24),))(_timing(expire="1bd")(catalogue))


def _dearer(office: Office) -> str:
    """What comes of a start when it costs half as much again since the approval."""
    normal, request = office.catalogue, office.approved(T1)
    rows = tuple(changed(one, cents_per_hour=one.cents_per_hour * 3 // 2) for one in normal.prices.rows)
    office.catalogue = changed(normal, prices=changed(normal.prices, rows=rows))
    word = office.turn()[request].word
    office.catalogue = normal
    return word


def _who(office: Office) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(one.title, one.count, one.can_give) for one in _asked(office).missing]


KNOBS: dict[str, Knob] = {
    "Policy.version": Knob(_policy(version="2"), lambda office: _asked(office).policy.digest),
    "Policy.default_tier": Knob(
        _policy(default_tier="T3"), lambda office: judge(office.catalogue, "other", "", {}).tier
    ),
    "Policy.tiers": Knob(_tier(needs=()), lambda office: _asked(office).state),
    "Policy.rules": Knob(_rule("tier:T3"), lambda office: _verdict(office).tier),
    "Policy.stand_in_role": Knob(
        _policy(stand_in_role=None),
        lambda office: seats(office.catalogue, "T2", "retail", barred=frozenset({"ana"}))[0].members,
    ),
    "Policy.unverified_adds": Knob(_policy(unverified_adds=1), _who),
    "Policy.audit_readers": Knob(_policy(audit_readers=("lead",)), _reads_the_audit),
    "Policy.price_move_percent": Knob(_policy(price_move_percent=100), _dearer),
    "TierRule.needs": Knob(_tier(needs=(Need(role="security", count=1),)), _who),
    "TierRule.hold_seconds": Knob(_tier(hold_seconds=900), lambda office: _asked(office).policy.hold_seconds),
    "TierRule.timing": Knob(_tier(timing=Timing(expire="3h")), lambda office: _asked(office).expires_at),
    "Timing.expire": Knob(_timing(expire="1bd"), lambda office: _asked(office).expires_at),
    "Timing.remind": Knob(_timing(remind="2bh"), lambda office: _pace(office).reminds_at),
    "Timing.escalate": Knob(_timing(escalate="3bd"), lambda office: _pace(office).escalates_at),
    "Timing.escalate_to": Knob(
        _timing(escalate_to=Deciders(role="security")), lambda office: _pace(office).escalates_to
    ),
    "Deciders.role": Knob(_timing(escalate_to=Deciders(role="security")), lambda office: _late(office)),
    "Deciders.group": Knob(_timing(escalate_to=Deciders(group="ml-security")), lambda office: _late(office)),
    "TierRule.typical_wait_hours": Knob(
        _tier(typical_wait_hours=40), lambda office: _asked(office).waiting_on.usual_hours
    ),
    "Need.role": Knob(_tier(needs=(Need(role="cost_owner", count=1),)), _who),
    "Need.group": Knob(_tier(needs=(Need(group="ml-platform", count=2),)), _who),
    "Need.count": Knob(_tier(needs=(Need(group="ml-platform", count=2),)), _who),
    "Rule.when": Knob(_rule("tier:T3", when="vcpus == 2"), lambda office: _verdict(office).tier),
    "Rule.applies_to": Knob(_rule("tier:T3", applies_to=("quota",)), lambda office: _verdict(office).results),
    "Rule.id": Knob(_rule("warn", id="other"), lambda office: [one.id for one in _verdict(office).results]),
    "Rule.title": Knob(_rule("warn", title="Other"), lambda office: [one.title for one in _verdict(office).results]),
    "Rule.message": Knob(
        _rule("warn", message="No."), lambda office: [one.message for one in _verdict(office).results]
    ),
    "Rule.outcome": Knob(_rule("deny"), lambda office: _verdict(office).denied),
    "outcome tier": Knob(_rule("tier:T2"), lambda office: _verdict(office).tier),
    "outcome also": Knob(_rule("also:security"), lambda office: _verdict(office).also),
    "outcome instead": Knob(_rule("instead:security"), lambda office: _verdict(office).instead),
    "outcome deny": Knob(_rule("deny"), lambda office: _verdict(office).denied),
    "outcome warn": Knob(
        _rule("warn"), lambda office: [one.title for one in _verdict(office).results if one.outcome == "warn"]
    ),
    "outcome up": Knob(_rule("up:1"), lambda office: _verdict(office).tier),
    "outcome hold": Knob(_rule("hold:900"), lambda office: _verdict(office).hold_seconds),
    "Organisation.operating_model": Knob(_organisation(operating_model="hub-and-spoke"), _who),
    "Organisation.holidays": Knob(_holiday, lambda office: _asked(office).expires_at),
    "Organisation.working_hours": Knob(
        _organisation(working_hours=WorkingHours(opens="12:00", closes="14:00")),
        lambda office: _pace(office).reminds_at,
    ),
    "WorkingHours.opens": Knob(
        _organisation(working_hours=WorkingHours(opens="12:00")), lambda office: _pace(office).reminds_at
    ),
    "WorkingHours.closes": Knob(
        _organisation(working_hours=WorkingHours(closes="11:00")), lambda office: _pace(office).reminds_at
    ),
}

ELSEWHERE = {
    "TierRule.tier": "tests/domain/test_policy.py",
    "Policy.proposer_may_approve": "tests/services/test_counter_proposals.py",
    "Policy.afterwards_hours": "tests/moves/test_afterwards.py",
    "Policy.idle_deployment_days": "tests/kinds/test_idle_deployments.py",
    "Policy.kept_ways_back": "tests/kinds/test_idle_deployments.py",
    "Policy.directory_max_age_seconds": "tests/directory/test_starting.py",
    "Organisation.operating_exceptions": "tests/services/test_routing.py",
}
"""What is shown to bite in a story of its own."""


@pytest.mark.parametrize("name", KNOBS)
def test_turning_it_changes_what_comes_out(sqlite_office: Office, name: str) -> None:
    knob = KNOBS[name]
    before = knob.look(sqlite_office)
    sqlite_office.catalogue = knob.turn(sqlite_office.catalogue)
    assert knob.look(sqlite_office) != before


def test_a_holiday_alone_moves_the_end_of_a_business_day(sqlite_office: Office) -> None:
    sqlite_office.catalogue = _timing(expire="1bd")(sqlite_office.catalogue)
    assert _asked(sqlite_office).expires_at == "2026-11-24T09:00:00.000Z"
    sqlite_office.catalogue = _holiday(sqlite_office.catalogue)
    assert _asked(sqlite_office).expires_at == "2026-11-25T09:00:00.000Z"


def _shapes(model: type[BaseModel]) -> set[type[BaseModel]]:
    """A shape and every one that lies in it, however deep."""
    inside = {
        one
        for field in model.model_fields.values()
        for one in (field.annotation, *get_args(field.annotation))
        if isinstance(one, type) and issubclass(one, BaseModel)
    }
    return {model}.union(*(_shapes(one) for one in inside))


def test_no_field_of_policy_is_without_its_test() -> None:
    shapes = _shapes(Policy) | _shapes(WorkingHours)
    assert {Policy, TierRule, Timing, Deciders, Need, Rule} <= shapes
    fields = {f"{model.__name__}.{field}" for model in shapes for field in model.model_fields}
    assert fields - set(KNOBS) - set(ELSEWHERE) == set()
    known = fields | {f"Organisation.{field}" for field in Organisation.model_fields}
    assert {name for name in (*KNOBS, *ELSEWHERE) if not name.startswith("outcome ")} <= known


def test_no_outcome_of_a_rule_is_without_its_test() -> None:
    pattern = str(Rule.model_json_schema()["properties"]["outcome"]["pattern"])
    words = set(re.findall(r"[a-z]{2,}", re.sub(r"\[[^]]*\]|@unit", "", pattern)))
    assert words == {name.removeprefix("outcome ") for name in KNOBS if name.startswith("outcome ")}


def test_every_story_that_is_named_is_there() -> None:
    root = Path(__file__).parents[2]
    assert [place for place in ELSEWHERE.values() if not (root / place).exists()] == []
