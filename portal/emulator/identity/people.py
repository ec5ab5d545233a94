"""Who is enrolled at first: the people of a catalogue's organisation, its programs, and the portal itself."""

import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.model import Organisation, Person
from portal.emulator.identity.state import EmulatedAccount, Program, put_account, put_program
from portal.emulator.tenant import TENANT

PORTAL = "6f0c1a2e-4b7d-4f3a-9c58-1e2d3b4a5f60"
"""The client id under which the portal is registered here."""
DOMAIN = "meridian.example"
SUBMITS = "Portal.Submit"
"""The app role of a program that hands in requests and evidence."""


@dataclass(frozen=True)
class Registered:
    """The tenant, the portal's registration in it, and whom a new state file begins with."""

    tenant: str = TENANT
    client: str = PORTAL
    accounts: tuple[EmulatedAccount, ...] = ()
    programs: tuple[Program, ...] = field(default=())


def of_organisation(organisation: Organisation, tenant: str = TENANT, client: str = PORTAL) -> Registered:
    """Everybody in an organisation, with the accounts and groups that its file knows; programs have a known secret."""
    people = [one for one in organisation.people if one.kind != "ci"]
    programs = [_program(one) for one in organisation.people if one.kind == "ci"]
    found = [account for one in people for account in _accounts(organisation, one)]
    return Registered(tenant, client, tuple(found), tuple(programs))


def enrol(connection: sqlite3.Connection, registered: Registered) -> None:
    """Fills a state file; whoever is in it already stays as they are, and the portal is always registered."""
    put_program(connection, Program(registered.client, _made("portal"), "ML Portal"))
    if connection.execute("SELECT 1 FROM account").fetchone() is not None:
        return
    for account in registered.accounts:
        put_account(connection, account)
    for program in registered.programs:
        put_program(connection, program)


def _accounts(organisation: Organisation, person: Person) -> Iterator[EmulatedAccount]:
    groups = tuple(one.object_id or _made(f"group/{one.id}") for one in organisation.groups if person.id in one.members)
    for number, object_id in enumerate((person.object_id, *person.accounts), 1):
        username = f"{person.id}{'' if number == 1 else f'-{number}'}@{DOMAIN}"
        guest, name = person.kind == "guest", person.name if number == 1 else f"{person.name} (account {number})"
        yield EmulatedAccount(object_id, username, name, guest, person.active, (), groups)


def _program(person: Person) -> Program:
    return Program(_made(f"program/{person.id}"), person.object_id, person.name, f"secret-of-{person.id}", (SUBMITS,))


def _made(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"portal-emulator/{name}"))
