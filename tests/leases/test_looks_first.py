"""Whatever a plan takes away is looked at first: a difference sends it back or lets it wait, with nothing deleted."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from portal.azure.resource_ids import place_of
from portal.emulator.access.locks import TYPE
from portal.emulator.injected_faults import InjectedFault, inject
from portal.emulator.ledger import ledger
from portal.emulator.state import connect
from portal.services.operations import operations
from portal.services.requests import requests, starting
from portal.store.tables import audit, budgets, resources
from portal.store.tables import requests as table
from tests.leases.azure_state import remove
from tests.leases.house import House
from tests.leases.test_projects import explored, phase

LOCK = "do-not-touch"


def row(house: House, request: str) -> dict[str, Any]:
    """A request as it is stored."""
    with house.world.database.read() as connection:
        query = sa.select(table).where(table.c.number == int(request[2:]))
        return dict(connection.execute(query).mappings().one())


def sent_back_because(house: House, request: str) -> str:
    """Why people were asked again; "" when they were not."""
    query = sa.select(audit.c.data).where(audit.c.subject == request, audit.c.act == "sent-back")
    with house.world.database.read() as connection:
        said = [told["reason"] for told in connection.execute(query).scalars()]
    return said[-1] if said else ""


def deleted(house: House) -> list[str]:
    """What Azure was asked to delete."""
    return [call.path for call in ledger(house.state, "DELETE")]


def end_of_peek(house: House) -> str:
    """The end of the project is asked for and agreed to, and does not start yet."""
    request = house.asks("decommission", what="project", project="peek")
    if house.state_of(request) == "in_review":
        house.approve(request)
    assert house.state_of(request) == "approved"
    return request


def part(house: House, kind: str = "environment") -> dict[str, Any]:
    """A part of the project."""
    return next(one for one in house.things() if one["project"] == "peek" and one["kind"] == kind)


def lock(house: House, scope: str) -> None:
    """Somebody locks a thing in Azure."""
    connection = connect(house.state)
    id_ = f"{scope}/providers/{TYPE}/{LOCK}"
    connection.execute(
        "INSERT INTO resource (key, id, type, parent, name, body, created) VALUES (?, ?, ?, ?, ?, ?, 0)",
        (id_.lower(), id_, TYPE, scope.lower(), LOCK, '{"properties": {"level": "CanNotDelete"}}'),
    )
    connection.close()


def unlock(house: House, scope: str) -> None:
    """The lock is taken away again."""
    remove(house.state, f"{scope}/providers/{TYPE}/{LOCK}")


def test_a_compute_that_is_granted_while_the_end_waits_sends_it_back(house: House) -> None:
    explored(house)
    ended = house.asks("decommission", what="project", project="peek")
    assert house.state_of(ended) == "in_review"
    name = house.made_compute(project="peek", days=20)
    house.approve(ended)
    house.turns()
    assert f"{name} came meanwhile and would go too" in sent_back_because(house, ended) and deleted(house) == []
    assert house.in_azure(name) is not None and phase(house) != "retired"
    if house.state_of(ended) == "in_review":
        house.approve(ended)
    assert house.made(ended) == "ready"
    assert house.in_azure(name) is None and phase(house) == "retired"


def test_what_is_being_made_for_a_project_is_waited_for_and_nothing_more_comes_to_it(house: House) -> None:
    explored(house)
    ended = end_of_peek(house)
    inject(house.state, InjectedFault("refuse", "PUT", "/computes/", status=403))
    given = {"project": "peek", "type": "d4s-v5", "days": 4}
    making = requests.submit(house.world, house.world.person("maya"), "compute", given)
    if house.state_of(making) == "in_review":
        house.approve(making)
    assert starting.start(house.world, int(making[2:])).word == "started"
    house.until(making, "stuck")
    house.turns()
    assert house.state_of(ended) == "approved"
    assert row(house, ended)["reason"] == f"{making} is being carried out for peek" and deleted(house) == []


def test_something_that_is_gone_meanwhile_sends_it_back(house: House) -> None:
    explored(house)
    ended, gone = end_of_peek(house), part(house)
    remove(house.state, gone["id"])
    outcome = starting.start(house.world, int(ended[2:]))
    assert outcome.word == "sent-back" and f"{gone['name']} is not there any more" in outcome.reason
    assert deleted(house) == []


@pytest.mark.parametrize("whose", ["project", "thing"])
def test_another_owner_is_asked_about_again(house: House, whose: str) -> None:
    explored(house)
    ended, name = end_of_peek(house), part(house)["name"]
    with house.world.database.write() as connection:
        if whose == "project":
            connection.execute(sa.text("UPDATE projects SET owner = 'tom' WHERE name = 'peek'"))
        else:
            connection.execute(resources.update().where(resources.c.id == part(house)["id"]).values(owner="tom"))
    house.turns()
    named = "peek" if whose == "project" else name
    assert f"{named} has another owner since it was approved" in sent_back_because(house, ended)
    if house.state_of(ended) != "ready":  # whoever policy asks again has not agreed
        assert deleted(house) == []


@pytest.mark.parametrize("where", ["thing", "group"])
def test_a_lock_in_azure_is_waited_for_by_name(house: House, where: str) -> None:
    explored(house)
    ended, kept = end_of_peek(house), part(house)
    scope = kept["id"]
    if where == "group":
        place = place_of(kept["id"])
        scope = f"/subscriptions/{place.subscription}/resourceGroups/{place.group}"
    lock(house, scope)
    house.turns()
    assert house.state_of(ended) == "approved" and deleted(house) == []
    assert f"{kept['name']} is locked in Azure by {LOCK}" in row(house, ended)["reason"]
    unlock(house, scope)
    assert house.made(ended) == "ready"
    assert deleted(house) != []


def test_what_changes_between_the_start_and_the_first_deletion_is_seen_as_well(house: House) -> None:
    """The start looked a moment too early; the operation gives the request back, and people are asked again."""
    explored(house)
    ended, kept = end_of_peek(house), part(house)
    lock(house, kept["id"])
    before = budget(house)
    blind = replace(house.world, look_first=lambda _plan: "")
    assert starting.start(blind, int(ended[2:])).word == "started"
    done = house.until(ended, "done")
    assert f"{kept['name']} is locked" in done.reason and {one.state for one in done.steps} == {"waiting"}
    assert house.state_of(ended) == "approved" and deleted(house) == [] and budget(house) == before
    house.turns()
    assert "is locked" in sent_back_because(house, ended) and deleted(house) == []
    if house.state_of(ended) == "in_review":
        house.approve(ended)
    unlock(house, kept["id"])
    assert house.made(ended) == "ready" and phase(house) == "retired"
    assert house.chain_holds()


def test_a_start_waits_while_azure_cannot_be_asked(house: House) -> None:
    explored(house)
    ended = end_of_peek(house)
    inject(house.state, InjectedFault("refuse", "GET", part(house)["id"], times=99, status=403))
    house.turns()
    assert house.state_of(ended) == "approved" and deleted(house) == []
    assert "Azure cannot be asked what is there" in row(house, ended)["reason"]


def test_after_a_part_is_gone_nobody_says_that_nothing_is_left_behind(house: House) -> None:
    explored(house)
    ended, stays = end_of_peek(house), part(house, "role_assignment")
    inject(house.state, InjectedFault("refuse", "DELETE", stays["id"], status=403))
    house.turns()
    stuck = house.until(ended, "stuck")
    done = sum(one.state == "done" for one in stuck.steps)
    assert done >= 1 and stuck.progress >= done / len(stuck.steps) - 0.001
    operations.give_up(house.world.database, int(ended[2:]), "maya", house.clock(), "demo")
    over = house.until(ended, "done")
    assert house.state_of(ended) == "failed_leftovers"
    assert "it is deleted and does not come back" in over.reason
    assert not any("nothing left behind" in line.text for line in over.journal)


def budget(house: House) -> dict[str, int]:
    """What every unit has committed."""
    with house.world.database.read() as connection:
        return {one.unit: one.committed_cents for one in connection.execute(sa.select(budgets))}
