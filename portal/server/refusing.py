"""What this server refused and has to remember: sign-ins, sendings that are no repetition, rights that it lacks."""

import logging
from typing import Any

import sqlalchemy as sa
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from portal.contract.problem import ProblemBody
from portal.server.sign_in import REFUSED_ACCOUNT
from portal.services.refusals import STRANGER, noted
from portal.services.world import World
from portal.store.chain import Act

LOG = logging.getLogger(__name__)
MOST = 500
"""How many different refusals one server writes down in an hour; a flood beyond that stands in its log alone."""


class Refusals:
    """What was written down in this hour already, so that a flood costs a look into a set and no transaction."""

    def __init__(self) -> None:
        self._hour = ""
        self._known: set[tuple[Any, ...]] = set()

    def to_write(self, now: str, act: Act) -> bool:
        """Whether an act was not seen yet in this hour, and there is room for it."""
        hour, mark = now[:13], _mark(act)
        if hour != self._hour:
            self._hour, self._known = hour, set()
        if mark in self._known:
            return False
        if len(self._known) >= MOST:
            LOG.warning("refused, and not in the audit as this hour is full: %s", mark)
            return False
        self._known.add(mark)
        return True

    def write(self, world: World, act: Act) -> None:
        """Writes it to the audit; what cannot be written there stands in the log, and stops no answer."""
        try:
            noted(world, act)
        except sa.exc.SQLAlchemyError:
            self._known.discard(_mark(act))
            LOG.exception("a refusal could not be written to the audit: %s", _mark(act))


async def remember(request: Request, body: ProblemBody) -> None:
    """Writes a refusal down if it is one to remember."""
    act = act_of(request, body)
    if act is None:
        return
    refusals: Refusals = request.app.state.refusals
    world = request.app.state.portal.world
    if refusals.to_write(world.now(), act):
        await run_in_threadpool(refusals.write, world, act)


def _mark(act: Act) -> tuple[Any, ...]:
    return (act.actor, act.act, act.subject, *act.data.values())


def act_of(request: Request, body: ProblemBody) -> Act | None:
    """The row for a refusal, None for one that nobody has to know of. It says nothing that a stranger chose."""
    who, account = getattr(request.state, "who", ""), getattr(request.state, "account", "")
    told = {"code": body.code}
    if body.code == "token" and request.app.state.sign_in is not None:
        return Act(STRANGER, "sign-in-refused", "account", STRANGER, data={**told, "because": body.detail})
    if body.code in REFUSED_ACCOUNT:
        return Act(account, "sign-in-refused", "account", account, data=told)
    if body.code == "acting":
        return Act(who, "acting-refused", "account", account or STRANGER, data=told)
    if body.code == "key-reused":
        subject = request.path_params.get("request", "")
        if subject.startswith("R-") and subject[2:].isdecimal() and len(subject) < 20:
            return Act(who, "replay-refused", "request", subject, data=told)
        return Act(who, "replay-refused", "route", request.scope["route"].path, data=told)
    if body.code == "database-right":
        return Act(who or STRANGER, "database-refused", "route", request.scope["route"].path, data=told)
    return None
