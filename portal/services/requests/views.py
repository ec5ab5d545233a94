"""A request as people see it: everything a decision or a look needs, put together from what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from catalog.model import Person, Reasons
from portal.contract.operations import ReadyCard
from portal.contract.plan import Need, Plan, PolicyOutcome, RuleResult
from portal.contract.requests import Request, Review, Revision, TimelineEntry
from portal.domain.requests.lifecycle import LifecycleCase
from portal.kinds.registry import KINDS, models_of
from portal.records.facts import gather
from portal.records.operations import handovers
from portal.records.operations.handovers import Handover
from portal.records.operations.plans import plan_of
from portal.records.operations.progress import operation_of
from portal.records.requests.cases import load
from portal.records.requests.context import decision_context
from portal.records.requests.loaded import Loaded
from portal.records.requests.numbers import follower, number_of
from portal.services.requests.current_facts import look
from portal.services.requests.denials import offered
from portal.services.requests.proposed import proposals_of
from portal.services.requests.reminders import pace_of
from portal.services.requests.waiting import actions, missing, needs, waiting_on
from portal.services.world import World
from portal.store.rows import from_row
from portal.store.tables import audit, ledger, resources, revisions


def show(world: World, person: Person, request: str) -> Request:
    """Everything about one request, and what `person` may do with it. Raises Problem when there is none."""
    number, catalogue = number_of(request), world.catalogue()
    with world.database.read() as connection:
        loaded = load(connection, number, catalogue)
        operation = operation_of(connection, number, world.clock())
        handover = handovers.open_ones(connection, [number]).get(number)
        history = _history(connection, loaded)
        context = decision_context(connection, loaded, person, catalogue)
        models = models_of(loaded.row["kind"], loaded.revision["spec"])
        live = look(world, gather(connection, catalogue, number, world.now(), models), loaded)
        plan = plan_of(loaded.revision["plan"])
        card = _card(connection, loaded, plan)
    return from_row(
        Request,
        loaded.row,
        id=f"R-{number}",
        spec=loaded.revision["spec"],
        origins=loaded.revision["origins"],
        plan=plan if live.facts is None else replace(plan, facts=live.facts),
        operation=operation,
        flags=live.flags,
        easy=live.easy,
        card=card,
        context=context,
        **history,
        **_decision(world, loaded, person, operation.state if operation else "", handover),
    )


def _decision(world: World, loaded: Loaded, person: Person, state: str, handover: Handover | None) -> dict[str, Any]:
    """Who decides, what they said so far, who is waited on until when, and what `person` may do now."""
    catalogue, row, case, now = world.catalogue(), loaded.row, loaded.case, world.clock()
    pace = pace_of(loaded, catalogue, now)
    return {
        "policy": policy_from(loaded.revision["policy"], needs(case, now)),
        "reviews": _reviews(loaded.reviews, case, catalogue.reasons),
        "missing": missing(case, now),
        "waiting_on": waiting_on(loaded, catalogue.organisation, now, state, handover),
        "actions": actions(loaded, person, world.now(), state, handover),
        "hold_until": max(row["hold_until"], row["starts_at"] or "") if row["hold_until"] else None,
        "proposals": proposals_of(loaded),
        "denials": offered(catalogue, row["kind"]) if row["state"] in ("in_review", "approved") else (),
        "pace": pace.told if pace is not None else None,
    }


def _history(connection: sa.Connection, loaded: Loaded) -> dict[str, Any]:
    """What it was before, what was done about it, and the requests before and after it."""
    number, again_of = loaded.row["number"], loaded.row["again_of"]
    return {
        "revisions": _revisions(connection, number),
        "timeline": _timeline(connection, number),
        "again_of": f"R-{again_of}" if again_of is not None else "",
        "asked_again": follower(connection, number),
    }


def policy_from(stored: Mapping[str, Any], chairs: tuple[Need, ...]) -> PolicyOutcome:
    """The snapshotted policy with the chairs as they are filled now."""
    listed = {name: tuple(stored.get(name, ())) for name in ("also", "exceptions", "instead")}
    rules = tuple(RuleResult(**rule) for rule in stored["rules"])
    return PolicyOutcome(**{**stored, **listed, "rules": rules, "needs": chairs})


def _reviews(votes: Sequence[sa.RowMapping], case: LifecycleCase, known: Reasons) -> tuple[Review, ...]:
    standing = {ballot.person for ballot in case.ballots}
    last = {vote["person"]: vote["number"] for vote in votes if vote["verdict"] in ("approve", "deny", "undo")}
    made = []
    for vote in votes:
        why = ""
        if vote["verdict"] in ("approve", "deny"):
            if vote["revision"] != case.revision:
                why = f"it was for revision {vote['revision']}, this is {case.revision}"
            elif vote["person"] not in standing or last[vote["person"]] != vote["number"]:
                why = "it was taken back"
        made.append(
            from_row(
                Review,
                vote,
                counts=vote["verdict"] in ("approve", "deny") and not why,
                why_not=why,
                in_place_of=vote["in_place_of"] or "",
                code=vote["code"] or "",
                teaches=taught.teaches if (taught := known.denial(vote["code"] or "")) is not None else "",
            )
        )
    return tuple(made)


def _revisions(connection: sa.Connection, number: int) -> tuple[Revision, ...]:
    rows = connection.execute(
        sa.select(revisions).where(revisions.c.request == number).order_by(revisions.c.number)
    ).mappings()
    return tuple(
        Revision(row["number"], row["digest"], row["spec"], row["origins"], row["made_by"], row["at"], row["note"])
        for row in rows
    )


def _timeline(connection: sa.Connection, number: int) -> tuple[TimelineEntry, ...]:
    rows = connection.execute(
        sa.select(audit).where(audit.c.subject == f"R-{number}").order_by(audit.c.number)
    ).mappings()
    return tuple(TimelineEntry(row["at"], row["actor"], row["act"], str(row["data"].get("reason", ""))) for row in rows)


def _card(connection: sa.Connection, loaded: Loaded, plan: Plan) -> ReadyCard | None:
    if loaded.row["state"] not in ("ready", "ready_with_differences"):
        return None
    number = loaded.row["number"]
    done = connection.execute(sa.select(ledger.c.step, ledger.c.outcome).where(ledger.c.request == number))
    ends = connection.execute(
        sa.select(sa.func.min(resources.c.lease_until)).where(resources.c.request == number)
    ).scalar()
    outcomes = {step: outcome or {} for step, outcome in done}
    return KINDS[loaded.row["kind"]].card(loaded.revision["spec"], plan, outcomes, _day(ends) if ends else "")


def _day(at: str) -> str:
    """A stamp as people read it."""
    return f"{at[:10]} {at[11:16]} UTC"
