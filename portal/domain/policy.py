"""Policy: CEL rules over a plan's variables decide the tier; tier and operating model decide who approves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from catalog.model import Catalogue, Organisation, Rule
from portal.contract.plan import Need, PolicyOutcome, RuleResult
from portal.domain.expressions import evaluate
from portal.domain.people.accounts import named_again, unverified
from portal.domain.requests.duties import Seat
from portal.domain.requests.workdays import read_span

TIERS = ("T0", "T1", "T2", "T3")
UNDECIDABLE = "T2"
"""The tier of a plan on which a rule could not be evaluated: humans decide."""


@dataclass(frozen=True)
class PolicyVerdict:
    """What the rules say before anybody is named."""

    tier: str
    denied: bool
    hold_seconds: int
    results: tuple[RuleResult, ...]
    also: tuple[str, ...] = ()
    """Roles of which one more person each has to agree; with `@unit`, somebody of the unit itself."""
    exceptions: tuple[str, ...] = ()
    """Requests whose exception kept a rule from counting."""
    instead: tuple[str, ...] = ()
    """Roles of which one person each has to agree, in place of those whom the tier asks for."""


@dataclass(frozen=True)
class Excepted:
    """A rule that does not count for now, by which request, and until when."""

    rule: str
    request: str
    until: str


def judge(
    catalogue: Catalogue,
    kind: str,
    offered_tier: str,
    variables: Mapping[str, Any],
    exceptions: Iterable[Excepted] = (),
) -> PolicyVerdict:
    """Applies every rule for `kind`. The highest tier counts; a rule that cannot be evaluated asks for humans.

    A rule named in one of the `exceptions`, which have to be live, is taken as passed, and its result says so.
    """
    policy = catalogue.policy
    excepted = {one.rule: one for one in exceptions}
    tally = _Tally(offered_tier or policy.default_tier)
    for rule in policy.rules:
        if kind not in rule.applies_to:
            continue
        holds, fault = _holds(rule, variables)
        if not holds and not fault:
            tally.results.append(RuleResult(rule.id, rule.title, "pass", ""))
        elif rule.id in excepted:
            tally.pass_over(rule, excepted[rule.id])
        elif fault:
            tally.ask_people(rule, fault)
        else:
            tally.apply(rule)
    tally.tier = TIERS[min(TIERS.index(tally.tier) + tally.up, len(TIERS) - 1)]
    hold = max(tally.hold, policy.tier(tally.tier).hold_seconds)  # type: ignore[arg-type]
    also, passed_over = tuple(dict.fromkeys(tally.also)), tuple(dict.fromkeys(tally.exceptions))
    instead = tuple(dict.fromkeys(tally.instead))
    return PolicyVerdict(tally.tier, tally.denied, hold, tuple(tally.results), also, passed_over, instead)


@dataclass
class _Tally:
    """What the rules have come to so far."""

    tier: str
    denied: bool = False
    hold: int = 0
    up: int = 0
    """How many tiers above all others it ends."""
    results: list[RuleResult] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    instead: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)

    def apply(self, rule: Rule) -> None:
        """Counts a rule that holds."""
        word, _, value = rule.outcome.partition(":")
        said = "pass"
        if word == "tier":
            said = "raise" if value > self.tier else "pass"
            self.tier = max(self.tier, value)
        elif word in ("also", "instead"):
            said = "raise" if word == "also" else "pass"
            (self.also if word == "also" else self.instead).append(value)
        elif word == "hold":
            self.hold = max(self.hold, int(value))
        elif word == "up":
            said = "raise"
            self.up = max(self.up, int(value))
        else:
            said = "fail" if word == "deny" else "warn"
            self.denied = self.denied or word == "deny"
        message = "" if said == "pass" and word == "tier" else rule.message
        self.results.append(RuleResult(rule.id, rule.title, said, message))

    def ask_people(self, rule: Rule, fault: str) -> None:
        """Counts a rule of which nobody knows whether it holds."""
        self.tier = max(self.tier, UNDECIDABLE)
        told = f"could not be evaluated ({fault}); people decide"
        self.results.append(RuleResult(rule.id, rule.title, "raise", told))

    def pass_over(self, rule: Rule, by: Excepted) -> None:
        """Leaves a rule out that would count, and says by whose leave."""
        self.exceptions.append(by.request)
        told = f"does not count until {by.until[:10]}, by the exception {by.request}"
        self.results.append(RuleResult(rule.id, rule.title, "pass", told))


def _holds(rule: Rule, variables: Mapping[str, Any]) -> tuple[bool, str]:
    try:
        answer = evaluate(rule.when, variables)
    except Exception as fault:  # the evaluator raises many types; whatever it is, people decide
        return False, type(fault).__name__
    return (answer, "") if isinstance(answer, bool) else (False, "it does not answer yes or no")


def seats(
    catalogue: Catalogue,
    tier: str,
    unit: str,
    also: Iterable[str] = (),
    instead: Iterable[str] = (),
    barred: frozenset[str] = frozenset(),
    model: str = "",
) -> tuple[Seat, ...]:
    """Who has to approve a plan of `tier` for `unit`, under `model` or else the organisation's operating model.

    `also` names roles of which one more person each has to agree, `instead` those that take the place of the tier's.
    Where nobody of a unit's own role is left beside those `barred` from deciding, the unit's lead stands in; where a
    lead is barred, the tier's own people decide; and where still too few are left, policy's `stand_in_role`.
    Where one of the barred may be somebody else too, the first seat takes more persons, as policy's `unverified_adds`.
    """
    chairs = _seats(catalogue, tier, unit, also, instead, barred, model or catalogue.organisation.operating_model)
    if chairs and (more := catalogue.policy.unverified_adds) and unverified(catalogue.organisation, barred):
        first = chairs[0]
        title = f"{first.title}, {more} more than usual as who asks is not verified"
        chairs = (Seat(first.id, title, first.count + more, first.members), *chairs[1:])
    return tuple(_with_stand_ins(catalogue, seat, barred) for seat in chairs)


def _seats(
    catalogue: Catalogue,
    tier: str,
    unit: str,
    also: Iterable[str],
    instead: Iterable[str],
    barred: frozenset[str],
    model: str,
) -> tuple[Seat, ...]:
    organisation = catalogue.organisation
    more = tuple(_named_seat(organisation, f"also:{role}", role, unit, barred) for role in also)
    if replaced := tuple(_named_seat(organisation, f"instead:{role}", role, unit, barred) for role in instead):
        return (*replaced, *more)
    local = {"hub-and-spoke": ("T1",), "federated": ("T1", "T2")}.get(model, ())
    if tier in local and (lead := _lead_seat(organisation, unit)) and lead.members - barred:
        return (lead, *more)
    chairs = []
    for number, need in enumerate(catalogue.policy.tier(tier).needs):  # type: ignore[arg-type]
        if need.group is None:
            chairs.append(_role_seat(organisation, f"{number}:{need.role}", str(need.role), need.count))
            continue
        group = organisation.group(need.group)
        members, title = (frozenset(group.members), group.title) if group else (frozenset(), need.group)
        chairs.append(Seat(f"{number}:{need.group}", title, need.count, _humans(organisation, members)))
    return (*chairs, *more)


def _with_stand_ins(catalogue: Catalogue, seat: Seat, barred: frozenset[str]) -> Seat:
    """The seat, wider where fewer people are left for it than have to agree."""
    role = catalogue.policy.stand_in_role
    if role is None or len(seat.members - barred) >= seat.count:
        return seat
    others = _role_seat(catalogue.organisation, seat.id, role, seat.count)
    return Seat(
        seat.id,
        f"{seat.title}, or a {others.title} in place of those missing",
        seat.count,
        seat.members | others.members,
    )


def _named_seat(organisation: Organisation, seat: str, named: str, unit: str, barred: frozenset[str]) -> Seat:
    """One person of a role; with `@unit`, of the unit itself, whose lead stands in where nobody else is left."""
    role, _, place = named.partition("@")
    anywhere = _role_seat(organisation, seat, role, 1)
    known = organisation.unit(unit)
    if not place or known is None:
        return anywhere
    own = frozenset(
        person.id for person in organisation.people if person.id in anywhere.members and person.unit == unit
    )
    if own - barred:
        return Seat(seat, f"{anywhere.title} of {known.title}", 1, own)
    lead = _humans(organisation, frozenset({known.lead}))
    return Seat(seat, f"the lead of {known.title}, in place of a {anywhere.title}", 1, lead)


def _role_seat(organisation: Organisation, seat: str, role: str, count: int) -> Seat:
    members = frozenset(person.id for person in organisation.people if role in person.roles)
    return Seat(seat, role.replace("_", " "), count, _humans(organisation, members))


def _lead_seat(organisation: Organisation, unit: str) -> Seat | None:
    known = organisation.unit(unit)
    if known is None:
        return None
    return Seat(f"lead:{unit}", f"the lead of {known.title}", 1, _humans(organisation, frozenset({known.lead})))


def _humans(organisation: Organisation, ids: frozenset[str]) -> frozenset[str]:
    people = {person.id for person in organisation.people if person.active and person.kind == "human"}
    return (ids & people) - named_again(organisation)


def outcome(
    catalogue: Catalogue, verdict: PolicyVerdict, chairs: tuple[Seat, ...], barred: frozenset[str], model: str = ""
) -> PolicyOutcome:
    """The verdict with the people in it; `barred` are those who may not decide on this one."""
    rule = catalogue.policy.tier(verdict.tier)  # type: ignore[arg-type]
    expire = read_span(rule.timing.expire)
    needs = tuple(Need(seat.id, seat.title, seat.count, (), tuple(sorted(seat.members - barred))) for seat in chairs)
    return PolicyOutcome(
        tier=verdict.tier,
        denied=verdict.denied,
        rules=verdict.results,
        needs=needs,
        hold_seconds=verdict.hold_seconds,
        expires_hours=expire.count * (24 if expire.unit == "bd" else 1),
        usual_wait_hours=float(rule.typical_wait_hours),
        sentence=sentence(catalogue.organisation, verdict.tier, needs, rule.typical_wait_hours),
        digest=catalogue.digest_of_policy,
        also=verdict.also,
        exceptions=verdict.exceptions,
        instead=verdict.instead,
        model=model,
        expires_days=expire.count if expire.unit == "bd" else None,
    )


def sentence(organisation: Organisation, tier: str, needs: tuple[Need, ...], usual_hours: int) -> str:
    """Who decides, in words: "one of the platform team: Ana, Li; usually 3 h"."""
    if not needs:
        return "approved at once, by policy"
    numbers = {1: "one", 2: "two", 3: "three"}
    told = []
    for need in needs:
        people = [person.name.split()[0] for person in organisation.people if person.id in need.can_give]
        who = f"{numbers.get(need.count, str(need.count))} of {need.title}: {', '.join(people) or 'nobody is left'}"
        told.append(who)
    return " and ".join(told) + f"; usually {usual_hours} h"


def hold(seconds: int) -> timedelta:
    """A hold as a duration."""
    return timedelta(seconds=seconds)
