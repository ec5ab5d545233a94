"""How one line of a list of requests looks, wherever there is one."""

from collections.abc import Callable
from operator import attrgetter

from portal.contract.requests import RequestRow, WaitingOn
from screens.connection.session import Session
from screens.tables.columns import Cell, TableColumn
from screens.text import age, listed, money
from screens.words import REQUEST, face

_LIVE = ("in_review", "approved", "running")


def state_cell(row: RequestRow) -> Cell:
    """Sign and word of its state; how far it is while it runs."""
    shown = face(REQUEST, row.state)
    if row.state == "running" and row.progress is not None:
        return f"{shown.sign} {row.progress:.0%}", shown.tone
    return shown.text, shown.tone


def waiting_cell(session: Session, waiting: WaitingOn | None) -> Cell:
    """On whom it waits, and since when."""
    if waiting is None:
        return "–", "dim"
    shorts = [session.short(person) for person in waiting.people]
    more = f" +{len(shorts) - 2}" if len(shorts) > 2 else ""
    people = ", ".join(shorts[:2]) + more or waiting.what
    mine = session.me is not None and session.me.person.id in waiting.people
    return f"{people} {age(waiting.since, session.now())}", "accent" if mine else ""


def others_cell(session: Session, row: RequestRow) -> Cell:
    """Who has it open now, else who else could act."""
    if opened := session.others_at(row.id):
        return f"◉ {listed(opened, 2)}", "accent"
    waiting = row.waiting_on
    me = session.me.person.id if session.me else ""
    others = [session.short(person) for person in waiting.people if person != me] if waiting else []
    return listed(others, 2) or ("only you", "dim")


def flags_cell(row: RequestRow) -> Cell:
    """What wants thought."""
    return (", ".join(row.flags), "warn") if row.flags else ""


def columns(
    session: Session, changed: Callable[[RequestRow], str] = lambda row: row.updated_at
) -> list[TableColumn[RequestRow]]:
    """The columns of a list of requests; in a narrow terminal id, title and state stay."""
    return [
        TableColumn("Id", lambda row: (row.id, "strong"), 7, order=lambda row: _number(row.id)),
        TableColumn("What", lambda row: row.title or row.kind, 18, flex=3, order=lambda row: row.title.lower()),
        TableColumn("State", state_cell, 12, flex=1, most=26, order=lambda row: row.state),
        TableColumn(
            "Who", lambda row: session.short(row.requester), 7, 3, flex=1, most=16, order=attrgetter("requester")
        ),
        TableColumn("Stage", lambda row: row.stage or "–", 5, rank=6, order=lambda row: row.stage),
        TableColumn(
            "Month", lambda row: money(row.monthly_cents), 9, 4, align="right", order=lambda row: row.monthly_cents
        ),
        TableColumn("Votes", lambda row: row.approvals, 9, rank=5, order=lambda row: row.approvals),
        TableColumn(
            "Waiting on",
            lambda row: waiting_cell(session, row.waiting_on),
            12,
            rank=1,
            flex=2,
            most=30,
            order=lambda row: row.waiting_on.since if row.waiting_on else "~",
        ),
        TableColumn("Changed", lambda row: age(changed(row), session.now()), 7, 2, align="right", order=changed),
    ]


def _number(id: str) -> tuple[str, int]:
    head, _, tail = id.rpartition("-")
    return (head, int(tail)) if tail.isdigit() else (id, 0)
