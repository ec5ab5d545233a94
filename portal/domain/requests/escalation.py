"""Escalation: more people may decide on what has waited too long. It takes nobody's right, gives nobody two. Pure."""

from collections.abc import Sequence

from catalog.model import Deciders, Organisation, Timing
from portal.domain.people.accounts import named_again
from portal.domain.requests.duties import Seat
from portal.domain.requests.workdays import read_span


def named(deciders: Deciders) -> str:
    """Whom policy escalates to, as it is kept with a request: `role:lead`, `group:board`."""
    return f"role:{deciders.role}" if deciders.role is not None else f"group:{deciders.group}"


def widened(organisation: Organisation, chairs: Sequence[Seat], to: str) -> tuple[Seat, ...]:
    """The chairs with whoever `to` names beside their own members; unchanged where it is ""."""
    if not to:
        return tuple(chairs)
    title, more = _members(organisation, to)
    return tuple(
        Seat(seat.id, f"{seat.title}, or {title} as it has waited too long", seat.count, seat.members | more)
        for seat in chairs
    )


def timing_in_words(organisation: Organisation, timing: Timing) -> str:
    """How long people may take, in words: "reminded after 4 working hours; …"."""
    told = [f"reminded after {read_span(timing.remind).words}"] if timing.remind is not None else []
    if timing.escalate is not None and timing.escalate_to is not None:
        who = title_of(organisation, named(timing.escalate_to))
        told.append(f"{who} may decide too after {read_span(timing.escalate).words}")
    return "; ".join((*told, f"over after {read_span(timing.expire).words}"))


def title_of(organisation: Organisation, to: str) -> str:
    """Whom it goes to, in words."""
    return _members(organisation, to)[0]


def _members(organisation: Organisation, to: str) -> tuple[str, frozenset[str]]:
    what, _, name = to.partition(":")
    people = [one for one in organisation.people if one.active and one.kind == "human"]
    if what == "role":
        title, found = f"a {name.replace('_', ' ')}", {one.id for one in people if name in one.roles}
    else:
        group = organisation.group(name)
        title, members = (group.title, group.members) if group else (name, ())
        found = {one.id for one in people if one.id in members}
    return title, frozenset(found) - named_again(organisation)
