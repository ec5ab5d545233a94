"""Somebody gives up an end that has come all the same: what the inventory says is what is so."""

import pytest
import sqlalchemy as sa

from portal.emulator.injected_faults import InjectedFault, inject
from portal.engine.effects.effect import HAPPENED, EffectRefused
from portal.engine.effects.registry import EFFECTS
from portal.engine.operations.intent import intent_of
from portal.engine.surroundings import Surroundings
from portal.services.operations import operations
from portal.settings import Settings
from portal.store.tables import commitments, resources
from tests.leases.azure_state import remove, set_inner
from tests.leases.house import House


def test_a_deletion_that_was_given_up_and_has_happened_retires_the_thing(house: House) -> None:
    name = house.made_compute()
    inject(house.state, InjectedFault("operation_fails", "DELETE", house.thing(name)["id"]))
    ended = house.asks("decommission", resource=name)
    house.turns()
    house.until(ended, "stuck")
    remove(house.state, house.thing(name)["id"])
    operations.give_up(house.world.database, int(ended[2:]), "maya", house.clock(), "demo")
    house.until(ended, "done")
    assert house.thing(name)["state"] == "retired"
    with house.world.database.read() as connection:
        held = sa.select(commitments.c.request).where(commitments.c.released_at.is_(None), commitments.c.cents > 0)
        assert list(connection.execute(held)) == []


def test_a_deletion_that_failed_in_azure_is_told_as_left_and_the_thing_stays_live(house: House) -> None:
    name = house.made_compute()
    inject(house.state, InjectedFault("operation_fails", "DELETE", house.thing(name)["id"]))
    ended = house.asks("decommission", resource=name)
    house.turns()
    assert "internal error" in house.until(ended, "stuck").reason
    operations.give_up(house.world.database, int(ended[2:]), "maya", house.clock(), "demo")
    house.until(ended, "done")
    assert house.state_of(ended) == "failed_leftovers"
    assert house.thing(name)["state"] == "live"
    assert house.in_azure(name) is not None


def test_a_stop_that_was_given_up_and_has_happened_is_noted(house: House) -> None:
    name = house.made_compute(form="instance", idle_minutes=15)
    set_inner(house.state, house.thing(name)["id"], idleTimeBeforeShutdown=None)
    inject(house.state, InjectedFault("refuse", "POST", f"{house.thing(name)['id']}/stop", status=403))
    house.clock.forward(days=4.1)
    for _ in range(4):
        house.loop.turn()
        house.turns()
    (number,) = house.running()
    house.until(f"R-{number}", "stuck")
    set_inner(house.state, house.thing(name)["id"], state="Stopped")
    operations.give_up(house.world.database, number, "maya", house.clock(), "demo")
    house.until(f"R-{number}", "done")
    with house.world.database.read() as connection:
        row = connection.execute(sa.select(resources.c.state).where(resources.c.name == name)).scalar_one()
    assert row == "stopped"


def test_a_scale_that_has_arrived_is_left_and_not_called_clean(house: House) -> None:
    name = house.made_compute()
    resize = house.asks("resize", resource=name, nodes=3)
    if house.state_of(resize) == "in_review":
        house.approve(resize)
    assert house.made(resize) == "ready"
    world = Surroundings(
        house.world.database, Settings(home=house.home_folder), house.azure, house.world.catalogue, house.clock
    )
    row, plan = operations.plan_for(house.world.database, f"O-{resize[2:]}-1")
    (effect,) = (one for one in plan.effects if one.kind == "scale")
    reading = EFFECTS["scale"].remaining(world, intent_of(row, effect))
    assert (reading.state, reading.outcome.get(HAPPENED)) == ("ready", True)
    with pytest.raises(EffectRefused, match="stays scaled"):
        EFFECTS["scale"].undo(world, intent_of(row, effect))
