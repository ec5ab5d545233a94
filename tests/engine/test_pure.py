"""The decisions of a step, without any world."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.azure.faults import AzureFault
from portal.contract.plan import Effect
from portal.engine.operations.fault_meaning import meaning_of, told
from portal.engine.operations.intent import intent_of
from portal.engine.operations.patience import Patience
from portal.engine.operations.reading import Reading, decide
from portal.records.operations.fence import OperationRow

STATES = ("missing", "working", "ready", "failed", "other")


def operation(**changes: object) -> OperationRow:
    """An operation."""
    values: dict[str, object] = {
        "id": "O-1-1", "request": 1, "revision": 1, "state": "running", "fence": 1, "attempt": 1,
        "started_at": "2026-11-23T09:00:00.000Z", "ended_at": None, "deadline": None, "reason": "",
    }  # fmt: skip
    return OperationRow(**{**values, **changes})  # type: ignore[arg-type]


def effect(**payload: object) -> Effect:
    """An effect."""
    return Effect("compute", "compute", "Compute", "cpu", "dev", dict(payload))


@given(st.sampled_from(STATES), st.integers(0, 9))
def test_a_call_is_made_only_when_nothing_of_it_is_there(state: str, tries: int) -> None:
    decision = decide(Reading(state), tries)  # type: ignore[arg-type]
    assert (decision == "call") == (state == "missing" or (state == "failed" and tries == 0))


@given(st.sampled_from(STATES), st.integers(0, 9))
def test_what_belongs_to_somebody_else_is_never_called_nor_waited_for(state: str, tries: int) -> None:
    assert (decide(Reading("other"), tries)) == "stop"


@given(st.integers(1, 1000), st.one_of(st.none(), st.floats(0, 1000)))
def test_a_pause_is_never_longer_than_the_longest(looks: int, asked: float | None) -> None:
    assert 0 < Patience(0.25, 60).pause(looks, asked) <= 60


@given(st.integers(1, 40))
def test_pauses_grow(looks: int) -> None:
    patience = Patience(0.25, 60)
    assert patience.pause(looks) <= patience.pause(looks + 1)


def test_a_pause_is_as_long_as_azure_asks() -> None:
    assert Patience(0.25, 60).pause(1, 17.0) == 17.0


@pytest.mark.parametrize(
    ("kind", "status", "wrote", "meaning"),
    [
        ("throttled", 429, True, "later"),
        ("unreachable", 0, True, "later"),
        ("unreachable", 503, True, "unknown"),
        ("unreachable", 503, False, "later"),
        ("unknown_outcome", 0, True, "unknown"),
        ("unknown_outcome", 504, False, "later"),
        ("failed", 500, True, "unknown"),
        ("failed", 500, False, "later"),
        ("failed", 400, True, "refused"),
        ("forbidden", 403, True, "refused"),
        ("conflict", 409, True, "refused"),
        ("quota", 400, True, "refused"),
        ("missing", 404, True, "refused"),
    ],
)
def test_what_a_fault_means(kind: str, status: int, wrote: bool, meaning: str) -> None:
    fault = AzureFault(kind, "words", status=status)  # type: ignore[arg-type]
    assert meaning_of(fault, wrote) == meaning


def test_a_conflict_that_passes_is_waited_for() -> None:
    fault = AzureFault("conflict", "Another operation on the workspace is in progress.", status=409)
    assert meaning_of(fault, wrote=True) == "later"


def test_a_missing_right_is_told_by_action_and_scope() -> None:
    fault = AzureFault("forbidden", "The client may not perform action 'a/write' over scope '/s' or …", status=403)
    assert told(fault) == "the portal's identity may not perform a/write at /s"


def test_a_long_fault_is_cut() -> None:
    assert len(told(AzureFault("failed", "x" * 5000))) == 400


def test_an_intent_is_the_same_however_often_it_is_made() -> None:
    first, second = (
        intent_of(operation(), effect(size="a", tags={"x": "y"})),
        intent_of(operation(), effect(tags={"x": "y"}, size="a")),
    )
    assert first == second
    assert first.guid == second.guid
    assert first.key.startswith("R-1/compute/")


@pytest.mark.parametrize(
    "other",
    [
        intent_of(operation(), effect(size="b")),
        intent_of(operation(id="O-1-2"), effect(size="a")),
        intent_of(operation(started_at="2026-11-23T09:00:00.001Z"), effect(size="a")),
    ],
)
def test_another_payload_operation_or_portal_is_another_intent(other: object) -> None:
    mine = intent_of(operation(), effect(size="a"))
    assert mine.key != other.key  # type: ignore[attr-defined]
    assert mine.guid != other.guid  # type: ignore[attr-defined]


@given(st.text(min_size=1, max_size=120), st.integers(1, 999_999_999_999))
def test_a_key_fits_its_column_and_a_tag(step: str, number: int) -> None:
    key = intent_of(operation(request=number), Effect(step, "compute", "", "", "", {})).key
    assert len(key) <= 80
