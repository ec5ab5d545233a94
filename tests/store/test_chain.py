"""The chain: numbers without gaps whoever writes, and a verification that finds every tampering, wherever it lies."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contract.audit import ChainState
from portal.store.chain import Act, announce, next_request_number, record, verify
from portal.store.connections import Database, open_database
from portal.store.tables import audit, chain_head, events

AT = "2026-11-23T09:00:00.000Z"
LENGTH = 200


class Back(Exception):
    """Takes a transaction back."""


def act(number: int) -> Act:
    """One act among many."""
    data = {"was": number, "said": "grüß dich"}
    return Act("ana", "approved", "request", f"R-{number}", "churn", "d" * 64, data)


def fill(database: Database, count: int) -> None:
    """Appends rows in one transaction."""
    with database.write() as connection:
        for number in range(1, count + 1):
            record(connection, AT, "demo", act(number))


def numbers(database: Database, table: sa.Table) -> list[int]:
    """The numbers of a table, in order."""
    with database.read() as connection:
        return list(connection.execute(sa.select(table.c.number).order_by(table.c.number)).scalars())


def test_eight_threads_that_also_fail_leave_numbers_without_gaps(database: Database) -> None:
    others = [open_database(database.engine.url.render_as_string(hide_password=False)) for _ in range(2)]
    together, each = threading.Barrier(8), 20

    def write(thread: int) -> None:
        mine = (database, *others)[thread % 3]
        together.wait()
        for number in range(each):
            try:
                with mine.write() as connection:
                    record(connection, AT, "demo", act(thread * each + number))
                    if number % 4 == 3:
                        raise Back
                    announce(connection, AT, "progress", f"R-{thread}", {})
            except Back:
                continue

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write, thread) for thread in range(8)]:
            done.result()
    for other in others:
        other.close()
    kept = 8 * each * 3 // 4
    assert numbers(database, audit) == list(range(1, kept + 1))
    assert numbers(database, events) == list(range(1, 2 * kept + 1))
    with database.read() as connection:
        assert verify(connection) == ChainState(True, kept, newest_hash(connection))


def newest_hash(connection: sa.Connection) -> str:
    """The hash of the newest row."""
    return str(connection.execute(sa.select(audit.c.hash).order_by(audit.c.number.desc()).limit(1)).scalar_one())


def test_request_numbers_are_drawn_once(database: Database) -> None:
    def draw(_turn: int) -> int:
        with database.write() as connection:
            return next_request_number(connection)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(draw, range(40))) == list(range(1, 41))


@pytest.fixture
def unguarded(sqlite_database: Database) -> Iterator[Database]:
    """A chain in a file whose triggers somebody with access to the file has taken away.

    It verifies again when every tampering was taken back: what was found was the tampering.
    """
    yield disarmed(sqlite_database, LENGTH)
    with sqlite_database.read() as connection:
        assert verify(connection).ok


def disarmed(database: Database, length: int) -> Database:
    """Fills the chain, then removes what guards it."""
    fill(database, length)
    with database.write() as connection:
        for verb in ("update", "delete"):
            on = "" if database.is_sqlite else " ON audit"
            connection.exec_driver_sql(f"DROP TRIGGER audit_no_{verb}{on}")
    return database


def after(database: Database, *tampering: sa.Executable) -> ChainState:
    """What verification says of a chain that was tampered with; the tampering is taken back."""
    state = None
    with pytest.raises(Back), database.write() as connection:
        for statement in tampering:
            connection.execute(statement)
        state = verify(connection)
        raise Back
    assert state is not None
    return state


def found_at(database: Database, place: int, *tampering: sa.Executable) -> None:
    """Asserts that verification finds the tampering, and where."""
    state = after(database, *tampering)
    assert (state.ok, state.broken_at, state.verified_to) == (False, place, place - 1), state


CHANGED: dict[str, Any] = {
    "at": "2026-11-23T09:00:00.001Z", "actor": "li", "act": "denied", "kind": "project", "subject": "R-0",
    "project": "", "digest": "e" * 64, "mode": "team", "data": {"was": 0, "said": "gruß dich"}, "previous": "f" * 64,
    "hash": "f" * 64,
}  # fmt: skip


def test_every_column_is_covered(unguarded: Database) -> None:
    assert set(CHANGED) == {column.name for column in audit.columns} - {"number"}
    for column, value in CHANGED.items():
        found_at(unguarded, 7, audit.update().where(audit.c.number == 7).values({column: value}))


def test_a_changed_row_is_found_wherever_it_lies(unguarded: Database) -> None:
    for place in range(1, LENGTH + 1):
        change = dict([list(CHANGED.items())[place % len(CHANGED)]])
        found_at(unguarded, place, audit.update().where(audit.c.number == place).values(change))


def test_a_removed_row_is_found_wherever_it_lies(unguarded: Database) -> None:
    for place in range(1, LENGTH + 1):
        found_at(unguarded, place, audit.delete().where(audit.c.number == place))


def test_a_removed_row_is_found_when_those_after_it_move_up(unguarded: Database) -> None:
    for place in range(1, LENGTH):
        close_up = sa.text(f"UPDATE audit SET number = number - 1 WHERE number > {place}")
        head = chain_head.update().values(audit_number=LENGTH - 1)
        found_at(unguarded, place, audit.delete().where(audit.c.number == place), close_up, head)


def test_a_row_put_in_between_is_found_wherever_it_lies(unguarded: Database) -> None:
    row = {"at": AT, "actor": "ana", "act": "approved", "kind": "request", "subject": "R-0", "project": "",
           "digest": "", "mode": "demo", "data": {}, "previous": "e" * 64, "hash": "f" * 64}  # fmt: skip
    for place in range(1, LENGTH + 2):
        aside = sa.text(f"UPDATE audit SET number = -number - 1 WHERE number >= {place}")
        back = sa.text("UPDATE audit SET number = -number WHERE number < 0")
        found_at(unguarded, place, aside, back, audit.insert().values(number=place, **row))


def test_two_rows_that_changed_places_are_found_wherever_they_lie(unguarded: Database) -> None:
    for place in range(1, LENGTH):
        swaps = [
            audit.update().where(audit.c.number == was).values(number=now)
            for was, now in ((place, -1), (place + 1, place), (-1, place + 1))
        ]
        found_at(unguarded, place, *swaps)


def test_a_cut_off_tail_is_found_wherever_it_begins(unguarded: Database) -> None:
    for place in range(1, LENGTH + 1):
        cut = audit.delete().where(audit.c.number >= place)
        state = after(unguarded, cut)
        assert (state.ok, state.broken_at) == (False, place)
        assert state.detail == f"the newest {LENGTH - place + 1} rows are missing"


def test_a_head_that_forgets_rows_is_found(unguarded: Database) -> None:
    assert not after(unguarded, chain_head.update().values(audit_number=LENGTH - 1)).ok
    assert not after(unguarded, chain_head.update().values(audit_hash="f" * 64)).ok


@pytest.mark.parametrize("text", ["{", '{"was": 1e400}', '{"was": 123456789012345678901234567890}', '"\\ud800"', ""])
def test_data_that_is_no_proper_document_any_more_is_found_and_not_fallen_over(unguarded: Database, text: str) -> None:
    found_at(unguarded, 9, sa.text("UPDATE audit SET data = :text WHERE number = 9").bindparams(text=text))


def test_tampering_is_found_on_postgresql_too(postgresql_database: Database) -> None:
    store = disarmed(postgresql_database, 30)
    with store.read() as connection:
        assert verify(connection).ok
    for place in (1, 2, 15, 29, 30):
        for column, value in CHANGED.items():
            found_at(store, place, audit.update().where(audit.c.number == place).values({column: value}))
        found_at(store, place, audit.delete().where(audit.c.number == place))
        assert not after(store, audit.delete().where(audit.c.number >= place)).ok


def test_any_few_changes_at_once_are_found(unguarded: Database, campaign_seed: int) -> None:
    chance = random.Random(campaign_seed)
    for _ in range(50):
        places = chance.sample(range(1, LENGTH + 1), chance.randint(2, 6))
        tampering = [chance.choice(_tamperings())(place) for place in places]
        assert not after(unguarded, *tampering).ok


def _tamperings() -> list[Callable[[int], sa.Executable]]:
    return [
        lambda place: audit.delete().where(audit.c.number == place),
        lambda place: audit.update().where(audit.c.number == place).values(data={"was": -place}),
        lambda place: audit.update().where(audit.c.number == place).values(number=place + 10 * LENGTH),
    ]
