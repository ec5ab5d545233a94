"""The demo's inventory fits the emulated Azure and the organisation, and tells its stories."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from catalog.model import Catalogue
from portal.clock import stamp
from portal.demo.inventory import load_inventory, moment_of
from portal.domain.projects.inventory import ProjectFilter
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.seed.document import load_seed
from portal.engine.observer import observe
from portal.records.models import board as models
from portal.services.projects import projects
from portal.services.world import World
from portal.store.tables import projects as projects_table
from portal.store.tables import resources
from tests.inventory.conftest import NOW


@pytest.fixture
def demo(world: World, tmp_path: Path) -> World:
    """The demo after its first look at Azure."""
    with world.database.write() as connection:
        load_inventory(connection, NOW, world.catalogue().organisation)
    azure = emulated_in_process(create_app(tmp_path / "azure.db", world.clock, load_seed()))
    observe(azure, world.database, world.catalogue().organisation, lambda: NOW + timedelta(seconds=1))
    return world


def test_everything_that_the_inventory_names_is_there(demo: World) -> None:
    with demo.database.read() as connection:
        gone = connection.execute(sa.select(resources.c.id).where(resources.c.state == "missing")).scalars().all()
        alone = connection.execute(sa.select(resources.c.name).where(resources.c.state == "foreign")).scalars().all()
    assert gone == []
    assert alone == ["test123"]  # the one that somebody made by hand


def test_before_the_first_look_nobody_claims_that_nothing_is_in_prod(world: World) -> None:
    with world.database.write() as connection:
        load_inventory(connection, NOW, world.catalogue().organisation)
    page = projects.listing(world, ProjectFilter(sort="models"))
    assert {row.models_in_prod for row in page.items} == {None}
    assert page.total.models_in_prod is None
    assert "not known" in projects.export(world, "markdown")


def test_the_board_follows_what_changes(demo: World) -> None:
    organisation = demo.catalogue().organisation
    before = models.board(demo.database, organisation)
    assert models.board(demo.database, organisation) is before
    with demo.database.write() as connection:
        connection.execute(projects_table.update().where(projects_table.c.name == "retention").values(owner="maya"))
    after = models.board(demo.database, organisation)
    assert {row.owner for row in after.items if row.project == "retention"} == {"maya"}


def test_every_model_belongs_to_a_project_of_the_inventory(demo: World) -> None:
    board = models.board(demo.database, demo.catalogue().organisation)
    known = {row.name: row for row in projects.rows_of(demo)}
    assert {row.project for row in board.items} <= set(known)
    assert all(row.unit == known[row.project].unit for row in board.items)


def test_the_headline_names_what_is_wrong(demo: World) -> None:
    board = models.board(demo.database, demo.catalogue().organisation)
    assert board.headline.startswith(
        "5 of 41 need attention: fraud-net serves something else in prod than was approved"
    )
    assert "ltv test is not visible to us" in board.headline
    attention = {row.name: row.attention for row in board.items}
    assert attention["pick-time"] == "v7 in prod is nothing that test has"


def test_the_stories_are_in_the_inventory(demo: World) -> None:
    rows = {row.name: row for row in projects.listing(demo, ProjectFilter()).items}
    assert len(rows) >= 12
    assert rows["collections"].orphan == "erik has left"
    assert rows["parcels"].orphan == "gwen is a guest"
    assert "a lease ends today" in rows["returns"].flags
    assert "a lease has ended" in rows["promo"].flags
    assert "over budget" in rows["promo"].flags
    assert rows["search"].template_behind == 1
    assert rows["retention"].models_in_prod == 2
    assert "churn" not in rows  # the name that a first request wants is free


def test_a_project_shows_its_people_its_gaps_its_things_and_its_models(demo: World) -> None:
    project = projects.show(demo, "collections")
    assert project.models == ("collections-score",)
    assert {one.kind for one in project.resources} == {"online_endpoint"}
    assert {stage.stage: stage.branch for stage in project.stages} == {
        "dev": "develop",
        "test": "release/*",
        "prod": "main",
    }
    assert any("erik left" in duty.gap for duty in project.duties)
    assert project.stages[0].studio_url.startswith("https://ml.azure.com/workspaces/?wsid=/subscriptions/")
    assert (project.origin, project.request, project.orphan) == ("found", None, "erik has left")


def test_page_and_totals_tie_out(demo: World) -> None:
    whole = projects.listing(demo, ProjectFilter(group="unit"))
    assert sum(group.committed_cents for group in whole.groups) == whole.total.committed_cents
    assert sum(row.committed_cents for row in whole.items) == whole.total.committed_cents
    assert whole.total.projects == len(whole.items)


def test_it_is_entered_alike_in_both_databases(either_world: World, starter: Catalogue) -> None:
    with either_world.database.write() as connection:
        names = load_inventory(connection, NOW, starter.organisation)
    assert [row.name for row in projects.listing(either_world, ProjectFilter()).items] == sorted(names)


def test_spans_of_time() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert stamp(moment_of("today", now)) == "2026-11-23T23:59:59.000Z"
    assert moment_of("-3d", now) == now - timedelta(days=3)
    assert moment_of("+6h", now) == now + timedelta(hours=6)
    with pytest.raises(ValueError, match="'soon' is no span of time"):
        moment_of("soon", now)
