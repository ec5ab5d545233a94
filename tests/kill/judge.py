"""What is true after the kills, judged by the emulator's own ledger and by the store."""

from collections import Counter
from pathlib import Path

from portal.code_hosts import code_host_at
from portal.contract.plan import Plan
from portal.emulator.ledger import Call, ledger
from portal.records.operations import ledger as intents
from portal.store import chain
from portal.store.connections import Database
from portal.store.tables import operations, projects, requests, resources

WRITES = ("PUT", "PATCH", "DELETE")


def writes(state: Path) -> list[Call]:
    """Every write that reached Azure; what-if and reads are none."""
    return [call for call in ledger(state) if call.method in WRITES]


def assert_made_once(database: Database, state: Path, home: Path, plans: dict[int, Plan]) -> None:
    """Every project ended as approved, everything in it was made by exactly one write, and the audit holds."""
    with database.read() as connection:
        ended = {row.number: row.state for row in connection.execute(requests.select())}
        assert ended == dict.fromkeys(plans, "ready")
        assert {row.state for row in connection.execute(operations.select())} == {"done"}
        assert {row.name for row in connection.execute(projects.select())} == {plan.project for plan in plans.values()}
        assert {row.state for row in connection.execute(resources.select())} == {"live"}
        made = [entry for number in plans for entry in intents.entries(connection, number)]
        verified = chain.verify(connection)
    assert verified.ok, verified.detail
    assert {entry.state for entry in made} == {"done"}
    assert len(made) == sum(len(plan.effects) for plan in plans.values())
    refused = [call for call in writes(state) if call.status >= 300]
    assert refused == []
    paths = Counter(call.path.lower() for call in writes(state))
    assert {path: count for path, count in paths.items() if count != 1} == {}
    in_azure = [entry for entry in made if entry.kind not in ("repository", "inventory")]
    assert len(paths) == len(in_azure)
    for plan in plans.values():
        head = code_host_at((home / "repositories").as_uri()).read_head(plan.project)
        assert head is not None
        assert set(head.branches) == {"main", "develop"}


def assert_gone(database: Database, state: Path, number: int) -> None:
    """The request failed and left nothing behind: each thing was made once and deleted at most once."""
    with database.read() as connection:
        row = connection.execute(requests.select().where(requests.c.number == number)).one()
        left = [one for one in connection.execute(resources.select()) if one.state != "retired"]
        states = {entry.state for entry in intents.entries(connection, number)}
        verified = chain.verify(connection)
    assert row.state == "failed_clean", row.reason
    assert states == {"undone"}
    assert left == []
    assert verified.ok, verified.detail
    puts = Counter(call.path.lower() for call in writes(state) if call.method != "DELETE" and call.status < 300)
    assert {path: count for path, count in puts.items() if count != 1} == {}
