"""Idle shutdown is read back from Azure, as it was approved or not."""

from portal.engine.observer import observe
from portal.services.projects import projects
from tests.leases.azure_state import set_inner
from tests.leases.house import House


def differences(house: House, name: str) -> tuple[str, ...]:
    """What the project's page says of a compute after Azure was looked at."""
    world = house.world
    house.clock.forward(minutes=1)
    observe(house.azure, world.database, world.catalogue().organisation, house.clock, ["computes"])
    (found,) = (one for one in projects.show(world, "basket").resources if one.name == name)
    return found.differences


def test_an_idle_shutdown_that_got_lost_or_longer_is_shown(house: House) -> None:
    name = house.made_compute(form="instance", idle_minutes=15)
    id_ = house.thing(name)["id"]
    assert differences(house, name) == ()
    set_inner(house.state, id_, idleTimeBeforeShutdown=None)
    assert differences(house, name) == ("idle shutdown is off, approved was after 15 minutes",)
    set_inner(house.state, id_, idleTimeBeforeShutdown="PT2H")
    assert differences(house, name) == ("idle shutdown comes after 120 minutes, approved was after 15",)
    set_inner(house.state, id_, idleTimeBeforeShutdown="PT10M")
    assert differences(house, name) == ()
