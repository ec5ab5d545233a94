"""Authentication: who calls, by the token of this server or of a sign-in, and the person they act for."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes

from catalog.model import Person
from portal.contract import CONTRACT_HEADER, CONTRACT_VERSION, IDEMPOTENCY_HEADER, PERSON_HEADER
from portal.contract.plaintext import one_line
from portal.contract.problem import Complaint, Problem, bad_input
from portal.records.idempotency import Once, sending
from portal.server.portal import Portal
from portal.server.sign_in import SignIn, person_of
from portal.server.tokens import Account, has_ended

LARGEST = 2**63 - 1
"""The largest number that a store can be asked for."""


@dataclass(frozen=True)
class Authenticated:
    """The person who calls, in the mode of this server."""

    person: Person
    mode: str
    account: str = ""
    """The object id of the account that signed in; empty where nobody has to."""
    until: int = 0
    """When the token of this call ends, in seconds since 1970."""
    lasts: Callable[[], bool] = lambda: True
    """Whether they would still be let in as they are: for what stays open longer than a call."""


def portal_of(request: Request) -> Portal:
    """The portal that this application serves."""
    portal: Portal = request.app.state.portal
    return portal


def authenticated(
    request: Request,
    authorization: Annotated[str, Header()] = "",
    contract: Annotated[str, Header(alias=CONTRACT_HEADER)] = str(CONTRACT_VERSION),
    acting: Annotated[str, Header(alias=PERSON_HEADER)] = "",
) -> Authenticated:
    """The person of a call: whoever signed in, or at a private server who carries its token. Raises Problem."""
    sign_in: SignIn | None = request.app.state.sign_in
    account = sign_in.account(authorization) if sign_in else None
    request.state.account = account.object_id if account else ""
    if account is None and not carries_token(request, authorization):
        raise Problem(
            401, "this server does not know you", todo="use the token that it wrote for its user", code="token"
        )
    if contract != str(CONTRACT_VERSION):
        detail = f"this server speaks contract {CONTRACT_VERSION}, you speak {contract[:20]}"
        raise Problem(400, "the words do not fit", detail, "use the same version of the portal on both sides")
    _knows_every_filter(request)
    portal = portal_of(request)
    if account is not None:
        portal.catalogue.refresh_people()  # who left a minute ago is let in by no server
        person = person_of(portal.world.catalogue().organisation, account)
        request.state.who = person.id
        if not account.app:
            told = (person.id, account.object_id, account.roles, account.issued_at)
            if portal.app_roles.note(portal.world, *told):
                portal.catalogue.refresh_people()
                person = person_of(portal.world.catalogue().organisation, account)
        if acting and acting != person.id:
            raise Problem(403, f"nobody acts as {acting} but they themselves", todo="leave --as out", code="acting")
        lasts = partial(_lasts, portal, sign_in, account)
        return Authenticated(person, portal.mode, account.object_id, account.expires_at, lasts)
    if portal.mode != "demo" and acting and acting != portal.owner:
        raise Problem(403, f"nobody acts as {acting} outside demo mode", todo="leave --as out", code="acting")
    person = portal.world.person(acting or portal.owner)
    request.state.who = person.id
    return Authenticated(person, portal.mode)


def _lasts(portal: Portal, sign_in: SignIn | None, account: Account) -> bool:
    """Whether a token has not ended yet, and who brought it still has their place."""
    if sign_in is None or has_ended(account.expires_at, sign_in.clock()):
        return False
    portal.catalogue.refresh_people()
    try:
        person_of(portal.world.catalogue().organisation, account)
    except Problem:
        return False
    return True


def _knows_every_filter(request: Request) -> None:
    """Raises Problem for what a query names and the route does not know: left out, it would show more than asked."""
    if not request.query_params:
        return
    taken = get_flat_params(request.scope["route"].dependant)
    known = [field.alias for field in taken if getattr(field.field_info, "in_", None) == ParamTypes.query]
    todo = f"use {', '.join(known)}" if known else "this address takes nothing behind a '?'"
    complaints = [Complaint(one_line(name)[:80] or "query", "is not known here", todo)
                  for name in dict.fromkeys(request.query_params) if name not in known]  # fmt: skip
    if complaints:
        raise bad_input("what was asked for has not the right form", *complaints[:20], code="bad-form")


def carries_token(request: Request, authorization: str) -> bool:
    """Whether a call carries the token that this server wrote for its own user."""
    token = request.app.state.token
    return bool(token) and secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode())


def operator(request: Request, authorization: Annotated[str, Header()] = "") -> None:
    """Lets in who may stop the server: who carries its token; where people sign in, none of them. Raises Problem."""
    if not carries_token(request, authorization):
        todo = "stop it on its own machine, as the user it runs as"
        raise Problem(401, "this server is not yours to stop", todo=todo, code="token")


async def once(
    request: Request,
    who: Annotated[Authenticated, Depends(authenticated)],
    key: Annotated[str, Header(alias=IDEMPOTENCY_HEADER)] = "",
) -> Once | None:
    """The idempotency key of this sending, if it has one."""
    return sending(who.person.id, key, request.url.path, await request.body())


InPortal = Annotated[Portal, Depends(portal_of)]
Who = Annotated[Authenticated, Depends(authenticated)]
Operator = Annotated[None, Depends(operator)]
Key = Annotated[Once | None, Depends(once)]
