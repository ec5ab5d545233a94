"""Advice as rows to choose from: what fits, best first, then what does not; each with its reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.contract.advice import (
    Change,
    ComputeAdvice,
    ComputeOption,
    Layout,
    Reason,
    RejectedCompute,
    RejectedLayout,
    TopologyAdvice,
    Word,
)
from screens.sheet import Section
from screens.tables.rows import Heading
from screens.text import Part, content, listed, money, stack
from screens.words import STYLES

SHOWN = 3
NEAREST = 12
SIGNS = {
    "prefer": ("+", STYLES["good"]),
    "avoid": ("−", STYLES["warn"]),
    "reject": ("✗", STYLES["bad"]),
}


@dataclass(frozen=True)
class Advised:
    """One thing that was weighed; `answers` go into the form of `kind` when it is taken."""

    key: str
    title: str
    cost: str
    why: tuple[Section, ...]
    fits: bool
    kind: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    cure: str = ""
    """The command that asks for what is missing, where something could be asked for."""
    why_not: str = ""
    """Why it cannot be taken, or ""."""


Advice = ComputeAdvice | TopologyAdvice


def rows_of(advice: Advice) -> list[Advised | Heading]:
    """Three that fit, best first, and the nearest of those that do not."""
    if isinstance(advice, ComputeAdvice):
        fits = [_compute(one) for one in advice.ranked]
        others = [_no_compute(number, one) for number, one in enumerate(advice.rejected)]
    else:
        fits = [_layout(one, _needs(advice)) for one in advice.ranked]
        others = [_no_layout(number, one) for number, one in enumerate(advice.rejected)]
    rows: list[Advised | Heading] = [Heading(f"The best {len(fits[:SHOWN])} of {len(fits)} that fit"), *fits[:SHOWN]]
    if not fits:
        rows = [Heading("Nothing fits; see what would have to change", "warn")]
    if others:
        rows += [Heading(f"Not these ({len(others)}), the nearest first", "dim"), *others[:NEAREST]]
    return rows


def taken(words: Sequence[Word]) -> str:
    """The words that nobody said, with what was taken for them."""
    assumed = [f"{word.title} {_spelled(word.value)}" for word in words if word.origin != "answered"]
    return f"assumed: {', '.join(assumed)}" if assumed else ""


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _compute(one: ComputeOption) -> Advised:
    nodes = f"{one.nodes} × " if one.nodes > 1 else ""
    room = one.room
    quota = "not known" if room.used is None else f"{room.used} → {room.used + room.needed} of {room.limit} vCPUs"
    facts: list[Part] = [
        f"{one.title}",
        f"{money(one.hourly_cents, one.currency)} an hour, {one.price}" if one.price else "the price is not known",
        f"quota {quota} ({room.family}, {room.region}, {room.priority})",
        f"{one.tier}: {one.approval}",
        *(content(("▲ ", STYLES["warn"]), text) for text in one.warnings),
    ]
    request = one.request or {}
    return Advised(
        key=f"{one.rank}",
        title=f"{one.rank} {nodes}{one.type} {one.priority}, {one.kind_title.lower()}",
        cost=money(one.monthly_cents, one.currency),
        why=(_reasons("Why", one.reasons), Section("What it is", stack(facts)), _changes("It could be", one.could_be)),
        fits=True,
        kind=str(request.get("kind", "")),
        answers=dict(request.get("spec", {})),
        why_not="" if request else f"a {one.kind_title.lower()} is not asked for by a request of its own",
    )


def _no_compute(number: int, one: RejectedCompute) -> Advised:
    name = f"{one.type} {one.priority}".strip() or "every size"
    return Advised(
        key=f"x{number}",
        title=f"✗ {name}, {one.kind_title.lower()}",
        cost="",
        why=(_reasons("Why not", one.reasons), _changes("What would have to change", one.would_change)),
        fits=False,
        cure=_cure(one.would_change),
        why_not="it does not fit",
    )


def _needs(advice: TopologyAdvice) -> str:
    """What was said of the project, as the form of a project takes it."""
    said = {word.name: word.value for word in advice.words if word.origin == "answered"}
    return " ".join(name if value else f"no_{name}" for name, value in said.items() if isinstance(value, bool))


def _layout(one: Layout, needs: str) -> Advised:
    lines: list[Part] = [
        content(
            (f"{line.name}  ", "b"),
            line.stage,
            (f"  {line.problem}", STYLES["bad"]) if line.problem else ("  there already" if line.exists else "", "dim"),
        )
        for line in one.workspaces
    ]
    both: list[Part] = [content(SIGNS["prefer"], f" {text}") for text in one.pros]
    both += [content(SIGNS["avoid"], f" {text}") for text in one.cons]
    return Advised(
        key=f"{one.rank}",
        title=f"{one.rank} {one.title}",
        cost=money(one.fixed_monthly_cents, one.currency),
        why=(
            _reasons("Why", one.reasons),
            Section("Workspaces", stack(lines)),
            Section("For it, against it", stack(both)),
        ),
        fits=True,
        kind="project",
        answers={"topology": "own" if one.segmentation == "project" else "existing"}
        | ({"needs": needs} if needs else {}),
    )


def _no_layout(number: int, one: RejectedLayout) -> Advised:
    return Advised(
        key=f"x{number}",
        title=f"✗ {one.title}",
        cost="",
        why=(_reasons("Why not", one.reasons), _changes("What would have to change", one.would_change)),
        fits=False,
        cure=_cure(one.would_change),
        why_not="it does not fit",
    )


def _reasons(title: str, reasons: Iterable[Reason]) -> Section:
    rows: list[Part] = []
    for one in reasons:
        rows.append(content(SIGNS.get(one.effect, ("·", "dim")), f" {one.text}"))
        rows.append(content((f"  {one.source}", "dim")))
    return Section(title, stack(rows))


def _changes(title: str, changes: Sequence[Change]) -> Section:
    return Section(title, stack([content(("→ ", "$primary"), one.text) for one in changes]))


def _cure(changes: Iterable[Change]) -> str:
    return next((one.cure for one in changes if one.cure), "")


def headline(advice: Advice) -> Part:
    """What was understood, in a line or two."""
    notes = listed(advice.notes, 2)
    return stack([content((advice.headline, "b")), *([content((notes, "dim"))] if notes else [])])
