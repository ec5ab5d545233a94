"""Asking again for what came to nothing: one key where it may go as it was, the form where something has to change."""

from typing import Any

from portal.contract.problem import Problem
from portal.contract.requests import Request, RequestRow
from portal.contract.states import AGAIN
from screens.frame import PortalScreen
from screens.requests.asking import ask_for

NOT_OVER = "only what was denied, withdrawn, failed or expired is asked for again"


def why_not_again(row: RequestRow | None, me: str) -> str:
    """Why a row of a list cannot be asked for again, or ""."""
    if row is None:
        return "there is nothing under the cursor"
    if row.state not in AGAIN:
        return NOT_OVER
    return "" if row.requester == me else "only its requester asks for it again"


async def again(screen: PortalScreen[Any], asked: Request, key: str) -> None:
    """Ask for it again, or open the one that does; what was denied, or does not go as it was, opens the form."""
    app, portal = screen.app, screen.session.portal
    if asked.asked_again:
        app.open_at("requests", "request", asked.asked_again)
        return
    if asked.state == "denied":
        ask_for(app, asked.kind, asked.answers, asked.id, "again")
        return
    try:
        if portal is None:
            raise Problem(0, "there is no connection", todo="try again in a moment")
        made = await portal.requests.ask_again(asked.id, None, key)
    except Problem as problem:
        screen.say(problem.line(), "error")
        if problem.body.status == 422:
            ask_for(app, asked.kind, asked.answers, asked.id, "again")
        return
    screen.say(f"{made.id} asks for it again")
    app.open_at("requests", "request", made.id)
