"""Whom an event concerns and what it says to them: those who can act now, and the requester."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.clock import moment
from portal.contract.events import Event
from portal.domain.requests.lifecycle import SYSTEM
from portal.records.operations import handovers
from portal.records.requests.cases import load_rows
from portal.records.requests.loaded import Loaded
from portal.records.told import Told
from portal.services.notices.notice_words import NEWS
from portal.services.notices.own_rules import OWN, own
from portal.services.requests.waiting import waiting_on
from portal.store.tables import operations, requests

_CHANGED_NOTHING = ("request.vote-refused", "request.proposal-refused", "request.replay-refused")
_CALLS_AGAIN = ("request.counter-proposal-declined",)
"""After these it is once more the turn of those who decide, though what they decide on is the same."""


def concerns(event: Event) -> bool:
    """Whether an event can concern anybody: requests, where operations stand still, leases that end, room to be had."""
    return event.kind in OWN or _of_request(event)


def _of_request(event: Event) -> bool:
    """What happens to a request and to its operation.

    What was refused changed nothing, so nobody's turn comes or goes by it.
    """
    of_request = event.subject.startswith("R-") and event.kind.startswith(("request.", "operation."))
    return of_request and event.kind not in _CHANGED_NOTHING


def told_of(connection: sa.Connection, catalogue: Catalogue, events: Sequence[Event]) -> list[Told]:
    """Everything to tell of these events, as the requests stand now."""
    to_one = [told for event in events if (told := own(event)) is not None]
    last = {event.subject: event for event in events if _of_request(event)}
    numbers = [int(subject[2:]) for subject in last]
    if not numbers:
        return to_one
    rows = connection.execute(sa.select(requests).where(requests.c.number.in_(numbers))).mappings().all()
    loaded = {f"R-{one.row['number']}": one for one in load_rows(connection, rows, catalogue)}
    turns = _turns(connection, catalogue, loaded, last)
    news = (told for event in events if (told := _news(loaded.get(event.subject), event)) is not None)
    return [*turns, *news, *to_one]


def _news(held: Loaded | None, event: Event) -> Told | None:
    if held is None or event.kind not in NEWS:
        return None
    actor, requester = str(event.data.get("actor", "")), held.row["requester"]
    if actor == requester:
        return None
    return Told(requester, NEWS[event.kind][0], event.subject, "", event, f"event {event.number}")


def _turns(
    connection: sa.Connection, catalogue: Catalogue, loaded: Mapping[str, Loaded], last: Mapping[str, Event]
) -> list[Told]:
    running = [one.row["number"] for one in loaded.values() if one.row["state"] == "running"]
    alive: dict[int, Any] = {}
    if running:
        query = sa.select(operations.c.request, operations.c.state, operations.c.fence)
        found = connection.execute(query.where(operations.c.request.in_(running), operations.c.state != "done"))
        alive = {row.request: row for row in found}
    open_ones = handovers.open_ones(connection, running)
    made = []
    for subject, held in loaded.items():
        row, event = held.row, last[subject]
        run = alive.get(row["number"])
        handover = open_ones.get(row["number"])
        waits = waiting_on(held, catalogue.organisation, moment(event.at), run.state if run else "", handover)
        if waits is None or waits.people == (SYSTEM,):
            continue
        # A vote of somebody else starts the waiting anew, and is no reason to call the others again; an answer is.
        voting = row["state"] == "in_review" and waits.what == "approve or deny"
        asked = sum(vote["verdict"] == "question" for vote in held.reviews)
        again = event.number if event.kind in _CALLS_AGAIN else asked
        mark = f"{held.case.digest[:16]} {again}" if voting else f"{run.fence}" if run else waits.since
        called = max(row["reminded_at"] or "", row["escalated_at"] or "")
        late = called > row["waiting_since"]
        about = f"{subject} {mark} {called} {waits.what}"[:200] if late else f"{subject} {mark} {waits.what}"[:200]
        what = f"{waits.what}, it has waited since {waits.since[:16].replace('T', ' ')} UTC" if late else waits.what
        actor = str(event.data.get("actor", ""))
        made += [Told(who, "turn", subject, what, event, about) for who in waits.people if who != actor]
    return made
