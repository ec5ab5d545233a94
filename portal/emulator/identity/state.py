"""Who can sign in at the provider, and what it keeps: one SQLite file, so that it survives a kill."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SCHEMA = """
CREATE TABLE IF NOT EXISTS signing_key (
    number INTEGER PRIMARY KEY AUTOINCREMENT, kid TEXT NOT NULL, pem TEXT NOT NULL,
    published INTEGER NOT NULL DEFAULT 1);
CREATE TABLE IF NOT EXISTS account (
    object_id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL, guest INTEGER NOT NULL,
    enabled INTEGER NOT NULL, app_roles TEXT NOT NULL, groups TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS program (
    client_id TEXT PRIMARY KEY, object_id TEXT NOT NULL, title TEXT NOT NULL, secret TEXT NOT NULL,
    app_roles TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS device (
    device_code TEXT PRIMARY KEY, user_code TEXT NOT NULL UNIQUE, client TEXT NOT NULL, scope TEXT NOT NULL,
    ends REAL NOT NULL, verdict TEXT NOT NULL DEFAULT '', account TEXT);
CREATE TABLE IF NOT EXISTS code (
    code TEXT PRIMARY KEY, client TEXT NOT NULL, scope TEXT NOT NULL, redirect TEXT NOT NULL,
    challenge TEXT NOT NULL, nonce TEXT NOT NULL, account TEXT NOT NULL, ends REAL NOT NULL);
CREATE TABLE IF NOT EXISTS refresh (
    token TEXT PRIMARY KEY, client TEXT NOT NULL, account TEXT NOT NULL, scope TEXT NOT NULL, ends REAL NOT NULL);
"""


@dataclass(frozen=True)
class EmulatedAccount:
    """Somebody's account. `app_roles` and `groups` are what is assigned to it."""

    object_id: str
    username: str
    name: str
    guest: bool = False
    enabled: bool = True
    app_roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Program:
    """A registered program; one without a secret cannot sign in for itself."""

    client_id: str
    object_id: str
    title: str
    secret: str = ""
    app_roles: tuple[str, ...] = ()


def put_account(connection: sqlite3.Connection, account: EmulatedAccount) -> None:
    """Adds an account, or changes the one of its object id."""
    values = (
        account.object_id, account.username, account.name, account.guest, account.enabled,
        json.dumps(account.app_roles), json.dumps(account.groups),
    )  # fmt: skip
    connection.execute("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def put_program(connection: sqlite3.Connection, program: Program) -> None:
    """Adds a program, or changes the one of its client id."""
    values = (program.client_id, program.object_id, program.title, program.secret, json.dumps(program.app_roles))
    connection.execute("INSERT OR REPLACE INTO program VALUES (?, ?, ?, ?, ?)", values)


def accounts(connection: sqlite3.Connection) -> list[EmulatedAccount]:
    """All accounts, by their names."""
    return list(_accounts(connection.execute("SELECT * FROM account ORDER BY username")))


def account_named(connection: sqlite3.Connection, named: str) -> EmulatedAccount | None:
    """The account of an object id, a user name, or the part of one before its @."""
    wanted = named.strip().lower()
    known = accounts(connection)
    return next((one for one in known if wanted in (one.object_id, one.username, one.username.split("@")[0])), None)


def program_of(connection: sqlite3.Connection, client_id: str) -> Program | None:
    """The program of a client id."""
    row = connection.execute("SELECT * FROM program WHERE client_id = ?", (client_id.lower(),)).fetchone()
    if row is None:
        return None
    roles = tuple(json.loads(row["app_roles"]))
    return Program(row["client_id"], row["object_id"], row["title"], row["secret"], roles)


def _accounts(rows: Iterable[sqlite3.Row]) -> Iterator[EmulatedAccount]:
    for row in rows:
        yield EmulatedAccount(
            row["object_id"], row["username"], row["name"], bool(row["guest"]), bool(row["enabled"]),
            tuple(json.loads(row["app_roles"])), tuple(json.loads(row["groups"])),
        )  # fmt: skip
