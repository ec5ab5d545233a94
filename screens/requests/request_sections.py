"""What a request says of itself, section by section; pure functions that the request's page and the decision share."""

from collections.abc import Iterable, Sequence
from typing import Any

from portal.contract.plan import Effect, Plan, PolicyOutcome
from portal.contract.requests import Request
from screens.connection.session import Session
from screens.keys import shown
from screens.sheet import Section
from screens.text import Part, ago, at, columns, content, count, listed, money, stack, until
from screens.words import OUTCOME, RULE, STYLES, VERDICT, Face, face


def signed(shown: Face) -> Part:
    """A sign in the colour of its tone."""
    return shown.sign, STYLES[shown.tone]


def effects(plan: Plan) -> Section:
    """What changes in the world."""
    rows = [_effect(number, effect) for number, effect in enumerate(plan.effects, 1)]
    notes: list[Part] = [content(("· ", "dim"), note) for note in plan.notes]
    return Section(
        f"What will happen: {count(len(rows), 'step')}", stack([columns(rows), *notes]) if rows else content("")
    )


def _effect(number: int, effect: Effect) -> list[Part]:
    return [(f"{number:>2}", "dim"), effect.title, (effect.name, "b"), (effect.stage, "dim")]


def cost(plan: Plan, budget: Any = None) -> Section:
    """What it costs, and what that leaves of the budget."""
    asked = plan.cost
    rows: list[list[Part]] = [
        ["a month", (money(asked.monthly_cents, asked.currency), "b"), ("estimate", "dim") if asked.estimate else ""],
        ["taken from the budget", money(asked.committed_cents, asked.currency), ""],
    ]
    if isinstance(budget, dict) and isinstance(budget.get("after_cents"), int):
        left = budget["after_cents"]
        unit, limit = str(budget.get("unit", "")), budget.get("limit_cents")
        style = STYLES["bad"] if left < 0 else STYLES["good"]
        rows.append([f"left of {unit}'s {money(limit if isinstance(limit, int) else None)}", (money(left), style), ""])
    if plan.starts_at:
        rows.append(["starts at", at(plan.starts_at), ""])
    if plan.lease_until:
        rows.append(["ends at", at(plan.lease_until), ""])
    elif plan.lease_days:
        rows.append(["ends after", count(plan.lease_days, "day"), ""])
    rows.append([("priced on", "dim"), (asked.priced_on, "dim"), (asked.note, "dim")])
    return Section("Cost", columns(rows))


def rules(policy: PolicyOutcome) -> Section:
    """The policy in words; what wants thought rule by rule, what passes by name."""
    rows: list[Part] = [policy.sentence]
    for rule in policy.rules:
        shown = face(RULE, rule.outcome)
        if rule.outcome != "pass":
            rows.append(content(signed(shown), f" {rule.title} ", (shown.word, STYLES[shown.tone])))
            rows.append(content("  ", rule.message))
    passed = [rule.title for rule in policy.rules if rule.outcome == "pass"]
    if passed:
        names = ("; ".join(passed), "dim")
        rows.append(content(signed(RULE["pass"]), f" {count(len(passed), 'rule')} pass: ", names))
    return Section(f"Policy · {policy.tier}", stack(rows))


def facts(plan: Plan, session: Session) -> Section:
    """What was observed, with its age."""
    rows: list[list[Part]] = []
    for fact in plan.facts:
        mark = OUTCOME[fact.ok]
        seen = ago(fact.observed_at, session.now()) if fact.observed_at else ""
        rows.append(
            [
                signed(mark),
                fact.title,
                (fact.value, "b" if fact.ok is False else ""),
                (f"{fact.detail} {seen}".strip(), "dim"),
            ]
        )
    cures: list[Part] = [
        content((f"{shown('cure')} ", "b $primary"), "asks for what is missing: ", (fact.cure, "b"))
        for fact in plan.facts
        if fact.ok is False and fact.cure
    ]
    return Section("Facts, checked again before the start", stack([columns(rows), *cures]) if rows else content(""))


def assumed(request: Request) -> Section:
    """Values that nobody gave."""
    names = [name for name, origin in request.origins.items() if origin == "assumed"]
    rows: list[list[Part]] = [
        [("▲", STYLES["warn"]), name, (value_text(request.spec.get(name)), "b")] for name in names
    ]
    return Section(f"Assumed, nobody answered these ({len(names)})", columns(rows), "b $warning")


def answers(request: Request) -> Section:
    """What was asked for, value by value."""
    rows: list[list[Part]] = [
        [
            (name, "dim"),
            value_text(value),
            (origin if (origin := request.origins.get(name, "")) != "answered" else "", "dim"),
        ]
        for name, value in request.spec.items()
    ]
    return Section("Asked for", columns(rows))


def difference(request: Request) -> Section:
    """Was and is, since the revision before."""
    if len(request.revisions) < 2:
        differs = request.context.get("differences")
        said = listed([str(one) for one in differs], 8) if isinstance(differs, list) and differs else ""
        return Section("Differs from the standard offer in", content(said))
    old, new = (revision.spec for revision in sorted(request.revisions, key=lambda one: one.number)[-2:])
    rows: list[list[Part]] = [
        [name, ("was", "dim"), value_text(old.get(name)), ("is", "dim"), (value_text(new.get(name)), "b")]
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]
    return Section(f"Changed since revision {request.revision - 1}", columns(rows), "b $warning")


def proposals(request: Request, session: Session) -> Section:
    """Counter-proposals: who would rather agree to what, and why."""
    rows: list[Part] = []
    for one in request.proposals:
        head = f"{session.name(one.person)} {ago(one.at, session.now())}"
        rows.append(content((head, "b"), f" · {one.state}" if one.state != "open" else ""))
        rows += [
            content(
                (f"  {change['name']} ", ""), (f"was {value_text(change['was'])} ", "dim"), "is ",
                (value_text(change["is"]), "b"),
            )
            for change in one.changes
        ]  # fmt: skip
        rows.append(content(("  “", "dim"), one.reason, ("”", "dim")))
    if any(action.name == "accept" and action.allowed for action in request.actions):
        keys = ((shown("accept"), "b $primary"), " accepts it as a new revision · ", (shown("decline"), "b $primary"))
        rows.append(content(*keys, " keeps your wish"))
    return Section("Counter-proposals", stack(rows) if rows else content(""), "b $warning")


def deciders(request: Request, session: Session) -> Section:
    """Which votes are there, which are missing, and who can give them."""
    rows: list[Part] = []
    if request.state in ("denied", "withdrawn", "expired"):
        return Section("Who decides", content(""))
    for need in request.policy.needs:
        given = next((one for one in request.missing if one.group == need.group), None)
        missing = given.missing if given else 0
        can = listed([session.name(person) for person in (given or need).can_give], 4)
        sign = signed(Face("◔", "", "warn") if missing else Face("✓", "", "good"))
        rows.append(content(sign, f" {need.title}: ", f"{missing} of {need.count} missing" if missing else "enough"))
        if missing and can:
            rows.append(content(("  can give it: ", "dim"), can))
        elif missing:
            rows.append(content(("  nobody can give it: ", STYLES["bad"]), "nobody of this group may decide here"))
    rows += _pace(request, session)
    return Section("Who decides", stack(rows) if rows else content(""))


def _pace(request: Request, session: Session) -> list[Part]:
    pace, now, rows = request.pace, session.now(), list[Part]()
    if pace is None:
        return rows
    if pace.escalated_at:
        rows.append(
            content(("▲ ", STYLES["warn"]), f"{pace.escalates_to} may decide too since {at(pace.escalated_at)}")
        )
    elif pace.escalates_at:
        rows.append(content(f"{pace.escalates_to} may decide too ", (until(pace.escalates_at, now), "b")))
    if pace.reminded_at:
        rows.append(content(("reminded ", "dim"), (ago(pace.reminded_at, now), "dim")))
    elif pace.reminds_at:
        rows.append(content(("a reminder goes out ", "dim"), (until(pace.reminds_at, now), "dim")))
    return rows


def reviews(request: Request, session: Session) -> Section:
    """Votes and words so far."""
    rows: list[Part] = []
    for review in request.reviews:
        shown = face(VERDICT, review.verdict)
        head: list[Part] = [
            signed(shown),
            f" {session.name(review.person)} {shown.word} {ago(review.at, session.now())}",
            (f" · in the place of {session.name(review.in_place_of)}", "dim") if review.in_place_of else "",
        ]
        if not review.counts:
            head.append((f" · does not count: {review.why_not}", STYLES["warn"]))
        rows.append(content(*head))
        if review.reason:
            rows.append(content(("  “", "dim"), review.reason, ("”", "dim")))
        if review.teaches:
            rows.append(content(("  what you can do: ", "dim"), review.teaches))
    return Section("Reviews", stack(rows) if rows else content(""))


def history(request: Request, session: Session) -> list[Section]:
    """The requester's other leases, and what one decided on the like of it."""
    leases = _dicts(request.context.get("requester_leases"))
    held: list[list[Part]] = [
        [
            (str(one.get("name", "")), "b"),
            str(one.get("project", "")),
            (f"until {at(str(one.get('lease_until') or ''))}", "dim"),
        ]
        for one in leases
    ]
    alike = _dicts(request.context.get("decided_alike"))
    said: list[list[Part]] = []
    for one in alike:
        shown = face(VERDICT, str(one.get("verdict", "")))
        said.append(
            [
                signed(shown),
                str(one.get("request", "")),
                str(one.get("title", "")),
                (ago(str(one.get("at") or ""), session.now()), "dim"),
            ]
        )
    return [
        Section(f"{session.name(request.requester)} holds already ({len(held)})", columns(held)),
        Section("You decided on the like of it", columns(said)),
    ]


def refused_acts(request: Request) -> Section:
    """What one may not do here, and why."""
    rows: list[list[Part]] = [
        [(action.name.replace("_", " "), "dim"), action.reason] for action in request.actions if not action.allowed
    ]
    return Section("Not for you, or not now", columns(rows), "dim b")


def timeline(request: Request, session: Session) -> Section:
    """What happened, in its order."""
    rows: list[list[Part]] = [
        [(at(entry.at), "dim"), session.name(entry.who), entry.what, (entry.detail, "dim")]
        for entry in request.timeline
    ]
    return Section("Timeline", columns(rows))


def value_text(value: Any) -> str:
    """A value of a spec as one reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value_text(one) for one in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {value_text(one)}" for name, one in value.items()) or "none"
    return "none" if value in (None, "") else str(value)


def _dicts(value: Any) -> Sequence[dict[str, Any]]:
    found: Iterable[Any] = value if isinstance(value, list) else ()
    return [one for one in found if isinstance(one, dict)]
