"""How far an operation is, what it wrote, and what to do once it is ready."""

from collections.abc import Sequence

from portal.clock import moment
from portal.contract.operations import JournalRow, Operation, ReadyCard, Step
from screens.connection.session import Session
from screens.sheet import Section
from screens.text import Part, age, bar, columns, content, span, stack, until
from screens.words import OPERATION, STEP, STYLES, face

BAR = 30


def ready_card(card: ReadyCard | None) -> Section:
    """What to do now, what ends when, and what will be lost."""
    if card is None:
        return Section("", content(""))
    rows: list[Part] = [content((f"  {line}", "b")) for line in card.do_now]
    rows += [content((f"  {title}: ", "dim"), address) for title, address in card.links]
    rows += [content(("  ends  ", STYLES["warn"]), line) for line in card.ends]
    rows += [content(("  lost  ", STYLES["warn"]), line) for line in card.lost]
    return Section(f"✓ {card.headline}: do now (y copies)", stack(rows), "b $success")


def operation(run: Operation | None, session: Session) -> Section:
    """Its bar, and every step with its time."""
    if run is None:
        return Section("", content(""))
    shown = face(OPERATION, run.state)
    now = next((step for step in run.steps if step.state in ("intended", "sent")), None)
    left = sum(step.state == "left" for step in run.steps)
    rows: list[Part] = []
    if run.state != "done":
        style = STYLES[shown.tone]
        elapsed = f"  {age(run.started_at, session.now())}"
        rows.append(
            content(
                (bar(run.progress, BAR), style),
                f" {run.progress:.0%}",
                (elapsed, "dim"),
                f"  {now.title if now else ''}",
            )
        )
    if run.reason:
        rows.append(content(("▲ ", STYLES["warn"]), run.reason))
    if run.deadline and run.state == "stuck":
        rows.append(content("Unless somebody tries again, it is undone ", (until(run.deadline, session.now()), "b")))
    if left:
        rows.append(content((f"▲ {left} left behind", STYLES["bad"])))
    rows.append(columns([_step(step, session) for step in run.steps]))
    attempt = f", attempt {run.attempt}" if run.attempt > 1 else ""
    return Section(f"{shown.sign} Operation {shown.word}{attempt}", stack(rows), f"b {STYLES[shown.tone]}")


def _step(step: Step, session: Session) -> list[Part]:
    shown = face(STEP, step.state)
    took = ""
    if step.started_at and step.ended_at:
        took = span((moment(step.ended_at) - moment(step.started_at)).total_seconds())
    elif step.started_at:
        took = age(step.started_at, session.now())
    usual = (
        f"usually {span(step.typical_seconds)}" if step.typical_seconds and step.state in ("intended", "sent") else ""
    )
    said = " ".join(part for part in (step.detail, step.correlation and f"correlation {step.correlation}") if part)
    return [
        (shown.text, STYLES[shown.tone]),
        step.title,
        (step.resource, "dim"),
        took,
        (f"{usual} {said}".strip(), "dim"),
    ]


def journal(rows: Sequence[JournalRow]) -> Section:
    """The operation's own record, the newest last."""
    tones = {"error": STYLES["bad"], "warning": STYLES["warn"]}
    lines: list[list[Part]] = [
        [(row.at[11:19], "dim"), row.step, (row.text, tones.get(row.level, "")), (row.correlation, "dim")]
        for row in rows
    ]
    return Section("Journal", columns(lines))
