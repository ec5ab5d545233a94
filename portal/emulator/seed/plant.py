"""Planting a seed in a new state file."""

import json
import sqlite3

from portal.clock import Clock
from portal.emulator.access.assignments import DEFINITION
from portal.emulator.scene import Scene
from portal.emulator.seed.document import Rows, Seed, bare_seed, load_reference
from portal.emulator.seed.estate import plant_estate
from portal.emulator.seed.models import plant_models
from portal.emulator.tenant import TENANT
from portal.emulator.tuning import Tuning, read_tuning, write_tuning
from portal.emulator.wire import WireRequest


def plant(connection: sqlite3.Connection, clock: Clock, seed: Seed | None) -> None:
    """Fills a new state file; one that was filled before is left as it is."""
    if connection.execute("SELECT 1 FROM setting").fetchone() is not None:
        return
    write_tuning(connection, Tuning())
    request = WireRequest("PUT", "management.azure.com", "/", {}, {})
    scene = Scene(connection, request, clock().timestamp(), read_tuning(connection), correlation="seed")
    reference = load_reference()
    _sizes(connection, reference.rows("sizes"))
    given = seed or bare_seed()
    _roles(scene, reference.rows("roles"), "BuiltInRole")
    _roles(scene, given.rows("roles"), "CustomRole")
    for row in given.rows("subscriptions"):
        connection.execute(
            "INSERT INTO subscription (id, title, tenant) VALUES (?, ?, ?)", (row["id"].lower(), row["title"], TENANT)
        )
    plant_models(scene, given, plant_estate(scene, given))


def _sizes(connection: sqlite3.Connection, rows: Rows) -> None:
    connection.executemany(
        "INSERT INTO size (name, family, vcpus, gpus, memory_gib, premium, low_priority) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (row["name"], row["family"], row["vcpus"], row["gpus"], row["memory_gib"], 1, int(row["low_priority"]))
            for row in rows
        ],
    )


def _roles(scene: Scene, rows: Rows, type_: str) -> None:
    for row in rows:
        properties = {
            "roleName": row["name"],
            "type": type_,
            "permissions": [{"actions": row["actions"], "notActions": row.get("not_actions", [])}],
            "assignableScopes": ["/"],
        }
        body = json.loads(json.dumps({"properties": properties}))
        scene.save(f"/providers/{DEFINITION}/{row['id']}", DEFINITION, body)
