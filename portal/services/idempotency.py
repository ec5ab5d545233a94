"""The same wish sent twice is answered once: a key per person, with the hash of what was sent and what was answered."""

import hashlib

import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.services.world import World
from portal.store.tables import idempotency


def body_hash(path: str, body: bytes) -> str:
    """SHA-256 of where something was sent and what it was."""
    return hashlib.sha256(path.encode() + b"\n" + body).hexdigest()


def remembered(world: World, person: str, key: str, sent: str) -> tuple[int, str] | None:
    """Status and answer of an earlier sending, or None. Raises Problem when the key was used for something else."""
    with world.database.read() as connection:
        row = (
            connection.execute(sa.select(idempotency).where(idempotency.c.person == person, idempotency.c.key == key))
            .mappings()
            .one_or_none()
        )
    if row is None:
        return None
    if row["body_hash"] != sent:
        raise Problem(409, "this idempotency key was used for something else", code="key-reused", todo="use a new key")
    return row["status"], row["answer"]


def remember(world: World, person: str, key: str, sent: str, status: int, answer: str) -> None:
    """Keeps an answer for the next time the same thing is sent; an earlier one stays."""
    values = {
        "person": person, "key": key, "body_hash": sent, "status": status, "answer": answer, "at": world.now()
    }  # fmt: skip
    with world.database.write() as connection:
        known = sa.select(idempotency.c.key).where(idempotency.c.person == person, idempotency.c.key == key)
        if connection.execute(known).scalar() is None:
            connection.execute(idempotency.insert().values(**values))
