"""The audit: page by page, verified, and exported so that anybody can check it."""

import json

import pytest

from portal.contract.problem import Problem
from portal.reports.proof import ProofVerdict, verify_export
from portal.services import audit
from portal.services.audit import Filter
from portal.store.chain import Act, record
from portal.store.connections import Database

AT = "2026-11-23T09:00:00.000Z"


def write(database: Database, count: int) -> None:
    """Appends rows by two people about two projects."""
    for number in range(1, count + 1):
        who, project = ("ana", "fraud") if number % 2 else ("li", "search")
        data = {"was": number, "said": "grüß \u2028 dich"}
        with database.write() as connection:
            record(connection, AT, "demo", Act(who, "approved", "request", f"R-{number}", project, "d" * 64, data))


def lines(database: Database) -> list[str]:
    """The lines of the exported file."""
    return audit.export(database, AT).splitlines()


def test_pages_are_newest_first_and_hold_every_row_once(database: Database) -> None:
    write(database, 7)
    found, cursor = list[int](), None
    while True:
        page = audit.listing(database, Filter(), cursor, 3)
        found += [row.number for row in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == [7, 6, 5, 4, 3, 2, 1]


def test_rows_that_come_while_one_pages_change_nothing(sqlite_database: Database) -> None:
    write(sqlite_database, 4)
    first = audit.listing(sqlite_database, Filter(), None, 2)
    write(sqlite_database, 2)
    second = audit.listing(sqlite_database, Filter(), first.next, 2)
    assert [row.number for row in (*first.items, *second.items)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(person="ana"), [3, 1]),
        (Filter(project="search"), [4, 2]),
        (Filter(kind="request", subject="R-2"), [2]),
        (Filter(person="ana", project="search"), []),
    ],
)
def test_filters(database: Database, wanted: Filter, numbers: list[int]) -> None:
    write(database, 4)
    assert [row.number for row in audit.listing(database, wanted).items] == numbers


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "9" * 40, "٣"])
def test_a_cursor_of_nobody_is_refused_in_one_line(sqlite_database: Database, cursor: str) -> None:
    with pytest.raises(Problem) as fault:
        audit.listing(sqlite_database, Filter(), cursor)
    assert fault.value.body.status == 422


def test_the_chain_verifies_and_so_does_its_export(database: Database) -> None:
    write(database, 5)
    state = audit.verify(database)
    assert (state.ok, state.verified_to) == (True, 5)
    assert verify_export(lines(database)) == ProofVerdict(True, 5, state.head)


def test_an_empty_audit_is_whole(database: Database) -> None:
    assert audit.verify(database).ok
    assert verify_export(lines(database)).ok


def test_every_change_to_an_exported_line_is_found(sqlite_database: Database) -> None:
    write(sqlite_database, 4)
    whole = lines(sqlite_database)
    for at in range(1, len(whole)):
        row = json.loads(whole[at])
        for name in row:
            changed = {**row, name: 99 if isinstance(row[name], int) else {} if isinstance(row[name], dict) else "x"}
            assert not verify_export([*whole[:at], json.dumps(changed), *whole[at + 1 :]]).ok, (at, name)


def test_what_is_missing_twice_or_out_of_order_is_found(sqlite_database: Database) -> None:
    write(sqlite_database, 4)
    head, *rows = lines(sqlite_database)
    for broken in (
        [head, *rows[1:]],
        [head, *rows[:2], *rows[3:]],
        [head, *rows[:-1]],
        [head, *rows, rows[-1]],
        [head, rows[1], rows[0], *rows[2:]],
        rows,
        [],
        [head, *rows, "not json"],
        [head, "[]", *rows],
    ):
        verdict = verify_export(broken)
        assert not verdict.ok and verdict.detail


def test_where_it_breaks_is_named(sqlite_database: Database) -> None:
    write(sqlite_database, 4)
    whole = lines(sqlite_database)
    whole[3] = whole[3].replace('"li"', '"lo"').replace('"ana"', '"eve"')
    verdict = verify_export(whole)
    assert (verdict.rows, verdict.broken_at, verdict.detail) == (2, 3, "row 3 is not what was written")


def test_other_spelling_of_the_same_json_is_the_same_proof(sqlite_database: Database) -> None:
    write(sqlite_database, 3)
    loose = [
        json.dumps(json.loads(line), indent=None, ensure_ascii=False, sort_keys=False)
        for line in lines(sqlite_database)
    ]
    assert verify_export(loose).ok
