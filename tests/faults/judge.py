"""What is true in the evening, judged by the emulated Azure's own resources and ledger."""

import json
from collections import Counter
from typing import Any

import sqlalchemy as sa

from portal.contract.states import TERMINAL_STATES
from portal.emulator.ledger import intent_of, ledger
from portal.emulator.state import connect
from portal.records.operations import ledger as intents
from portal.store import chain
from portal.store.tables import audit, budgets, commitments, resources
from portal.store.tables import ledger as ledger_table
from portal.store.tables import requests as requests_table
from tests.faults.bad_day import BadDay

HERE = ("live", "expiring", "stopped")


def in_azure(day: BadDay) -> dict[str, str | None]:
    """Everything that exists, by its id in lower case, with the intent that it carries."""
    connection = connect(day.state)
    try:
        rows = connection.execute("SELECT key, body FROM resource").fetchall()
    finally:
        connection.close()
    return {row["key"]: intent_of(json.loads(row["body"])) for row in rows}


def failed_operations(day: BadDay) -> set[str]:
    """The things of which some long-running operation failed: those may have been begun again."""
    connection = connect(day.state)
    try:
        rows = connection.execute("SELECT lower(resource) AS key FROM operation WHERE error IS NOT NULL")
        return {row["key"] for row in rows}
    finally:
        connection.close()


def rows_of(day: BadDay, table: sa.Table) -> list[dict[str, Any]]:
    """All rows of a table."""
    with day.world.database.read() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def faults_of(day: BadDay) -> list[str]:
    """Everything that is not as it is said to be, in sentences; none is what a test wants."""
    there = in_azure(day)
    return [*_lost(day), *_twice(day, there), *_untrue(day, there), *_unknown(day, there), *_books(day)]


def _lost(day: BadDay) -> list[str]:
    ended = {f"R-{row['number']}": row["state"] for row in rows_of(day, requests_table)}
    missing = [f"{request} is lost" for request in day.asked if request not in ended]
    open_ones = [f"{request} is {state}" for request, state in ended.items() if state not in TERMINAL_STATES]
    told = Counter(row["subject"] for row in rows_of(day, audit) if row["act"] == "started")
    starts = [f"{request} has {told[request]} starts in the audit" for request in day.asked if told[request] != 1]
    return missing + open_ones + starts


def _twice(day: BadDay, there: dict[str, str | None]) -> list[str]:
    """One intent made two things, or one thing was written again although nothing had failed."""
    found = Counter(intent for key, intent in there.items() if intent and "/deployments/" not in key)
    failed = failed_operations(day)
    puts = Counter(  # a resize is another payload under the intent that made the thing
        (call.path.lower(), call.intent, call.payload)
        for call in ledger(day.state, "PUT")
        if call.status < 300 and call.intent
    )
    again = [
        f"{path} was made {count} times for {intent}"
        for (path, intent, _), count in puts.items()
        if count > 1 and path not in failed
    ]
    return [f"{count} things carry {intent}" for intent, count in found.items() if count > 1] + again


def _untrue(day: BadDay, there: dict[str, str | None]) -> list[str]:
    """What a request says of each of its steps, against what is there."""
    found = []
    ended = {row["resource"].lower() for row in rows_of(day, ledger_table) if row["kind"] == "delete"}
    for row in rows_of(day, requests_table):
        with day.world.database.read() as connection:
            entries = intents.entries(connection, row["number"])
        ours = {key for key, intent in there.items() if intent and intent.startswith(f"R-{row['number']}/")}
        said = f"R-{row['number']} ({row['kind']}) is {row['state']}"
        left = [entry for entry in entries if entry.state == "left"]
        if row["state"].startswith("ready"):
            found += [f"{said}, but {entry.step} is {entry.state}" for entry in entries if entry.state != "done"]
            wanted = {entry.resource.lower() for entry in entries if _makes(entry)} - ended
            found += [f"{said}, but {key} is not there" for key in wanted if key not in there]
        elif row["state"] == "failed_clean":
            found += [f"{said}, but {key} is there" for key in ours]
        else:
            named = {entry.resource.lower() for entry in left}
            found += [f"{said}, but {key} is left and not named" for key in ours - named if "/deployments/" not in key]
            found += [f"{said}, and {entry.name} is not named" for entry in left if entry.name not in row["reason"]]
            missing = ended | set(there)
            gone = [entry for entry in left if _makes(entry) and entry.resource.lower() not in missing]
            found += [f"{said}, but {entry.resource} is not left: {entry.detail}" for entry in gone]
    return found


def _makes(entry: Any) -> bool:
    """Whether it stands for a thing of its own; a right that was there before has another id."""
    return not entry.outcome.get("found") and entry.kind in (
        "compute",
        "role_assignment",
        "workspace",
        "resource_group",
        "environment",
    )


def _unknown(day: BadDay, there: dict[str, str | None]) -> list[str]:
    """What the inventory says against what is there."""
    rows = [row for row in rows_of(day, resources) if row["id"].startswith("/subscriptions/") and row["request"]]
    known = {row["id"].lower(): row["state"] for row in rows}
    found = [f"{key} is {state} in the inventory and not there" for key, state in known.items()
             if state in HERE and key not in there]  # fmt: skip
    found += [f"{key} is {state} in the inventory and there" for key, state in known.items()
              if state in ("retired", "creating") and key in there]  # fmt: skip
    asked = {request[2:] for request in day.asked}
    made = {key for key, intent in there.items() if intent and intent.partition("/")[0][2:] in asked}
    return found + [
        f"{key} is there and not in the inventory" for key in made - set(known) if "/deployments/" not in key
    ]


def _books(day: BadDay) -> list[str]:
    """Money and audit."""
    held = Counter[str]()
    for row in rows_of(day, commitments):
        held[row["unit"]] += 0 if row["released_at"] else row["cents"]
    wrong = [
        f"{row['unit']} has {row['committed_cents']} committed, and its requests {held[row['unit']]}"
        for row in rows_of(day, budgets)
        if row["committed_cents"] != held[row["unit"]]
    ]
    with day.world.database.read() as connection:
        verified = chain.verify(connection)
    return wrong if verified.ok else [*wrong, f"the chain does not hold: {verified.detail}"]
