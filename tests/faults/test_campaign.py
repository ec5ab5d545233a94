"""Three calls to Azure in ten go wrong, and every request ends in a state that is true."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from portal.store.connections import Database, open_database, sqlite_url
from tests.faults.bad_day import bad_day
from tests.faults.judge import faults_of

DAYS, A_DAY = 20, 100


def lived(
    database: Database, folder: Path, seed: int, wishes: int, patch: pytest.MonkeyPatch
) -> tuple[Counter[str], int, int]:
    """A day that is true in its evening; how its requests ended, how many calls were made, how many were struck."""
    with bad_day(database, folder, seed, patch) as day:
        day.goes_by(wishes)
        found = faults_of(day)
        assert not found, "\n".join([f"on the day of seed {seed}:", *found])
        seen, struck = day.struck()
        assert len(day.asked) == wishes and day.states().keys() > {"ready"}
        assert 0.25 < struck / seen < 0.4
        return Counter(day.states()), seen, struck


@pytest.mark.parametrize("half", [1, 2])
def test_a_hundred_requests_on_two_bad_days(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, campaign_seed: int, half: int
) -> None:
    lived(sqlite_database, tmp_path, campaign_seed * 2 + half, 50, monkeypatch)


@pytest.mark.prove
def test_two_thousand_requests_on_twenty_bad_days(
    sqlite_template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    campaign_seed: int,
    proof_record: Callable[[str, dict[str, Any]], Path],
) -> None:
    states, seen, struck = Counter[str](), 0, 0
    for number in range(DAYS):
        folder = tmp_path / str(number)
        folder.mkdir()
        copy(sqlite_template, folder / "portal.db")
        database = open_database(sqlite_url(folder / "portal.db"))
        try:
            ended, calls, hit = lived(database, folder, campaign_seed * 1000 + number, A_DAY, monkeypatch)
        finally:
            database.close()
        states, seen, struck = states + ended, seen + calls, struck + hit
    assert states.total() == DAYS * A_DAY
    told = {"requests": states.total(), "ended": dict(states), "calls": seen, "struck": struck}
    proof_record("faults", {**told, "lost": 0, "made_twice": 0, "untrue": 0})
