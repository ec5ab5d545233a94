"""Longer leases in one key: the extension that is standard, or some hours more; what came of it is told at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.contract.problem import Problem
from portal.contract.projects import Resource
from portal.contract.requests import Request, Submission
from screens.text import until
from screens.words import REQUEST, face

if TYPE_CHECKING:
    from portal.client import PortalClient
    from screens.frame import PortalScreen

HOURS = 2
"""How far one key puts the end of a lease off."""
NO_LEASE = "nothing here has a lease that you could make longer"
_HELD = ("live", "expiring", "stopped")


@dataclass(frozen=True)
class Leased:
    """Something whose lease ends: its id, its name, and when."""

    id: str
    name: str
    until: str


def leased(resources: Sequence[Resource]) -> list[Leased]:
    """The resources that are there and have a lease, the first to end first."""
    held = [one for one in resources if one.lease_until and one.state in _HELD]
    return sorted((Leased(one.id, one.name, one.lease_until or "") for one in held), key=lambda one: one.until)


def ask_longer(screen: "PortalScreen[Any]", things: Sequence[Leased], hours: int = 0) -> None:
    """Ask for more time for the only thing, or let one choose; 0 hours is the standard extension."""
    if len(things) == 1:
        _send(screen, things[0], hours)
        return
    from screens.choosing.chooser import ChooserItem, choose

    now = screen.session.now()
    rows = [ChooserItem(one.id, one.name, f"ends {until(one.until, now)}") for one in things]
    title = f"Which one, {hours} hours more?" if hours else "Which one shall stay longer?"
    by_id = {one.id: one for one in things}
    choose(screen.app, title, rows, lambda choice: _send(screen, by_id[choice.id], hours))


def _send(screen: "PortalScreen[Any]", thing: Leased, hours: int) -> None:
    screen.say(f"asking for more time for {thing.name}…")
    screen.run_worker(_ask(screen, thing, hours), group="longer", exit_on_error=False)


async def _ask(screen: "PortalScreen[Any]", thing: Leased, hours: int) -> None:
    try:
        if screen.session.portal is None:
            raise Problem(0, "there is no connection", todo="try again in a moment")
        asked = await _longer(screen.session.portal, thing, hours)
    except Problem as problem:
        screen.say(problem.line(), "error")
    else:
        screen.say(f"{asked.id}: {asked.title}, {face(REQUEST, asked.state).word}")
        screen.app.something_happened({"request.changed", "resource.changed"})


async def _longer(portal: "PortalClient", thing: Leased, hours: int) -> Request:
    if hours:
        return await portal.requests.postpone(thing.id, hours)
    from screens.requests.votes import key

    return await portal.requests.submit(Submission("extension", {"resource": thing.name}), key())
