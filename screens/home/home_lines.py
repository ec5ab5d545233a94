"""The lines of Home, made from what the server says needs the person."""

from portal.clock import moment
from portal.contract.home import Change, Home, Owed
from portal.contract.operations import Operation
from portal.contract.people.notices import Notice
from portal.contract.people.watches import Watch
from portal.contract.projects import Resource
from portal.contract.requests import RequestRow
from screens.connection.session import Session
from screens.home.home_line import HomeLine, HomeView, heading
from screens.keys import shown
from screens.places import PLACES
from screens.requests.request_columns import waiting_cell
from screens.text import bar, count, money
from screens.words import OPERATION, REQUEST, RESOURCE, face


def home_view(home: Home, session: Session) -> HomeView:
    """All sections that have lines."""
    sections = (
        (
            "Waiting on you",
            [*(_waiting(row, session) for row in home.waiting), *(_lease(one, session) for one in home.leases)],
        ),
        ("To be said afterwards", [_owed(one, session) for one in home.owed]),
        ("Free now", [_free(one) for one in home.watches]),
        ("Running", [_operation(one) for one in home.running]),
        ("Your requests", [_mine(row, session) for row in home.mine]),
        ("You were told", [_notice(one, session) for one in home.notices]),
        ("Since you last looked", [_change(one, session) for one in _untold(home)]),
        ("Worth a look in this demo", [_story(number, one) for number, one in enumerate(home.stories)]),
    )
    lines: list[HomeLine] = []
    for title, part in sections:
        if part:
            lines += [heading(f"{title} ({len(part)})"), *part]
    newest = max((change.number for change in home.changes), default=0)
    told = max((notice.number for notice in home.notices), default=0)
    return HomeView(tuple(lines), dict(home.counts), newest, told)


def _untold(home: Home) -> list[Change]:
    """The changes that no notice tells of already."""
    told = {(notice.subject, notice.at) for notice in home.notices}
    return [change for change in home.changes if (change.subject, change.at) not in told]


def _notice(one: Notice, session: Session) -> HomeLine:
    return HomeLine(
        key=f"n {one.number}",
        page="request",
        subject_id=one.subject,
        sign="●",
        tone="accent",
        subject=one.subject,
        text=f"{one.text} · {one.title}" if one.title else one.text,
        who=session.short(one.who) if one.who else "",
        since=one.at,
    )


def _waiting(row: RequestRow, session: Session) -> HomeLine:
    others = row.state == "in_review" and session.me is not None and row.requester != session.me.person.id
    what = row.waiting_on.what if row.waiting_on else face(REQUEST, row.state).word
    return HomeLine(
        key=f"w {row.id}",
        page="decision" if others else "request",
        subject_id=row.id,
        sign="●" if row.easy else "▲",
        tone="accent" if row.easy else "warn",
        subject=row.id,
        text=row.title or row.kind,
        state=", ".join(row.flags) or what,
        who=f"{session.short(row.requester)} · {money(row.monthly_cents)}",
        since=row.waiting_on.since if row.waiting_on else row.submitted_at,
    )


def _lease(one: Resource, session: Session) -> HomeLine:
    shown, ends = face(RESOURCE, one.state), one.lease_until or ""
    over = bool(ends) and moment(ends) < session.now()
    return HomeLine(
        key=f"l {one.id}",
        page="project",
        subject_id=one.project,
        sign=shown.sign,
        tone=shown.tone,
        subject=one.name,
        text=f"{one.kind} in {one.project} {one.stage}".rstrip(),
        state="lease ended" if over else "lease ends",
        until=ends,
    )


def _owed(one: Owed, session: Session) -> HomeLine:
    """A reason or a second look that is owed, and how it is given."""
    said = "explain" if one.what == "reason" else "second"
    how = f"{shown('explain')} says it, or portal request {said} {one.request} --reason TEXT"
    return HomeLine(
        key=f"a {one.what if one.can_do else 'other'} {one.request}",
        page="request",
        subject_id=one.request,
        sign="▲",
        tone="bad" if one.late else "warn",
        subject=one.request,
        text=f"{one.title}: {how}" if one.can_do else f"{one.title}: a second person has to look",
        state=("why, late" if one.late else "why?")
        if one.what == "reason"
        else "late"
        if one.late
        else "a second look",
        who=session.short(one.person),
        until=one.due_at,
    )


def _free(one: Watch) -> HomeLine:
    return HomeLine(
        key=f"f {one.id}",
        page="catalogue",
        subject_id=one.type,
        sign="✓",
        tone="good",
        subject=one.type,
        text=f"{count(one.nodes, 'machine')} would fit in {one.region}: {one.used} of {one.limit} vCPUs are used",
        state="there is room",
        who=one.project,
        since=one.free_at or "",
    )


def _operation(one: Operation) -> HomeLine:
    shown = face(OPERATION, one.state)
    now = next((step for step in one.steps if step.state in ("intended", "sent")), None)
    done = sum(step.state == "done" for step in one.steps)
    return HomeLine(
        key=f"o {one.id}",
        page="request",
        subject_id=one.request,
        sign=shown.sign,
        tone=shown.tone,
        subject=one.request,
        text=f"{bar(one.progress, 12)} {one.progress:.0%}  {now.title if now else one.reason}",
        state=shown.word,
        who=f"step {min(done + 1, len(one.steps))} of {count(len(one.steps), 'step')}",
        since=one.started_at,
    )


def _mine(row: RequestRow, session: Session) -> HomeLine:
    shown = face(REQUEST, row.state)
    waiting = waiting_cell(session, row.waiting_on) if row.waiting_on else ""
    return HomeLine(
        key=f"m {row.id}",
        page="request",
        subject_id=row.id,
        sign=shown.sign,
        tone=shown.tone,
        subject=row.id,
        text=row.title or row.kind,
        state=f"{row.progress:.0%}" if row.state == "running" and row.progress is not None else shown.word,
        who=waiting if isinstance(waiting, str) else waiting[0],
        since=row.updated_at,
    )


def _change(one: Change, session: Session) -> HomeLine:
    return HomeLine(
        key=f"c {one.number}",
        page="request" if one.subject.startswith("R-") else "",
        subject_id=one.subject,
        sign="·",
        tone="dim",
        subject=one.subject,
        text=_in_words(one.text),
        who=session.short(one.who),
        since=one.at,
    )


def _in_words(text: str) -> str:
    """The text of a change, a state at its beginning in the words of the screen."""
    first, blank, rest = text.partition(" ")
    return f"{REQUEST[first].word}{blank}{rest}" if first in REQUEST else text


_STORY_PAGES = {
    "request": "request",
    "requests": "request",
    "project": "project",
    "projects": "project",
    "model": "model",
    "promotions": "model",
    "decision": "decision",
    "approvals": "decision",
}


def _story(number: int, story: dict[str, object]) -> HomeLine:
    screen, subject = str(story.get("screen", "")), str(story.get("subject", ""))
    page = _STORY_PAGES.get(screen, "") if subject else ""
    project = str(story.get("project", "")) if page == "model" else ""
    return HomeLine(
        key=f"s {number}",
        page=page or ("place" if screen in PLACES else ""),
        subject_id=(f"{project}/{subject}" if project else subject) if page else screen,
        sign="→",
        tone="accent",
        subject=subject or screen,
        text=str(story.get("text", "")),
    )
