"""The lines of Home, made from what the server says needs the person."""

from dataclasses import dataclass

from portal.contract.home import Change, Home
from portal.contract.operations import Operation
from portal.contract.projects import Resource
from portal.contract.requests import RequestRow
from screens.request_columns import state_cell, waiting_cell
from screens.rows import Heading
from screens.session import Session
from screens.text import bar, count, money, until
from screens.words import OPERATION, REQUEST, RESOURCE, face


@dataclass(frozen=True)
class HomeLine:
    """One line: what it is about, what is with it, who has to act, and since when."""

    key: str
    page: str
    """The page that Enter opens, "" for none."""
    subject_id: str
    sign: str
    tone: str
    subject: str
    text: str
    state: str = ""
    who: str = ""
    since: str = ""
    when: str = ""
    """In place of the age, where a moment to come matters."""


def home_lines(home: Home, session: Session) -> list[HomeLine | Heading]:
    """All sections that have lines."""
    sections = (
        ("Waiting on you", [*(_waiting(row, session) for row in home.waiting), *(_lease(one, session) for one in home.leases)]),
        ("Running", [_operation(one) for one in home.running]),
        ("Your requests", [_mine(row, session) for row in home.mine]),
        ("Since you last looked", [_change(one, session) for one in home.changes]),
        ("Worth a look in this demo", [_story(number, one) for number, one in enumerate(home.stories)]),
    )
    rows: list[HomeLine | Heading] = []
    for title, lines in sections:
        if lines:
            rows += [Heading(f"{title} ({len(lines)})"), *lines]
    return rows


def _waiting(row: RequestRow, session: Session) -> HomeLine:
    shown = face(REQUEST, row.state)
    page = "decision" if row.state == "in_review" and session.me and row.requester != session.me.person.id else "request"
    what = row.waiting_on.what if row.waiting_on else ""
    since = row.waiting_on.since if row.waiting_on else row.submitted_at
    text = f"{row.title} · {session.name(row.requester)} · {money(row.monthly_cents)}"
    return HomeLine(f"w {row.id}", page, row.id, "●" if row.easy else "▲", "accent" if row.easy else "warn",
                    row.id, text, ", ".join(row.flags) or what or shown.word, "you", since)  # fmt: skip


def _lease(one: Resource, session: Session) -> HomeLine:
    shown = face(RESOURCE, one.state)
    return HomeLine(f"l {one.id}", "project", one.project, shown.sign, shown.tone, one.name,
                    f"{one.kind} in {one.project} {one.stage}".rstrip(), "its time ends", "you",
                    when=until(one.lease_until, session.now()))  # fmt: skip


def _operation(one: Operation) -> HomeLine:
    shown = face(OPERATION, one.state)
    now = next((step for step in one.steps if step.state in ("intended", "sent")), None)
    done = sum(step.state == "done" for step in one.steps)
    text = f"{bar(one.progress, 12)} {one.progress:.0%}  {now.title if now else one.reason}"
    return HomeLine(f"o {one.id}", "request", one.request, shown.sign, shown.tone, one.request, text,
                    shown.word, f"step {min(done + 1, len(one.steps))} of {count(len(one.steps), 'step')}", one.started_at)  # fmt: skip


def _mine(row: RequestRow, session: Session) -> HomeLine:
    shown = face(REQUEST, row.state)
    state = state_cell(row)
    who = waiting_cell(session, row.waiting_on)[0] if row.waiting_on else ""
    return HomeLine(f"m {row.id}", "request", row.id, shown.sign, shown.tone, row.id, row.title or row.kind,
                    shown.word if isinstance(state, str) else state[0][2:], who, row.updated_at)  # fmt: skip


def _change(one: Change, session: Session) -> HomeLine:
    page = "request" if one.subject.startswith("R-") else ""
    return HomeLine(f"c {one.number}", page, one.subject, "·", "dim", one.subject, one.text, "", session.name(one.who), one.at)


def _story(number: int, story: dict[str, object]) -> HomeLine:
    screen, subject = str(story.get("screen", "")), str(story.get("subject", ""))
    page = {"requests": "request", "request": "request", "projects": "project", "project": "project",
            "promotions": "model", "model": "model", "approvals": "decision"}.get(screen, "")  # fmt: skip
    if not subject or not page:
        page, subject = "place", screen
    return HomeLine(f"s {number}", page, subject, "→", "accent", subject, str(story.get("text", "")))
