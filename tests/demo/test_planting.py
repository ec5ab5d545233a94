"""The demo begins with stories that are there, told through the real use cases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from catalog.load import load
from portal.demo import stories as planting
from portal.demo.clock import ShiftedClock
from portal.demo.reset import MARK, ask_for_reset, reset_if_asked
from portal.demo.stories import seed_once
from portal.demo.worth_a_look import stories
from portal.services.requests import lists
from portal.services.world import World
from portal.store.chain import verify
from portal.store.connections import Database
from portal.store.tables import audit, operations

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """An empty store at noon."""
    catalogue = load()
    return World(
        sqlite_database,
        lambda: NOON,
        lambda: catalogue,
        "demo",
        lambda order: {"README.md": "0" * 64},
        lambda _kind: True,
    )


def test_fourteen_requests_wait_for_the_platform_team(world: World, tmp_path: Path) -> None:
    assert seed_once(world, tmp_path)
    inbox = lists.listing(world, world.person("ana"), "inbox", limit=50)
    assert len(inbox.items) == 14
    assert all("ana" in row.waiting_on.people for row in inbox.items if row.waiting_on)


def test_a_demo_is_planted_once(world: World, tmp_path: Path) -> None:
    assert seed_once(world, tmp_path)
    assert not seed_once(world, tmp_path)
    assert not (tmp_path / MARK).exists()


def test_the_chain_holds_over_what_was_planted(world: World, tmp_path: Path) -> None:
    seed_once(world, tmp_path)
    with world.database.read() as connection:
        state = verify(connection)
    assert state.ok and state.verified_to > 20


def told_of(world: World) -> tuple[dict[str, Any], ...]:
    """The stories of the requests that are open."""
    with world.database.read() as connection:
        return stories(world, lists.open_rows(world, connection))


def test_home_names_the_stories_that_are_there(world: World, tmp_path: Path) -> None:
    seed_once(world, tmp_path)
    told = [story["text"] for story in told_of(world)]
    assert "14 requests wait for somebody to decide" in told
    assert any("failed, and left things behind" in text for text in told)
    assert any("ends today" in text for text in told)
    assert any("left and still owns" in text for text in told)


def test_an_empty_store_has_no_stories(world: World) -> None:
    assert told_of(world) == ()


def test_planting_that_is_cut_off_begins_anew(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "portal.db").write_text("half a demo")
    monkeypatch.setattr(planting, "_budgets", _cut)
    with pytest.raises(KeyboardInterrupt):
        seed_once(world, home)
    assert reset_if_asked(home), "the home remembers that it was cut off"
    assert not (home / "portal.db").exists()


def _cut(*_given: object) -> None:
    raise KeyboardInterrupt


def test_a_reset_clears_state_and_leaves_the_rest(tmp_path: Path) -> None:
    for name in ("portal.db", "portal.db-wal", "azure.db", "portal.toml"):
        (tmp_path / name).touch()
    (tmp_path / "repositories").mkdir()
    assert not reset_if_asked(tmp_path)
    ask_for_reset(tmp_path)
    assert reset_if_asked(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["portal.toml"]


def test_the_clock_moves_and_remembers(sqlite_database: Database) -> None:
    clock = ShiftedClock(sqlite_database, lambda: NOON)
    clock.move(timedelta(days=7), "2026-11-23T12:00:00.000Z")
    clock.move(timedelta(hours=1), "2026-11-23T12:00:00.000Z")
    assert clock() == NOON + timedelta(days=7, hours=1)
    assert ShiftedClock(sqlite_database, lambda: NOON)() == clock()


def test_every_operation_of_the_demos_past_was_started_in_its_audit(world: World, tmp_path: Path) -> None:
    seed_once(world, tmp_path)
    with world.database.read() as connection:
        carried_out = {f"R-{number}" for number in connection.execute(sa.select(operations.c.request)).scalars()}
        acts = list(connection.execute(sa.select(audit.c.subject).where(audit.c.act == "started")).scalars())
    assert carried_out
    assert sorted(acts) == sorted(carried_out)
