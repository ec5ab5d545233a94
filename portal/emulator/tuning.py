"""Settings of one emulated Azure; they live in its state, so that every process that serves it agrees."""

import sqlite3
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from portal.emulator.state import transaction_in


@dataclass(frozen=True)
class Tuning:
    """How slow, how generous, how late and how busy the emulated Azure is. A bucket of 0 means: no limit."""

    operation_seconds: float = 0.0
    page_size: float = 100
    latency_seconds: float = 0.0
    clock_offset_seconds: float = 0.0
    read_bucket: float = 0
    read_refill_per_second: float = 25
    write_bucket: float = 0
    write_refill_per_second: float = 10
    requests_per_minute: float = 60
    enforce_roles: float = 0
    """1 holds the portal's identities to the roles that were assigned to them."""


def read_tuning(connection: sqlite3.Connection) -> Tuning:
    """The settings in force."""
    return Tuning(**{row["name"]: row["value"] for row in connection.execute("SELECT name, value FROM setting")})


def write_tuning(connection: sqlite3.Connection, tuning: Tuning) -> None:
    """Replaces every setting."""
    connection.executemany(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        list(asdict(tuning).items()),
    )


def tune(state: Path, **changes: float) -> None:
    """Changes settings of an emulator by its state file, also while a process serves it. Raises ValueError."""
    known = {field.name for field in fields(Tuning)}
    unknown = sorted(set(changes) - known)
    if unknown:
        raise ValueError(f"unknown setting {unknown[0]!r}; known are {', '.join(sorted(known))}")
    with transaction_in(state) as connection:
        write_tuning(connection, Tuning(**{**asdict(read_tuning(connection)), **changes}))
