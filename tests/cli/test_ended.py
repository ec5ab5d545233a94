"""What the page of a request says when its operation came to nothing."""

from dataclasses import replace
from pathlib import Path

import msgspec

from portal.cli import words
from portal.cli.requests.page import operation_text, request_text
from portal.contract.operations import Operation
from portal.contract.requests import Request
from portal.settings import Settings
from screens.connection.session import Session
from screens.requests.operation_sections import operation as operation_section
from tests.client.samples import sample


def ended(*states: str) -> Operation:
    """An operation that is over, its steps in these states."""
    whole = msgspec.convert(sample(Request), Request).operation
    assert whole is not None
    steps = tuple(
        replace(whole.steps[0], step=f"s{number}", title=f"Thing {number} {state}", state=state, started_at=None)
        for number, state in enumerate(states, 1)
    )
    return replace(whole, state="done", steps=steps, deadline=None)


def test_steps_that_never_ran_are_folded_away() -> None:
    told = operation_text(ended("left", "waiting", "waiting"), None)
    assert "Thing 1" in told and "Thing 2" not in told and "2 of 3 steps never ran" in told


def test_what_was_done_and_not_taken_back_is_not_called_clean() -> None:
    said = words.state("failed_leftovers", ended("done", "done", "undone"))
    assert said == "failed, 2 steps done and not taken back"


def test_the_screen_has_no_good_sign_for_an_operation_that_came_to_nothing(tmp_path: Path) -> None:
    session = Session(Settings(tmp_path), "maya")
    assert operation_section(ended("done"), session).title.startswith("✓")
    failed = operation_section(ended("left", "waiting"), session)
    assert failed.title.startswith("✗") and failed.tone != operation_section(ended("done"), session).tone
    assert "1 of 2 steps never ran" in failed.text.plain and "Thing 2" not in failed.text.plain


def test_no_row_stands_for_votes_that_teach_nothing() -> None:
    whole = msgspec.convert(sample(Request), Request)
    votes = tuple(replace(whole.reviews[0], counts=True, teaches="") for _ in range(2))
    assert "  ;" not in request_text(replace(whole, reviews=votes))
