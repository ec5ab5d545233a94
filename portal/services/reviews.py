"""Votes, questions and answers on a request."""

from catalog.model import Person
from portal.clock import moment
from portal.contract.plaintext import is_plain
from portal.contract.problem import Complaint, bad_input, refused
from portal.domain.lifecycle import Voted, transition
from portal.services.cases import checked, load, number_of, store
from portal.services.idempotency import Once, claim
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.tables import requests, reviews

_ACTS = {"approve": "approved", "deny": "denied", "undo": "vote-undone", "question": "asked", "comment": "commented"}

_WORDS = {"approve": "approve", "deny": "deny", "undo": "take a vote back on"}


def vote(
    world: World,
    person: Person,
    request: str,
    verdict: str,
    digest: str | None,
    reason: str,
    once: Once | None = None,
) -> str:
    """Casts, or takes back, one person's vote on the digest that was shown to them; or asks or says something."""
    reason = _clean(verdict, reason)
    if verdict in ("approve", "deny", "undo") and person.kind != "human":
        raise refused(f"{person.id} may not decide", "only people of the organisation decide, no apps and no guests")
    number = number_of(request)
    with world.database.write() as connection:
        now = world.now()
        if claim(connection, once, request, now) is not None:
            return request
        held = load(connection, number, world.catalogue(), lock=True)
        shown = held.case.digest if digest is None else _whole_digest(held.case.digest, digest)
        case = held.case
        if verdict in ("approve", "deny", "undo"):
            case = checked(transition(case, Voted(person.id, verdict, shown), moment(now)), request, _WORDS[verdict])
        connection.execute(
            reviews.insert().values(
                request=number,
                revision=held.case.revision,
                digest=shown,
                person=person.id,
                account=person.object_id,
                verdict=verdict,
                reason=reason,
                at=now,
            )
        )
        if case is not held.case:
            store(connection, number, case, now, reason if verdict == "deny" else held.row["reason"])
        else:
            connection.execute(requests.update().where(requests.c.number == number).values(waiting_since=now))
        told = {"state": case.state, "reason": reason, "revision": held.case.revision}
        act = Act(person.id, _ACTS[verdict], "request", request, held.row["project"], shown, told)
        record(connection, now, world.mode, act)
    return request


def _clean(verdict: str, reason: str) -> str:
    reason = reason.strip()
    if verdict not in _ACTS:
        raise bad_input(f"there is no vote '{verdict}'", Complaint("verdict", "use approve, deny, question or comment"))
    if verdict in ("deny", "question", "comment") and not reason:
        what = {"deny": "a denial needs a reason", "question": "a question needs words"}.get(verdict, "say something")
        raise bad_input(what, Complaint("reason", "is missing", "write one sentence"))
    if not is_plain(reason):
        raise bad_input("the reason holds control or invisible characters", Complaint("reason", "use plain text"))
    return reason


def _whole_digest(current: str, shown: str) -> str:
    """The digest that was meant: scripts may give the first eight or more characters of the current one."""
    return current if len(shown) >= 8 and current.startswith(shown) else shown
