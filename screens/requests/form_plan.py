"""What the answers would become: beside the form, as one types."""

from textual.content import Content

from portal.contract.plan import Preview
from portal.contract.problem import Problem
from screens.connection.session import Session
from screens.keys import shown
from screens.requests import request_sections as sections
from screens.requests.cures import cures_of
from screens.sheet import Section
from screens.text import Part, columns, content, count, money, stack
from screens.words import OUTCOME, STYLES


def plan_sections(preview: Preview | None, session: Session) -> list[Section]:
    """Everything a preview says; while something is missing, what that is."""
    if preview is None:
        return [Section("Plan", content(("◌ working it out…", "dim")))]
    made = [_missing(preview)]
    if preview.plan is not None:
        made += [
            _stops(preview),
            sections.effects(preview.plan),
            _names(preview),
            sections.cost(preview.plan),
            sections.facts(preview.plan, session),
        ]
    if preview.policy is not None:
        made.append(sections.rules(preview.policy))
    return made


def _missing(preview: Preview) -> Section:
    rows: list[list[Part]] = [
        [("✗", STYLES["bad"]), (one.get("where", ""), "b"), one.get("what", ""), (one.get("todo", ""), "dim")]
        for one in preview.complaints
    ]
    return Section("Before it can be asked for", columns(rows), "b $warning")


def _stops(preview: Preview) -> Section:
    rows: list[Part] = []
    if preview.policy is not None and preview.policy.denied:
        fails = [rule.message or rule.title for rule in preview.policy.rules if rule.outcome == "fail"]
        rows += [content(("✗ ", STYLES["bad"]), ("policy does not allow it: ", "b"), why) for why in fails]
    if preview.plan is not None:
        blocking = [fact for fact in preview.plan.facts if fact.blocks and not fact.ok]
        rows += [
            content(("✗ ", STYLES["bad"]), (f"{fact.title}: ", "b"), f"{fact.value}; {fact.detail}".strip("; "))
            for fact in blocking
        ]
    for cure in cures_of(preview.plan, preview.policy):
        rows.append(content((f"{shown('cure')} ", "b $primary"), f"asks for {cure.kind}: ", (cure.about, "dim")))
    return Section("It does not fit now", stack(rows) if rows else content(""), "b $error")


def _names(preview: Preview) -> Section:
    rows: list[list[Part]] = []
    for one in preview.names:
        shown = OUTCOME[bool(one.get("ok"))]
        why = str(one.get("why") or "")
        rows.append(
            [
                (shown.sign, STYLES[shown.tone]),
                str(one.get("kind", "")).replace("_", " "),
                (str(one.get("name", "")), STYLES[shown.tone]),
                (why, STYLES["bad"]),
            ]
        )
    return Section("Names that come to be", columns(rows))


def blocked(preview: Preview | None) -> str:
    """Why it cannot be asked for yet, or ""."""
    if preview is None:
        return "the plan is being worked out"
    if preview.complaints:
        first = preview.complaints[0]
        more = f", and {len(preview.complaints) - 1} more" if len(preview.complaints) > 1 else ""
        return f"{first.get('where', '')} {first.get('what', '')}{more}".strip()
    if preview.policy is not None and preview.policy.denied:
        return "policy does not allow it"
    facts = preview.plan.facts if preview.plan is not None else ()
    first_false = next((fact for fact in facts if fact.blocks and not fact.ok), None)
    return f"it does not fit now: {first_false.title}, {first_false.value}" if first_false is not None else ""


def verdict(preview: Preview | None, refusal: Problem | None = None) -> Content:
    """The whole preview in one line, or why the server did not take it."""
    if refusal is not None:
        return content(("✗ ", STYLES["bad"]), (refusal.line(), STYLES["bad"]))
    if reason := blocked(preview):
        cures = cures_of(preview.plan, preview.policy) if preview else []
        hint: Part = (f" · {shown('cure')} asks for {cures[0].kind}", "$primary") if cures else ""
        return content(("✗ ", STYLES["bad"] if preview else "dim"), reason, hint)
    if preview is None or preview.plan is None or preview.policy is None:
        return content("")
    steps = count(len(preview.plan.effects), "step")
    cost = money(preview.plan.cost.monthly_cents, preview.plan.cost.currency)
    return content(
        ("✓ ", STYLES["good"]), f"{steps} · {cost} a month · {preview.policy.tier}: {preview.policy.sentence}"
    )
