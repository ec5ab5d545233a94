"""What no code path may break is refused by the database itself, on SQLite and on PostgreSQL.

Every attempt has a twin that is allowed, so that a refusal is known to come from the rule and not from a slip.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contract.states import REQUEST_STATES, TERMINAL_STATES
from portal.store.connections import Database
from portal.store.tables import APPEND_ONLY, evidence, metadata, operations, requests, resources, reviews, revisions
from portal.store.tables import budgets as budgets_table
from portal.store.tables import ledger as ledger_table
from tests.store.planted import (
    APPROVED,
    AT,
    DONE,
    FINISHED,
    IN_REVIEW,
    RUNNING,
    WORKING,
    digest,
    everything,
    evidence_row,
    ledger_row,
    operation_row,
    request_row,
    resource_row,
    review_row,
    revision_row,
)


class Back(Exception):
    """Takes a transaction back that went well."""


@pytest.fixture
def store(planted: Database) -> Iterator[Database]:
    """A planted store, which is as it was planted when the test is over."""
    with planted.read() as connection:
        before = everything(connection)
    yield planted
    with planted.read() as connection:
        assert everything(connection) == before


def passes(store: Database, *statements: sa.Executable) -> None:
    """Asserts that the statements are allowed; what they did is taken back."""
    with pytest.raises(Back), store.write() as connection:
        for statement in statements:
            connection.execute(statement)
        raise Back


def blocked(store: Database, statement: sa.Executable, why: str) -> None:
    """Asserts that the statement is refused, and for the reason that is meant."""
    with pytest.raises(sa.exc.DatabaseError) as refusal, store.write() as connection:
        connection.execute(statement)
    assert why in str(refusal.value.orig), f"refused, but because: {refusal.value.orig}"


def set_(table: sa.Table, key: dict[str, Any], **values: Any) -> sa.Update:
    """An UPDATE of the rows with these values."""
    return table.update().where(*(table.c[name] == value for name, value in key.items())).values(**values)


def replaces(store: Database, table: sa.Table, row: dict[str, Any]) -> sa.Executable:
    """The database's own way of putting a row in place of one with the same key."""
    if store.is_sqlite:
        return table.insert().prefix_with("OR REPLACE").values(row)
    from sqlalchemy.dialects import postgresql

    keys = [column.name for column in table.primary_key]
    return postgresql.insert(table).values(row).on_conflict_do_update(index_elements=keys, set_=row)


def test_what_is_written_for_good_can_be_neither_changed_nor_removed(store: Database) -> None:
    for name in APPEND_ONLY:
        table = metadata.tables[name]
        with store.read() as connection:
            row = dict(connection.execute(sa.select(table).limit(1)).mappings().one())
        passes(store, sa.select(table))
        blocked(store, table.update().values({list(row)[-1]: row[list(row)[-1]]}), f"{name} is append-only")
        blocked(store, table.delete(), f"{name} is append-only")
        blocked(store, replaces(store, table, row), f"{name} is append-only")
        if not store.is_sqlite:
            blocked(store, sa.text(f"TRUNCATE {name} CASCADE"), "is append-only")


def test_evidence_names_an_artefact_a_moment_that_has_come_and_whoever_handed_it_in(store: Database) -> None:
    passes(store, evidence.insert().values(evidence_row(source="ci", submitted_by="ci-churn")))
    for wrong, why in (
        ({"artefact": ""}, "artefact_named"),
        ({"made_at": "2027-01-01T00:00:00.000Z"}, "not_of_the_future"),
        ({"source": "ci"}, "handed_in_by_somebody"),
        ({"source": "rumour", "submitted_by": "maya"}, "source_known"),
    ):
        blocked(store, evidence.insert().values(evidence_row(**{"job": "other", **wrong})), why)


def test_a_file_of_a_job_is_kept_once(store: Database) -> None:
    passes(store, evidence.insert().values(evidence_row(sha256="c" * 64)))
    with pytest.raises(sa.exc.IntegrityError), store.write() as connection:
        connection.execute(evidence.insert().values(evidence_row()))


def test_a_changed_key_of_what_is_written_for_good_is_refused(store: Database) -> None:
    blocked(store, set_(revisions, {"request": IN_REVIEW, "number": 2}, number=3), "revisions is append-only")
    passes(store, revisions.insert().values(revision_row(IN_REVIEW, 3)))


def test_a_terminal_state_is_never_left(store: Database) -> None:
    assert set(FINISHED) == TERMINAL_STATES
    for state, number in FINISHED.items():
        passes(store, set_(requests, {"number": number}, updated_at="later"))
        for other in set(REQUEST_STATES) - {state}:
            change = set_(requests, {"number": number}, state=other)
            blocked(store, change, "a finished request never changes its state")


def test_a_finished_request_cannot_be_replaced_by_one_that_is_not(store: Database) -> None:
    for number in FINISHED.values():
        with pytest.raises(sa.exc.DatabaseError, match="invariant"), store.write() as connection:
            connection.execute(replaces(store, requests, request_row(number, "in_review")))


@pytest.mark.parametrize("table", [requests, operations, ledger_table])
def test_what_happened_is_never_removed(store: Database, table: sa.Table) -> None:
    blocked(store, table.delete(), "is never removed")
    if not store.is_sqlite:
        blocked(store, sa.text(f"TRUNCATE {table.name} CASCADE"), "invariant")


def test_nobody_approves_what_they_made_or_edited(store: Database) -> None:
    for editor in ("maya", "paul"):
        vote = reviews.insert().values(review_row(IN_REVIEW, editor, "approve"))
        blocked(store, vote, "nobody approves what they made or edited")
        passes(store, reviews.insert().values(review_row(IN_REVIEW, editor, "comment")))
    passes(store, reviews.insert().values(review_row(IN_REVIEW, "ana", "approve")))


@pytest.mark.parametrize("verdict", ["approve", "deny"])
def test_a_vote_names_a_digest_that_exists(store: Database, verdict: str) -> None:
    why = "a vote names a digest that exists"
    passes(store, reviews.insert().values(review_row(IN_REVIEW, "ana", verdict)))
    for wrong in ({"digest": "f" * 64}, {"digest": digest(IN_REVIEW, 1)}, {"digest": ""}, {"revision": 1}):
        blocked(store, reviews.insert().values(review_row(IN_REVIEW, "ana", verdict, **wrong)), why)
    first = {"digest": digest(IN_REVIEW, 1), "revision": 1}
    passes(store, reviews.insert().values(review_row(IN_REVIEW, "ana", verdict, **first)))
    other = {"digest": digest(APPROVED, 2)}
    blocked(store, reviews.insert().values(review_row(IN_REVIEW, "ana", verdict, **other)), why)


def test_a_denial_has_a_reason_and_no_reason_is_a_book(store: Database) -> None:
    blocked(store, reviews.insert().values(review_row(IN_REVIEW, "ana", "deny", reason="")), "deny_has_a_reason")
    blocked(store, reviews.insert().values(review_row(IN_REVIEW, "ana", "deny", reason="x" * 4097)), "reason_short")
    passes(store, reviews.insert().values(review_row(IN_REVIEW, "ana", "deny", reason="x" * 4096)))


def test_an_operation_belongs_to_a_started_revision(store: Database) -> None:
    why = "an operation belongs to a started revision"
    passes(store, operations.insert().values(operation_row(RUNNING, "queued")))
    blocked(store, operations.insert().values(operation_row(RUNNING, "queued", revision=1)), why)
    for number in (IN_REVIEW, APPROVED, *FINISHED.values()):
        blocked(store, operations.insert().values(operation_row(number, "queued")), why)
    blocked(store, set_(operations, {"request": WORKING}, revision=1), "what it carries out")
    blocked(store, set_(operations, {"request": WORKING}, request=RUNNING), "what it carries out")


def test_a_request_has_at_most_one_live_operation(store: Database) -> None:
    second = operation_row(WORKING, "queued", id="O-4-2b")
    with pytest.raises(sa.exc.IntegrityError), store.write() as connection:
        connection.execute(operations.insert().values(second))
    third = set_(requests, {"number": WORKING}, revision=1)
    other = operations.insert().values(operation_row(WORKING, "queued", id="O-4-1", revision=1))
    with pytest.raises(sa.exc.IntegrityError) as refusal, store.write() as connection:
        connection.execute(third)
        connection.execute(other)
    assert "operations" in str(refusal.value.orig)
    passes(store, set_(operations, {"request": WORKING}, state="done", ended_at=AT), third, other)


def test_a_fence_never_falls_and_a_done_operation_stays_done(store: Database) -> None:
    why = "a fence never falls and a done operation stays done"
    passes(store, set_(operations, {"request": WORKING}, fence=3))
    blocked(store, set_(operations, {"request": WORKING}, fence=1), why)
    for state in ("queued", "running", "waiting", "stuck", "undoing"):
        blocked(store, set_(operations, {"request": DONE}, state=state), why)
    passes(store, set_(operations, {"request": WORKING}, state="done", ended_at=AT))


def test_a_done_operation_has_an_end(store: Database) -> None:
    blocked(store, set_(operations, {"request": WORKING}, state="done", ended_at=None), "a done operation has an end")


def test_an_intent_never_changes_what_it_was_for(store: Database) -> None:
    why = "an intent never changes what it was for"
    passes(store, set_(ledger_table, {"request": WORKING}, state="done", outcome={"url": "x"}))
    blocked(store, set_(ledger_table, {"request": WORKING}, payload_hash="b" * 64), why)
    blocked(store, set_(ledger_table, {"request": WORKING}, intent_key="other"), why)
    same = ledger_row(WORKING, "second", intent_key=f"{WORKING}-compute")
    with pytest.raises(sa.exc.IntegrityError), store.write() as connection:
        connection.execute(ledger_table.insert().values(same))
    passes(store, ledger_table.insert().values(ledger_row(WORKING, "second")))


UNKNOWN: dict[str, Callable[[], sa.Executable]] = {
    "ck_requests_state_known": lambda: set_(requests, {"number": IN_REVIEW}, state="reviewed"),
    "ck_requests_revision_positive": lambda: set_(requests, {"number": IN_REVIEW}, revision=0),
    "ck_requests_committed_not_negative": lambda: set_(requests, {"number": IN_REVIEW}, committed_cents=-1),
    "ck_requests_approved_has_a_moment": lambda: set_(requests, {"number": APPROVED}, approved_at=None),
    "ck_reviews_verdict_known": lambda: reviews.insert().values(review_row(IN_REVIEW, "ana", "maybe")),
    "ck_operations_state_known": lambda: set_(operations, {"request": WORKING}, state="asleep"),
    "ck_ledger_state_known": lambda: set_(ledger_table, {"request": WORKING}, state="perhaps"),
    "ck_resources_state_known": lambda: resources.insert().values(resource_row("/two", state="nowhere")),
    "ck_resources_made_has_a_request": lambda: resources.insert().values(resource_row("/two", request=None)),
    "ck_budgets_not_negative": lambda: set_(budgets_table, {"unit": "retail"}, committed_cents=-1),
    "ck_chain_head_single": lambda: sa.text("UPDATE chain_head SET id = 2"),
}


@pytest.mark.parametrize("rule", UNKNOWN)
def test_unknown_words_and_impossible_numbers_are_refused(store: Database, rule: str) -> None:
    blocked(store, UNKNOWN[rule](), rule)


def test_what_refers_to_a_request_refers_to_one_that_exists(store: Database) -> None:
    for statement in (
        revisions.insert().values(revision_row(999, 1)),
        reviews.insert().values(review_row(999, "ana", "comment")),
        resources.insert().values(resource_row("/two", request=999)),
    ):
        with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"), store.write() as connection:
            connection.execute(statement)
    passes(store, resources.insert().values(resource_row("/two", request=None, origin="found")))
