"""Waiting for a full family of sizes: be told when there is room."""

from typing import TYPE_CHECKING, Any

from portal.contract.people.watches import Watch, WatchWish
from portal.contract.problem import Problem
from screens.text import day, listed

if TYPE_CHECKING:
    from screens.frame import PortalScreen

NOTHING = "only a compute type has a quota that one could wait for"


def wish_of(spec: dict[str, Any]) -> WatchWish:
    """What the answers of a compute request would need."""
    named = {name: str(spec.get(name) or "") for name in ("type", "project")}
    nodes = str(spec.get("nodes") or 1)
    return WatchWish(
        **named,
        nodes=int(nodes) if nodes.isdecimal() else 1,
        stage=str(spec.get("stage") or "dev"),
        priority=str(spec.get("priority") or "dedicated"),
    )


def watch(screen: "PortalScreen[Any]", wish: WatchWish) -> None:
    """Ask to be told, and say what was seen last."""
    screen.run_worker(_watch(screen, wish), group="watch", exit_on_error=False)


async def _watch(screen: "PortalScreen[Any]", wish: WatchWish) -> None:
    try:
        if screen.session.portal is None:
            raise Problem(0, "there is no connection", todo="try again in a moment")
        told = await screen.session.portal.watches.add(wish)
    except Problem as problem:
        screen.say(problem.line(), "error")
    else:
        screen.say(said(told))


def said(told: Watch) -> str:
    """What is known of a watch, in a sentence."""
    seen = f"{told.used} of {told.limit} vCPUs are used" if told.used is not None else "never observed"
    if told.free_at is not None:
        return f"there is room for {told.nodes} × {told.type} now: {seen}; Home names it too"
    held = [f"{one.name} until {day(one.until)}" for one in told.holders]
    by = f", held by {listed(held, 2)}" if held else ""
    return f"Home tells you when {told.cores} vCPUs are free for {told.type} in {told.region}: {seen}{by}"
