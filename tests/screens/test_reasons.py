"""The words of a denial: a reason of the catalogue by its title, words beside it, or words alone."""

import pytest

from screens.requests.votes import named_reason
from tests.screens.made import DENIALS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Over the budget", ("over-budget", "")),
        ("Over the budget: by half", ("over-budget", "by half")),
        ("Over the budget, by half.", ("over-budget", "by half.")),
        ("Over the budgetary year", ("", "Over the budgetary year")),
        ("not now", ("", "not now")),
        ("", ("", "")),
    ],
)
def test_a_denial_is_taken_by_its_reason(text: str, told: tuple[str, str]) -> None:
    assert named_reason(DENIALS, text) == told
