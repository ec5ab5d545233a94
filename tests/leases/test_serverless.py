"""A serverless allowance in services and engine: made, extended, ended, with nothing in Azure but a right."""

from portal.services.requests import requests
from portal.store.tables import commitments
from tests.leases.house import House
from tests.leases.test_house import rows


def test_an_allowance_lives_on_its_lease_and_gives_its_money_back(house: House) -> None:
    answers = {"project": "basket", "type": "d4s-v5", "form": "serverless", "until": "2 days", "name": "jobs"}
    request = requests.submit(house.world, house.world.person("maya"), "compute", answers)
    assert house.made(request) == "ready"
    number, made = int(request[2:]), house.thing("jobs")
    assert (made["kind"], made["state"], made["tags"]["max_nodes"]) == ("allowance", "live", "1")
    parts = [one for one in house.things() if one["request"] == number]
    assert len({one["lease_until"] for one in parts}) == 1
    longer = house.asks("extension", resource="jobs", hours=6)
    assert house.made(longer) == "ready"
    ends = {one["lease_until"] for one in house.things() if one["request"] == number}
    assert len(ends) == 1 and ends != {made["lease_until"]}
    house.passes(days=1.9)
    assert house.thing("jobs")["state"] == "live"
    house.passes(days=1)
    house.starter.turn()
    house.goes_on()
    assert {one["state"] for one in house.things() if one["request"] == number} == {"retired"}
    mine = [one for one in rows(house, commitments) if one["request"] == number]
    assert [one["released_at"] is None for one in mine] == [False]
