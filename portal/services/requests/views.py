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
from portal.store.tables import audit, ledger, resources, revisions


def show(world: World, person: Person, request: str) -> Request:
    """Everything about one request, and what `person` may do with it. Raises Problem when there is none."""
    number = number_of(request)
    catalogue = world.catalogue()
    with world.database.read() as connection:
        loaded = load(connection, number, catalogue)
        operation = operation_of(connection, number, world.clock())
        handover = handovers.open_ones(connection, [number]).get(number)
        followed_by = follower(connection, number)
        versions = _revisions(connection, number)
        history = _timeline(connection, number)
        context = decision_context(connection, loaded, person, catalogue)
        models = models_of(loaded.row["kind"], loaded.revision["spec"])
        facts = gather(connection, catalogue, number, world.now(), models)
        live = look(world, facts, loaded)
        plan = plan_of(loaded.revision["plan"])
        card = _card(connection, loaded, plan)
    row, case = loaded.row, loaded.case
    state = operation.state if operation else ""
    policy = policy_from(loaded.revision["policy"], needs(case, world.clock()))
    return Request(
        id=f"R-{number}",
        kind=row["kind"],
        title=row["title"],
        requester=row["requester"],
        unit=row["unit"],
        project=row["project"],
        stage=row["stage"],
        state=row["state"],
        revision=row["revision"],
        digest=row["digest"],
        tier=row["tier"],
        spec=loaded.revision["spec"],
        origins=loaded.revision["origins"],
        plan=plan if live.facts is None else replace(plan, facts=live.facts),
        policy=policy,
        reviews=_reviews(loaded.reviews, case, catalogue.reasons),
        missing=missing(case, world.clock()),
        waiting_on=waiting_on(loaded, catalogue.organisation, world.clock(), state, handover),
        operation=operation,
        revisions=versions,
        timeline=history,
        actions=actions(loaded, person, world.now(), state, handover),
        submitted_at=row["submitted_at"],
        updated_at=row["updated_at"],
        expires_at=row["expires_at"],
        hold_until=max(row["hold_until"], row["starts_at"] or "") if row["hold_until"] else None,
        mode=row["mode"],
        flags=live.flags,
        easy=live.easy,
        card=card,
        reason=row["reason"],
        context=context,
        proposals=proposals_of(loaded),
        denials=offered(catalogue, row["kind"]) if row["state"] in ("in_review", "approved") else (),
        again_of=f"R-{row['again_of']}" if row["again_of"] is not None else "",
        asked_again=followed_by,
        pace=pace.told if (pace := pace_of(loaded, catalogue, world.clock())) is not None else None,
    )


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
            Review(
                vote["number"],
                vote["person"],
                vote["verdict"],
                vote["reason"],
                vote["revision"],
                vote["digest"],
                vote["at"],
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
