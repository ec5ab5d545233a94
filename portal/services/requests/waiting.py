"""On whom a request is waiting, what is missing, and what each person may do. Computed, never stored."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from catalog.model import Organisation, Person
from portal.clock import moment
from portal.contract.plan import Need
from portal.contract.requests import Action, WaitingOn
from portal.contract.states import AGAIN, TERMINAL_STATES
from portal.domain.people.roles import PLATFORM
from portal.domain.requests.duties import seating
from portal.domain.requests.lifecycle import SYSTEM, LifecycleCase, Refusal, Voted, Withdrawn, in_place_of, transition
from portal.records.operations.handovers import Handover
from portal.records.requests.loaded import Loaded


def needs(case: LifecycleCase, now: datetime) -> tuple[Need, ...]:
    """Every chair with who sits on it and who else could, now also in the place of somebody who is away."""
    placed = seating(case.seats, case.places)
    by_place = {ballot.place: ballot.person for ballot in case.approvals}
    return tuple(
        Need(
            seat.id,
            seat.title,
            seat.count,
            tuple(by_place[place] for place in placed[seat.id]),
            _who_could(case, seat.members, now),
        )
        for seat in case.seats
    )


def _who_could(case: LifecycleCase, members: frozenset[str], now: datetime) -> tuple[str, ...]:
    done = set(case.approvers)
    own = members - case.editors - set(case.places)
    lent = {
        one.delegate
        for one in case.stand_ins
        if one.person in own and one.delegate not in case.editors and in_place_of(case, one.delegate, now)
    }
    return tuple(sorted((own | lent) - done))


def missing(case: LifecycleCase, now: datetime) -> tuple[Need, ...]:
    """The chairs that are not filled, also when somebody who approved may not any more; none once it is started."""
    return tuple(need for need in needs(case, now) if need.missing) if case.state in ("in_review", "approved") else ()


def approvals_in_words(case: LifecycleCase) -> str:
    """ "1 of 2", or "automatic"."""
    wanted = sum(seat.count for seat in case.seats)
    given = sum(len(people) for people in seating(case.seats, case.places).values())
    return "automatic" if wanted == 0 else f"{given} of {wanted}"


def waiting_on(
    loaded: Loaded,
    organisation: Organisation,
    now: datetime,
    operation_state: str = "",
    handover: Handover | None = None,
) -> WaitingOn | None:
    """Who has to act next, since when, and what they have to do; None when it is finished."""
    row, case = loaded.row, loaded.case
    since = str(row["waiting_since"])
    usual_hours = loaded.revision["policy"]["usual_wait_hours"]
    platform = tuple(one.id for one in organisation.people if one.active and PLATFORM in one.roles)
    if case.state in TERMINAL_STATES:
        return None
    if case.state == "running":
        if operation_state == "stuck":
            return WaitingOn(platform, "retry or give up the stuck operation", since)
        if handover is not None:
            return WaitingOn(handover.people(organisation), handover.task, handover.since or since)
        return WaitingOn((SYSTEM,), "the portal is carrying it out", since)
    able = tuple(dict.fromkeys(person for need in missing(case, now) for person in need.can_give))
    if case.state == "approved":
        if able:
            return WaitingOn(able, "approve or deny: somebody who approved may not any more", since)
        if row["reason"]:
            return WaitingOn(platform, str(row["reason"]), since)
        if (begins := str(row.get("starts_at") or "")) > str(row["hold_until"]):
            return WaitingOn((SYSTEM,), f"it starts by itself at {begins[:16].replace('T', ' ')} UTC", since)
        return WaitingOn((SYSTEM,), "it starts by itself when its hold has passed", since)
    if loaded.open_proposals:
        by = loaded.open_proposals[-1]["person"]
        return WaitingOn((case.requester,), f"accept or decline the counter-proposal of {by}", since)
    if asked_by := open_question(loaded.reviews, case):
        return WaitingOn((case.requester,), f"answer the question of {asked_by}", since, usual_hours)
    return WaitingOn(able, "approve or deny", since, usual_hours)


def open_question(votes: Sequence[sa.RowMapping], case: LifecycleCase) -> str:
    """Who asked the last question that the requester has not answered, or ""."""
    for vote in reversed(votes):
        if vote["revision"] != case.revision:
            break
        if vote["person"] == case.requester:
            return ""
        if vote["verdict"] == "question":
            return str(vote["person"])
    return ""


def actions(
    loaded: Loaded, person: Person, now: str, operation_state: str = "", handover: Handover | None = None
) -> tuple[Action, ...]:
    """What this person may do with a request now, each with the reason when they may not."""
    case, at = loaded.case, moment(now)
    made = []
    for verdict in ("approve", "deny", "undo"):
        if person.kind != "human":
            answer: LifecycleCase | Refusal = Refusal("not-human", "only people decide")
        else:
            answer = transition(case, Voted(person.id, verdict, case.digest), at)
        made.append(_action(verdict, answer))
    open_now = case.state not in TERMINAL_STATES
    made.append(Action("ask", open_now, "" if open_now else "it is finished"))
    made.append(_edit(case, person))
    made.append(_propose(case, person, at))
    made += [_answer(name, loaded, person) for name in ("accept", "decline")]
    made.append(_action("withdraw", transition(case, Withdrawn(person.id), at)))
    if case.state in AGAIN:
        mine = person.id == case.requester
        made.append(Action("again", mine, "" if mine else "only its requester asks for it again"))
    stands_still = operation_state == "stuck" or handover is not None
    may_retry = stands_still and (PLATFORM in person.roles or person.id == case.requester)
    why = "nothing is stuck" if not stands_still else "it is for the platform team or the requester"
    made += [Action(name, may_retry, "" if may_retry else why) for name in ("retry", "give_up")]
    return tuple(made)


def _action(name: str, answer: LifecycleCase | Refusal) -> Action:
    return Action(name, False, answer.reason) if isinstance(answer, Refusal) else Action(name, True)


def _edit(case: LifecycleCase, person: Person) -> Action:
    if person.id != case.requester:
        return Action("edit", False, "only the requester edits a request")
    if case.state not in ("in_review", "approved"):
        return Action("edit", False, f"it is {case.state.replace('_', ' ')} already")
    return Action("edit", True)


def _propose(case: LifecycleCase, person: Person, at: datetime) -> Action:
    """Whoever may decide may say what they would rather agree to."""
    if person.kind != "human":
        return Action("propose", False, "only people decide")
    if case.state != "in_review":
        return Action("propose", False, f"it is {case.state.replace('_', ' ')} already")
    return _action("propose", transition(case, Voted(person.id, "approve", case.digest), at))


def _answer(name: str, loaded: Loaded, person: Person) -> Action:
    if not loaded.open_proposals:
        return Action(name, False, "there is no counter-proposal to answer")
    if person.id != loaded.case.requester:
        return Action(name, False, "only the requester answers a counter-proposal")
    if loaded.case.state not in ("in_review", "approved"):
        return Action(name, False, f"it is {loaded.case.state.replace('_', ' ')} already")
    return Action(name, True)
