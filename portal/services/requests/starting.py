"""The start: the transaction in which an approved request becomes a running operation."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from catalog.model import Organisation
from portal.clock import moment, stamp
from portal.contract.problem import Problem
from portal.domain.cost import moved_percent
from portal.domain.digest import revision_digest
from portal.domain.policy import TIERS
from portal.domain.requests.duties import filled
from portal.domain.requests.escalation import widened
from portal.domain.requests.lifecycle import SYSTEM, Expired, Refusal, Started, transition
from portal.kinds.registry import KINDS, models_of
from portal.records.facts import gather
from portal.records.operations.plans import plan_of
from portal.records.requests.cases import load, store
from portal.records.requests.loaded import Loaded
from portal.records.requests.owed import owe
from portal.services.one_by_one import each
from portal.services.people import app_roles, directory
from portal.services.requests.acts import write_act
from portal.services.requests.proposals import Proposal, rebuild
from portal.services.requests.revisions import replace_revision
from portal.services.world import World
from portal.store.connections import Database
from portal.store.queue import enqueue
from portal.store.rows import insert_into
from portal.store.tables import budgets, commitments, operations, projects, requests, switches

KILL_SWITCH = "stop-starting"
MEANWHILE = "it changed meanwhile"
_HOPELESS = ("stale-digest", "votes-missing")
"""Refusals that time alone does not mend: somebody has to be told."""


@dataclass(frozen=True)
class Outcome:
    """What came of a try to start: `started`, `waits`, `sent-back`, `expired` or `no`, and why."""

    word: str
    reason: str = ""
    operation: str = ""


def due(world: World) -> list[int]:
    """Numbers of the requests whose start is due, the one approved first before the others."""
    with world.database.read() as connection:
        rows = connection.execute(
            sa.select(requests.c.number)
            .where(requests.c.state == "approved", requests.c.hold_until <= world.now(), _has_begun(world.now()))
            .order_by(requests.c.approved_at)
        )
        return list(rows.scalars())


def _has_begun(now: str) -> sa.ColumnElement[bool]:
    """Whether the moment has come from which a request is wanted; most are wanted at once."""
    return requests.c.starts_at.is_(None) | (requests.c.starts_at <= now)


def awaiting_start(database: Database, now: str) -> int:
    """How many approved requests wait for their hold to pass; one that waits for people or a day does not count."""
    waiting = (requests.c.state == "approved") & (requests.c.reason == "") & _has_begun(now)
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(requests).where(waiting)).scalar_one())


def expire_due(world: World) -> None:
    """Expires what nobody decided in time."""
    with world.database.read() as connection:
        late = requests.c.state.in_(("in_review", "approved")) & (requests.c.expires_at <= world.now())
        numbers = list(connection.execute(sa.select(requests.c.number).where(late)).scalars())
    each(numbers, "expiring a request", lambda number: _expire(world, number))


def _expire(world: World, number: int) -> None:
    with world.database.write() as connection:
        held = load(connection, number, world.catalogue(), lock=True)
        now = world.now()
        case = transition(held.case, Expired(), moment(now))
        if isinstance(case, Refusal):
            return
        reason = "nobody decided in time" if held.case.state == "in_review" else held.row["reason"]
        store(connection, number, case, now, reason)
        write_act(connection, world, SYSTEM, "expired", held, case, now, {"reason": reason})


def start(world: World, number: int) -> Outcome:
    """Tries to start one approved request. Policy and facts are judged before, everything binding inside the lock."""
    world.refresh()
    catalogue = world.catalogue()
    with world.database.read() as connection:
        before = load(connection, number, catalogue)
        facts = gather(
            connection, catalogue, number, world.now(), models_of(before.row["kind"], before.revision["spec"])
        )
    if before.case.state != "approved":
        return Outcome("no", f"it is {before.case.state}")
    requester = catalogue.organisation.person(before.row["requester"])
    if requester is None:
        return _wait(world, before, f"{before.row['requester']} is not in the directory any more")
    if not requester.active:
        return _wait(world, before, f"{requester.id} has left the organisation")
    stored = dict(before.revision)
    fresh, problem = rebuild(world, facts, before.row["kind"], stored, requester, before.case.editors)
    if fresh is None:
        return _wait(world, before, _line(problem))
    if fresh.policy.denied:
        fails = [rule.message for rule in fresh.policy.rules if rule.outcome == "fail"]
        return _wait(world, before, "policy does not allow it: " + "; ".join(fails))
    if reason := _moved(catalogue.organisation, before, fresh):
        return _send_back(world, before, fresh, reason)
    if fresh.blocking:
        return _wait(world, before, "; ".join(fresh.blocking))
    outcome = _commit(world, before)
    return _wait(world, before, outcome.reason) if outcome.word == "waits" else outcome


def _line(problem: Problem | None) -> str:
    return problem.line() if problem else ""


def _moved(organisation: Organisation, before: Loaded, fresh: Proposal) -> str:
    """Why people have to look again: the artefact, an item, the price, what they decided on, or policy is another."""
    if fresh.renewed:
        return "; ".join(one.what for one in fresh.renewed)
    for item, digest in fresh.items.items():
        if before.revision["items"].get(item) != digest:
            return f"{item} changed in the catalogue since it was approved"
    was, now = before.revision["plan"]["cost"], fresh.plan.cost
    percent = moved_percent(was["monthly_cents"], now.monthly_cents)
    if percent > fresh.price_limit:
        return f"its price moved by {percent:.0f} %, from {was['monthly_cents']} to {now.monthly_cents} cents a month"
    if failed := _no_longer(before, fresh):
        return failed
    newer = fresh.policy.digest != before.revision["policy"]["digest"]
    if over := set(before.revision["policy"].get("exceptions", ())) - set(fresh.policy.exceptions):
        newer = True
    if not newer and percent == 0:
        return ""  # a budget that others used up is no reason to ask again; whether it still fits is a fact
    if TIERS.index(fresh.policy.tier) > TIERS.index(before.row["tier"]):
        why = f" as the exception {', '.join(sorted(over))} is over" if over else ""
        return f"policy now asks for {fresh.policy.tier}{why}, it was {before.row['tier']}"
    seats = widened(organisation, fresh.seats, before.row["escalated_to"] or "")
    if newer and not filled(seats, before.case.places):
        return "policy now asks for other or more approvals"
    return ""


def _no_longer(before: Loaded, fresh: Proposal) -> str:
    """What held when people were asked to decide on it, and does not any more."""
    held = {fact["name"] for fact in before.revision["plan"]["facts"] if fact["ok"]}
    failed = [one for one in fresh.plan.facts if one.decides and one.ok is False and one.name in held]
    return "; ".join(f"{one.title}: {one.detail or one.value}" for one in failed)


def _send_back(world: World, before: Loaded, fresh: Proposal, reason: str) -> Outcome:
    with world.database.write() as connection:
        held = load(connection, before.row["number"], world.catalogue(), lock=True)
        if _is_other(held, before):
            return Outcome("no", MEANWHILE)
        replace_revision(connection, world, held, fresh, SYSTEM, reason, "sent-back")
    return Outcome("sent-back", reason)


def _wait(world: World, before: Loaded, reason: str) -> Outcome:
    """Writes down why it cannot start yet, so that whoever asks is told on whom or what it waits."""
    if before.row["reason"] == reason:
        return Outcome("waits", reason)
    with world.database.write() as connection:
        held = load(connection, before.row["number"], world.catalogue(), lock=True)
        if _is_other(held, before):
            return Outcome("no", MEANWHILE)
        now = world.now()
        store(connection, held.row["number"], held.case, now, reason)
        write_act(connection, world, SYSTEM, "start-delayed", held, held.case, now, {"reason": reason})
    return Outcome("waits", reason)


def _commit(world: World, before: Loaded) -> Outcome:
    """The start transaction proper. Lock order: kill switch, request, budget, chain head."""
    number, catalogue = before.row["number"], world.catalogue()
    with world.database.write() as connection:
        stop = sa.select(switches.c.value).where(switches.c.name == KILL_SWITCH).with_for_update()
        if connection.execute(stop).scalar():
            return Outcome("waits", "starting is switched off")
        held = load(connection, number, catalogue, lock=True)
        if _is_other(held, before):  # what was judged outside the lock was another revision
            return Outcome("no", MEANWHILE)
        now = world.now()
        if (held.row["starts_at"] or "") > now:
            return Outcome("no", f"it starts at {held.row['starts_at']}")
        stale = directory.unfit(connection, catalogue, now)
        if stale := stale or app_roles.unfit(connection, catalogue, held.case.approvers, now):
            return Outcome("waits", stale)
        chairs = held.case.seats  # as the organisation stands now
        case = transition(held.case, Started(_digest(held), chairs), moment(now))
        if isinstance(case, Refusal):
            return Outcome("waits" if case.code in _HOPELESS else "no", case.reason)
        cents = held.row["committed_cents"]
        if short := _take_budget(connection, held, cents, catalogue_limit=_limit(world, held)):
            return Outcome("waits", short)
        connection.execute(
            commitments.insert().values(
                request=number, unit=held.row["unit"], project=held.row["project"], cents=cents, at=now
            )
        )
        store(connection, number, case, now)
        operation = f"O-{number}-{case.revision}"
        connection.execute(
            operations.insert().values(
                id=operation,
                request=number,
                revision=case.revision,
                state="queued",
                fence=1,
                attempt=1,
                started_at=now,
                reason="",
                deadline=stamp(moment(now) + timedelta(days=7)),
            )
        )
        if owed := KINDS[held.row["kind"]].owes(held.revision["spec"]):
            owe(connection, held, owed, now, catalogue.policy.afterwards_hours)
        enqueue(connection, operation)
        told = {"operation": operation, "approvers": list(held.case.approvers), **({"owes": owed} if owed else {})}
        write_act(connection, world, SYSTEM, "started", held, case, now, told)
    return Outcome("started", operation=operation)


def _limit(world: World, held: Loaded) -> int:
    unit = world.catalogue().organisation.unit(held.row["unit"])
    return unit.monthly_budget_cents if unit else 0


def _take_budget(connection: sa.Connection, held: Loaded, cents: int, catalogue_limit: int) -> str:
    """Takes `cents` from the unit's month under its lock, within the project's share; returns why not, or ""."""
    unit, project = held.row["unit"], held.row["project"]
    first = {"unit": unit, "limit_cents": catalogue_limit, "committed_cents": 0}
    connection.execute(insert_into(connection, budgets).values(first).on_conflict_do_nothing())
    row = connection.execute(sa.select(budgets).where(budgets.c.unit == unit).with_for_update()).mappings().one()
    if (short := cents - (int(row["limit_cents"]) - int(row["committed_cents"]))) > 0:
        return f"the budget of {unit} is short of {short} cents"
    if (short := cents - _left_of_project(connection, project, cents)) > 0:
        return f"the budget of project {project} is short of {short} cents"
    connection.execute(
        budgets.update().where(budgets.c.unit == unit).values(committed_cents=row["committed_cents"] + cents)
    )
    return ""


def _left_of_project(connection: sa.Connection, project: str, wanted: int) -> int:
    """What a project may still commit; a project that is not there yet has no share to keep to."""
    share = connection.execute(sa.select(projects.c.budget_cents).where(projects.c.name == project)).scalar()
    if share is None:
        return wanted
    standing = commitments.c.released_at.is_(None) & (commitments.c.project == project)
    spent = connection.execute(sa.select(sa.func.coalesce(sa.func.sum(commitments.c.cents), 0)).where(standing))
    return int(share) - int(spent.scalar_one())


def _is_other(held: Loaded, before: Loaded) -> bool:
    return held.case.state != "approved" or held.case.revision != before.case.revision


def _digest(held: Loaded) -> str:
    """The digest of what is stored, computed anew: what would be carried out has to be what was approved."""
    stored = held.revision
    return revision_digest(
        stored["spec"], stored["origins"], stored["items"], stored["policy"]["digest"], plan_of(stored["plan"])
    )
