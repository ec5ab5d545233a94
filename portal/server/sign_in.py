"""Sign-in at a shared server: from a bearer token to the person who acts."""

from dataclasses import dataclass

from catalog.model import Organisation, Person
from portal.clock import Clock
from portal.contract.problem import Problem, refused
from portal.domain.people.accounts import person_behind
from portal.server.keys import Keys, fetch
from portal.server.tokens import Account, Expected, read
from portal.settings import Settings

REFUSED_ACCOUNT = ("no-place", "has-left", "not-the-kind", "not-the-guest")
"""Codes of the refusals of an account that is proven, and has no place here, or another one."""


@dataclass(frozen=True)
class SignIn:
    """How this server tells who somebody is."""

    expected: Expected
    keys: Keys
    clock: Clock

    def account(self, authorization: str) -> Account:
        """The account that an Authorization header proves. Raises Problem (401, 503)."""
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise Problem(401, "this server does not know you", todo="sign in: `portal login URL`", code="token")
        return read(token, self.expected, self.keys, self.clock)


def sign_in_of(settings: Settings, clock: Clock) -> SignIn | None:
    """The sign-in that the settings name, None where there is none: outside team mode, or without a `client`."""
    if settings.mode != "team" or not settings.client:
        return None
    authority = f"{settings.authority.rstrip('/')}/{settings.tenant}"
    expected = Expected(settings.tenant, settings.client, f"{authority}/v2.0")
    return SignIn(expected, Keys(fetch(f"{authority}/discovery/v2.0/keys")), clock)


def person_of(organisation: Organisation, account: Account) -> Person:
    """The person behind an account, who has a place here. Raises Problem (403)."""
    person = person_behind(organisation, account.object_id)
    if person is None:
        raise refused(
            "you have no place in this organisation",
            f"nobody in organisation.yaml has the account {account.object_id}",
            "ask the platform team to add it",
            "no-place",
        )
    if not person.active:
        raise refused(f"{person.id} has left the organisation", todo="act as somebody who has not", code="has-left")
    if account.app != (person.kind == "ci"):
        acts, is_ = ("a program", "a person") if account.app else ("a person", "a program")
        todo = "sign in with an account of your own"
        raise refused(f"{acts} acts for {person.id}, who is {is_}", todo=todo, code="not-the-kind")
    if account.guest and person.kind != "guest":
        raise refused(
            f"{person.id} is no guest, this account is one's",
            todo="sign in with your account of this organisation, or have it listed with `kind: guest`",
            code="not-the-guest",
        )
    return person
