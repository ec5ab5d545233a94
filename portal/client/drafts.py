"""Wishes that are not submitted."""

from types import NoneType

from portal.client.caller import Caller, route
from portal.contract.requests import Draft
from portal.contract.values import Json


async def listing(c: Caller) -> tuple[Draft, ...]:
    """One's own drafts, newest first."""
    return await c.get("/drafts", tuple[Draft, ...])


async def save(c: Caller, kind: str, spec: dict[str, Json], id: str | None = None, request: str | None = None) -> Draft:
    """Keep a draft; `id` None makes a new one, `request` names the request that it edits."""
    body = {"kind": kind, "spec": spec, "request": request}
    return await c.send("PUT", route("drafts", id or "new"), body, Draft)


async def drop(c: Caller, id: str) -> None:
    """Throw a draft away."""
    await c.send("DELETE", route("drafts", id), None, NoneType)
