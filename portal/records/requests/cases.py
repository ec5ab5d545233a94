"""Loads a request as the pure case that `transition` decides on, and writes the case back."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.clock import moment, stamp
from portal.contract.problem import Problem, not_found
from portal.domain.people.accounts import same_humans
from portal.domain.policy import seats
from portal.domain.requests.duties import Seat
from portal.domain.requests.escalation import widened
from portal.domain.requests.lifecycle import POLICY, SYSTEM, Ballot, LifecycleCase, Refusal, StandIn
from portal.kinds.registry import KINDS
from portal.records.requests.loaded import Loaded
from portal.store.rows import CURRENT
from portal.store.tables import counter_proposals, delegations, requests, reviews, revisions

_STATUS = {"stale-digest": 409, "too-late": 409, "finished": 409, "expired": 409, "not-editable": 409}


def load(connection: sa.Connection, number: int, catalogue: Catalogue, lock: bool = False) -> Loaded:
    """The request as it stands; with `lock` its row is held until the transaction ends."""
    query = sa.select(requests).where(requests.c.number == number)
    row = connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise not_found("request", f"R-{number}")
    return load_rows(connection, [row], catalogue)[0]


def load_rows(connection: sa.Connection, rows: Sequence[sa.RowMapping], catalogue: Catalogue) -> list[Loaded]:
    """Requests whose rows are at hand, by four queries however many they are."""
    numbers = [row["number"] for row in rows]
    current = {
        one["request"]: one
        for one in connection.execute(
            sa.select(revisions).join(requests, CURRENT).where(revisions.c.request.in_(numbers))
        ).mappings()
    }
    makers: dict[int, set[str]] = {}
    for number, person in connection.execute(
        sa.select(revisions.c.request, revisions.c.made_by).where(revisions.c.request.in_(numbers)).distinct()
    ):
        makers.setdefault(number, set()).add(person)
    votes: dict[int, list[sa.RowMapping]] = {}
    for vote in connection.execute(
        sa.select(reviews).where(reviews.c.request.in_(numbers)).order_by(reviews.c.number)
    ).mappings():
        votes.setdefault(vote["request"], []).append(vote)
    proposed: dict[int, list[sa.RowMapping]] = {}
    for one in connection.execute(
        sa.select(counter_proposals)
        .where(counter_proposals.c.request.in_(numbers))
        .order_by(counter_proposals.c.number)
    ).mappings():
        proposed.setdefault(one["request"], []).append(one)
    away = _stand_ins(connection, catalogue)
    made = []
    for row in rows:
        number = row["number"]
        wished = tuple(proposed.get(number, ()))
        barred = {one["person"] for one in wished if one["state"] == "accepted" and one["bars"]}
        editors = frozenset({row["requester"], *makers[number]} - {SYSTEM} | barred)
        editors |= _profiting(row, current[number])
        editors = same_humans(catalogue.organisation, editors)
        cast = tuple(votes.get(number, ()))
        policy = current[number]["policy"]
        also, instead = policy.get("also", ()), policy.get("instead", ())
        chairs = seats(catalogue, row["tier"], row["unit"], also, instead, editors, policy.get("model", ""))
        chairs = widened(catalogue.organisation, chairs, row["escalated_to"] or "")
        lent = tuple(one for one, kinds in away if not kinds or row["kind"] in kinds)
        case = _case(row, current[number], _by_those_here(cast, catalogue), editors, chairs, lent)
        made.append(Loaded(row, current[number], cast, case, wished))
    return made


def _profiting(row: sa.RowMapping, current: sa.RowMapping) -> frozenset[str]:
    return KINDS[row["kind"]].profits(current["spec"]) if row["kind"] in KINDS else frozenset()


def _case(
    row: sa.RowMapping,
    current: sa.RowMapping,
    votes: Sequence[sa.RowMapping],
    editors: frozenset[str],
    chairs: tuple[Seat, ...],
    stand_ins: tuple[StandIn, ...],
) -> LifecycleCase:
    ends = row["expires_at"]
    return LifecycleCase(
        state=row["state"],
        revision=row["revision"],
        digest=row["digest"],
        requester=row["requester"],
        editors=editors,
        seats=chairs,
        hold=timedelta(seconds=current["policy"]["hold_seconds"]),
        expires_at=moment(ends) if ends else moment("9999-01-01T00:00:00+00:00"),
        ballots=standing(votes, row["revision"]),
        approved_at=moment(row["approved_at"]) if row["approved_at"] else None,
        stand_ins=stand_ins,
    )


def _stand_ins(connection: sa.Connection, catalogue: Catalogue) -> list[tuple[StandIn, tuple[str, ...]]]:
    """Everybody who was let to decide in somebody's place, with the kinds of request; only people who are here."""
    rows = connection.execute(
        sa.select(delegations).where(delegations.c.ended_at.is_(None)).order_by(delegations.c.number)
    ).mappings()
    return [
        (StandIn(row["delegate"], row["person"], moment(row["since"]), moment(row["until"])), tuple(row["kinds"]))
        for row in rows
        if _is_here(catalogue, row["delegate"])
    ]


def _by_those_here(votes: Sequence[sa.RowMapping], catalogue: Catalogue) -> tuple[sa.RowMapping, ...]:
    """The votes without those in another's place whose voter has left: no seat of their own would tell."""
    return tuple(one for one in votes if not one["in_place_of"] or _is_here(catalogue, one["person"]))


def _is_here(catalogue: Catalogue, person: str) -> bool:
    known = catalogue.organisation.person(person)
    return known is not None and known.active and known.kind == "human"


def standing(votes: Iterable[sa.RowMapping], revision: int) -> tuple[Ballot, ...]:
    """The votes that stand on a revision: each person's latest, and none that was taken back."""
    latest: dict[str, Ballot] = {}
    for vote in votes:
        if vote["revision"] != revision or vote["verdict"] not in ("approve", "deny", "undo"):
            continue
        latest.pop(vote["person"], None)
        if vote["verdict"] != "undo":
            away_for = vote["in_place_of"] or ""
            latest[vote["person"]] = Ballot(vote["person"], vote["verdict"], vote["digest"], away_for)
    return tuple(latest.values())


def checked(answer: LifecycleCase | Refusal, request: str, act: str = "change") -> LifecycleCase:
    """The case, or the refusal as a Problem that says what may not be done to which request, and why."""
    if isinstance(answer, Refusal):
        status = _STATUS.get(answer.code, 403)
        raise Problem(status, f"you cannot {act} {request}", answer.reason, code=answer.code)
    return answer


def store(connection: sa.Connection, number: int, case: LifecycleCase, now: str, reason: str = "") -> None:
    """Writes what the transition changed; a change of who it waits on starts that clock anew."""
    until = case.hold_until
    connection.execute(
        requests.update()
        .where(requests.c.number == number)
        .values(
            state=case.state,
            revision=case.revision,
            digest=case.digest,
            approved_at=stamp(case.approved_at) if case.approved_at else None,
            hold_until=stamp(until) if until else None,
            expires_at=stamp(case.expires_at),
            updated_at=now,
            waiting_since=now,
            reason=reason,
        )
    )


def automatic_vote(
    connection: sa.Connection, number: int, before: LifecycleCase, after: LifecycleCase, now: str
) -> None:
    """Writes the review of policy when `transition` cast it."""
    if any(ballot.person == POLICY for ballot in after.ballots) and (
        before.revision != after.revision or not any(ballot.person == POLICY for ballot in before.ballots)
    ):
        connection.execute(
            reviews.insert().values(
                request=number,
                revision=after.revision,
                digest=after.digest,
                person=POLICY,
                account=POLICY,
                verdict="approve",
                reason="policy grants this automatically",
                at=now,
            )
        )
