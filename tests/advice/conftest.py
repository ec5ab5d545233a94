"""The starter catalogue, and a world of it in which the demo's projects are."""

import pytest

from catalog.load import load
from catalog.model import Catalogue
from portal.demo.inventory import load_inventory
from portal.records.observed.observations import Item, ListReading, keep
from portal.services.world import World
from portal.store.connections import Database
from tests.cli.conftest import portal, scripted, scripted_server
from tests.inventory.conftest import NOW, world_over

__all__ = ["portal", "scripted", "scripted_server"]


@pytest.fixture(scope="session")
def starter() -> Catalogue:
    """The starter catalogue."""
    return load(None)


@pytest.fixture
def world(sqlite_database: Database, starter: Catalogue) -> World:
    """The demo's organisation; of quota nothing was observed yet."""
    made = world_over(sqlite_database, starter)
    with made.database.write() as connection:
        load_inventory(connection, NOW, starter.organisation)
    return made


def observe_quota(world: World, family: str, left: int, priority: str = "dedicated") -> None:
    """Keeps what is left of a family in the region and subscription of dev."""
    organisation = world.catalogue().organisation
    dev = next(one for one in organisation.subscriptions if "dev" in one.stages)
    value = {
        "subscription": dev.id,
        "region": organisation.default_region,
        "family": family,
        "priority": priority,
        "used": 10,
        "limit": 10 + left,
    }
    name = f"{dev.id}/{family}/{priority}"
    reading = ListReading(f"/quota/{family}/{priority}", name, "quota", "", "dev", "seen", (Item(family, value),))
    with world.database.write() as connection:
        keep(connection, [reading], world.now())


@pytest.fixture(autouse=True)
def as_wide_as_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut to the width of whoever runs the tests."""
    monkeypatch.delenv("COLUMNS", raising=False)
