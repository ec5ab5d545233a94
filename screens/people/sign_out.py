"""Signing out: the token, what is kept of it and what was seen with it are gone; the server stays remembered."""

import asyncio
from functools import partial
from typing import Any

from portal.contract.problem import Problem
from screens.connection.session import FAILED
from screens.connection.snapshot import wipe
from screens.dialogs import Confirm
from screens.host import Host
from screens.text import line

STAYS = {
    "cli": "The Azure command line stays signed in: `az logout` ends that.",
    "workload": "This machine keeps its own identity.",
}


def why_not_sign_out(app: Host) -> str:
    """Why one cannot sign out; "" when one can."""
    if app.account is not None:
        return ""
    return "nobody signs in here" if not app.session.settings.client else "the token was given in PORTAL_TOKEN"


def sign_out(app: Host) -> None:
    """Ask, then forget."""
    account = app.account
    if account is None:
        return
    said = ["Your token and what was seen here are forgotten.", *filter(None, [STAYS.get(account.way, "")])]

    def then(yes: bool | None) -> None:
        if yes:
            work: Any = partial(_forget, app)
            app.run_worker(work, exit_on_error=False)

    app.push_screen(Confirm(f"Sign out of {line(app.session.settings.server)}?", said, "Sign out"), then)


async def _forget(app: Host) -> None:
    account = app.account
    if account is None:
        return
    app.workers.cancel_group(app, "link")
    await app.link.close()
    told = "you are signed out"
    try:
        await asyncio.to_thread(account.forget)
    except Problem as problem:  # the token is gone from here all the same
        told = f"you are signed out here; {problem.line()}"
    await asyncio.to_thread(account.stop)
    app.forget("")
    wipe(app.session.settings)
    app.session.link, app.session.problem = FAILED, Problem(401, told, todo="sign in again", code="signed-out")
    app.session_changed()
