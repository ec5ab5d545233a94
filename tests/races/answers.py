"""What everybody was answered, held against the record: each success is one act, each refusal was right at some moment.

Together with the order of the record that makes a history linearizable: every try took effect, or was refused, at one
moment between its begin and its end.
"""

from typing import Any

from catalog.model import Catalogue
from portal.services.requests import counter_proposals, reviews
from tests.races.attempts import BACK, DONE, LOST, Attempt, Race
from tests.races.stand import OPEN, Stand

VOTES = ("approved", "denied", "vote-undone")
_MAY_LACK = ("start-delayed", "expired")
"""Acts that are not written anew when they are so already, or when nothing was due."""


def written_as(attempt: Attempt) -> str:
    """The act that the audit has for an attempt, or "" for none."""
    if attempt.act in (LOST, BACK):
        return ""
    if attempt.act in VOTES and attempt.answer in reviews.ATTEMPTS:
        return "vote-refused"
    if _proposes(attempt) and attempt.answer in counter_proposals.ATTEMPTS:
        return "proposal-refused"
    if attempt.act == "started" and attempt.answer in ("waits", "sent-back"):
        return {"waits": "start-delayed"}.get(attempt.answer, attempt.answer)
    return attempt.act if attempt.answer == DONE else ""


def matched(race: Race, acts: list[dict[str, Any]]) -> dict[int, Attempt]:
    """Which attempt is behind each act; asserts that none was lost, none done twice, none done out of its time."""
    left = sorted(_once(race.attempts), key=lambda one: one.until)
    found: dict[int, Attempt] = {}
    for act in acts:
        mine = (
            one
            for one in left
            if (one.who, written_as(one)) == (act["actor"], act["act"]) and one.after < act["number"] <= one.until
        )
        behind = next(mine, None)
        assert behind is not None, f"{act['actor']} {act['act']}, and nobody did that"
        left = [one for one in left if one is not behind]
        found[act["number"]] = behind
    lost = [f"{one.who} {one.act}" for one in left if written_as(one) and written_as(one) not in _MAY_LACK]
    assert not lost, f"done, and not in the record: {', '.join(lost)}"
    return found


def _once(attempts: list[Attempt]) -> list[Attempt]:
    """The attempts, where those that were sent with one key and done are one: the first that was answered."""
    kept: dict[object, Attempt] = {}
    for one in sorted(attempts, key=lambda one: one.ended):
        kept.setdefault((one.who, one.key) if one.key and one.answer == DONE else id(one), one)
    return list(kept.values())


def catalogues_of(race: Race, attempt: Attempt, full: Catalogue, less: Catalogue) -> tuple[Catalogue, ...]:
    """The catalogues that may have been in force during an attempt: Li loses a role at most once in a race."""
    lost = next((one for one in race.attempts if one.act == LOST), None)
    if lost is None or attempt.ended < lost.begun:
        return (full,)
    return (less,) if attempt.begun > lost.ended else (full, less)


def lent_during(race: Race, attempt: Attempt) -> bool:
    """Whether Lena may have decided for Ana at some moment of an attempt."""
    back = next((one for one in race.attempts if one.act == BACK), None)
    return race.away and (back is None or attempt.begun < back.ended)


def answered_rightly(race: Race, attempt: Attempt, seen: list[Stand], catalogues: tuple[Catalogue, ...]) -> None:
    """Asserts that what was not done was refused for what was so at some moment; `seen` are the stands it met."""
    answer = attempt.answer
    if answer in (DONE, "sent-back") or attempt.act in (LOST, BACK):
        return
    who, now = attempt.who, attempt.clock.isoformat() if attempt.clock else ""
    right = {
        "own-request": any(who in one.editors for one in seen),
        "not-eligible": any(_not_eligible(race, attempt, one, catalogues) for one in seen),
        "stale-digest": any(attempt.shown not in ("", one.digest) for one in seen),
        "no-vote": any(who not in one.votes for one in seen),
        "expired": any(now[:19] >= one.expires[:19] for one in seen),
        "too-late": any(one.state == "running" or (one.state not in OPEN[:1] and _proposes(attempt)) for one in seen),
        "not-editable": any(one.state not in OPEN for one in seen),
        "finished": any(one.over for one in seen),
        "stale": len({(one.revision, one.proposals) for one in seen}) > 1,
        "not-found": any(not one.proposals for one in seen),
        "bad-input": any(_asks_for(one, attempt) for one in seen),
        "no": len({one.revision for one in seen}) > 1 or any(_not_startable(one, now) for one in seen),
        "waits": _waits_rightly(race, attempt),
    }
    assert right.get(answer), f"{who} was answered {answer} to {attempt.act}: {attempt.why}"


def _proposes(attempt: Attempt) -> bool:
    return attempt.act.startswith("counter-")


def _not_eligible(race: Race, attempt: Attempt, stand: Stand, catalogues: tuple[Catalogue, ...]) -> bool:
    who = attempt.who
    if all(any(who in chair for chair in stand.chairs(one)) for one in catalogues):
        return False
    back = next((one for one in race.attempts if one.act == BACK), None)
    ended = back is not None and back.begun < attempt.ended
    gone = any(one.act == "expired" and one.begun < attempt.ended for one in race.attempts)  # forty days pass
    lent = who == "lena" and race.away and not ended and not gone and "ana" not in stand.used() | stand.editors
    return not (lent and all(any("ana" in chair for chair in stand.chairs(one)) for one in catalogues))


def _asks_for(stand: Stand, attempt: Attempt) -> bool:
    """Whether a wish is the one that stands already."""
    return all(stand.current["spec"].get(name) == value for name, value in attempt.wish.items())


def _not_startable(stand: Stand, now: str) -> bool:
    if stand.state != "approved":
        return True
    return not stand.startable_from[:19] <= now[:19] < stand.expires[:19]


def _waits_rightly(race: Race, attempt: Attempt) -> bool:
    """That votes are missing for somebody's role can only be since they lost it."""
    if "may not any more" not in attempt.why:
        return True
    return any(one.act == LOST and one.begun < attempt.ended for one in race.attempts)
