"""What was observed in the past can be asked for: what stood then, no more, and not what was known later."""

import pytest
import sqlalchemy as sa

from portal.clock import stamp
from portal.contract.problem import Problem
from portal.records.models import board
from portal.records.observed import history
from portal.records.observed.history import past_moment
from portal.store.tables import observation_history as past
from tests.observer.estate import Estate

DAY = 86_400


def served(estate: Estate, at: str) -> str:
    """The version of `m` that prod was known to serve at a moment; "" for none."""
    for row in board.board(estate.database, estate.organisation, as_of=at).items:
        cell = row.stages["prod"]
        return cell.version if cell and cell.serving else ""
    return ""


def test_the_board_of_a_past_moment_tells_what_stood_then(either_estate: Estate) -> None:
    estate = either_estate
    before = stamp(estate.clock())
    estate.model("prod", "m", "1")
    estate.model("prod", "m", "2")
    estate.serve("prod", "m", {"1": 100})
    first = estate.observe(after=DAY).at
    seen = estate.observe(after=DAY).at
    estate.serve("prod", "m", {"1": 0, "2": 100})
    second = estate.observe(after=DAY).at
    estate.delete(f"{_prod()}/onlineEndpoints/oep-m-prod")
    third = estate.observe(after=DAY).at
    assert [served(estate, at) for at in (before, first, seen, second, third)] == ["", "1", "1", "2", ""]
    then = board.board(estate.database, estate.organisation, as_of=seen)
    cell = then.items[0].stages["prod"]
    assert then.as_of == seen and cell is not None and first < cell.observed_at <= seen
    assert board.board(estate.database, estate.organisation, as_of=before).headline == (
        f"No model was known on {before}; what was seen is known since {first}"
    )


def _prod() -> str:
    from tests.observer.estate import workspace

    return workspace("prod")


def test_what_could_not_be_read_then_is_shown_as_it_was(estate: Estate) -> None:
    estate.model("prod", "m", "1")
    estate.observe()
    estate.mark("prod", "forbidden")
    shut = estate.observe(after=DAY).at
    estate.mark("prod", "")
    opened = estate.observe(after=DAY).at
    status = {
        at: cell.status
        for at in (shut, opened)
        if (cell := board.board(estate.database, estate.organisation, as_of=at).items[0].stages["prod"])
    }
    assert status == {shut: "forbidden", opened: "seen"}


def test_looking_again_without_a_change_adds_nothing_to_the_history(estate: Estate) -> None:
    estate.model("prod", "m", "1")
    estate.observe()
    for _ in range(3):
        estate.observe(after=60)
    with estate.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(past)).scalar() == 0


def test_the_history_is_bounded_by_age_and_by_number(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    def kept() -> list[str]:
        with estate.database.read() as connection:
            return list(connection.execute(sa.select(past.c.until).order_by(past.c.number)).scalars())

    for version in range(1, 6):
        estate.model("prod", "m", str(version))
        estate.observe(after=DAY)
    assert len(kept()) == 4
    monkeypatch.setattr(history, "MOST_ROWS", 2)
    estate.model("prod", "m", "6")
    newest = estate.observe(after=DAY).at
    assert len(kept()) == 2 and kept()[-1] == newest
    estate.model("prod", "m", "7")
    last = estate.observe(after=(history.KEPT_DAYS + 1) * DAY).at
    assert kept() == [last]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-20", "2026-11-20T23:59:59.999Z"),
        ("2026-11-23", "2026-11-23T09:00:00.000Z"),
        ("2026-11-20T12:00:00Z", "2026-11-20T12:00:00.000Z"),
    ],
)
def test_a_day_stands_for_its_end(said: str, meant: str) -> None:
    assert past_moment(said, "2026-11-23T09:00:00.000Z") == meant


@pytest.mark.parametrize("said", ["yesterday", "2026-13-01", "2026-11-24", "2026-11-23T09:00:01Z", "12345"])
def test_what_is_no_moment_of_the_past_is_refused(said: str) -> None:
    with pytest.raises(Problem):
        past_moment(said, "2026-11-23T09:00:00.000Z")
