"""The same wish sent twice is carried out once: a key per person, claimed in the transaction of the wish itself."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.store.rows import insert_into
from portal.store.tables import idempotency


@dataclass(frozen=True)
class Once:
    """A key that its sender chose, and the hash of what was sent with it."""

    person: str
    key: str
    sent: str


def sending(person: str, key: str, path: str, body: bytes) -> Once | None:
    """The key of one sending; None when it came without."""
    if not key:
        return None
    return Once(person, key[:80], hashlib.sha256(path.encode() + b"\n" + body).hexdigest())


def part_of(once: Once | None, number: int, sent: Any) -> Once | None:
    """The key of one of several wishes that were sent together, which follows from the key of all of them."""
    if once is None:
        return None
    key = hashlib.sha256(f"{once.key}/{number}".encode()).hexdigest()
    said = hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()
    return Once(once.person, key, f"{once.sent[:32]}{said[:32]}")


def claim(connection: sa.Connection, once: Once | None, subject: str, now: str) -> str | None:
    """Claims the key for `subject`, or returns the subject that it was claimed for before.

    Call it first in the transaction. Raises Problem when the key was used for something else.
    """
    if once is None:
        return None
    values = {
        "person": once.person, "key": once.key, "body_hash": once.sent, "status": 200, "answer": subject, "at": now
    }  # fmt: skip
    # The row itself says whether it was inserted: drivers do not agree on the count of an INSERT.
    claiming = (
        insert_into(connection, idempotency).values(**values).on_conflict_do_nothing().returning(idempotency.c.key)
    )
    if connection.execute(claiming).first() is not None:
        return None
    return claimed(connection, once)


def settle(connection: sa.Connection, once: Once | None, subject: str) -> None:
    """Names what a claimed key led to, where that has its name only after it was made; in the same transaction."""
    if once is not None:
        mine = (idempotency.c.person == once.person) & (idempotency.c.key == once.key)
        connection.execute(idempotency.update().where(mine).values(answer=subject))


def claimed(connection: sa.Connection, once: Once | None) -> str | None:
    """The subject that a key was claimed for, without claiming it. Raises Problem when it was for something else."""
    if once is None:
        return None
    mine = (idempotency.c.person == once.person) & (idempotency.c.key == once.key)
    row = connection.execute(sa.select(idempotency).where(mine)).mappings().one_or_none()
    if row is None:
        return None
    if row["body_hash"] != once.sent:
        raise Problem(409, "this idempotency key was used for something else", code="key-reused", todo="use a new key")
    return str(row["answer"])
