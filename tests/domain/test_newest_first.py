"""Versions are sorted as people mean them, whatever they are called."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.models.evidence import newest_first


@pytest.mark.parametrize(
    "newest_to_oldest",
    [
        ["10", "9", "1"],
        ["1.10.0", "1.9.0", "1.2.0", "1.0.0"],
        ["2026-10-01", "2026-09-30", "2025-12-31"],
        ["1.0.0", "1.0.0-rc2", "1.0.0-rc1", "1.0.0-beta.1", "0.9"],
        ["v2", "v1.1", "v1"],
        ["30", "2.0", "1.0"],
    ],
)
def test_versions_dates_and_previews_come_newest_first(newest_to_oldest: list[str]) -> None:
    shuffled = random.Random(7).sample(newest_to_oldest, len(newest_to_oldest))
    assert sorted(shuffled, key=newest_first) == newest_to_oldest


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert sorted([one, other], key=newest_first)
