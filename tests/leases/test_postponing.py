"""The end of a lease put off by two hours, in one act."""

from datetime import timedelta

import pytest

from portal.clock import moment
from portal.contract.problem import Problem
from portal.records.idempotency import Once
from portal.services.leases.postponing import postpone
from tests.leases.house import House


def test_what_is_put_off_by_two_hours_is_not_stopped_before_them(house: House) -> None:
    name = house.made_compute()
    ends = moment(house.thing(name)["lease_until"])
    house.passes(days=3.99)
    request = postpone(house.world, house.world.person("maya"), house.thing(name)["id"], 2)
    assert house.made(request) == "ready"
    assert moment(house.thing(name)["lease_until"]) == ends + timedelta(hours=2)
    house.passes(hours=2)
    assert house.thing(name)["state"] != "stopped"
    house.passes(hours=1)
    assert house.thing(name)["state"] == "stopped"


def test_the_same_sending_puts_off_once(house: House) -> None:
    name, once = house.made_compute(), Once("maya", "k-1", "same")
    asked = {postpone(house.world, house.world.person("maya"), name, 2, once) for _ in range(2)}
    assert len(asked) == 1


@pytest.mark.parametrize(("by", "what", "status"), [("maya", "nothing-like-it", 404), ("tom", "", 422)])
def test_what_is_not_there_or_not_theirs_is_refused(house: House, by: str, what: str, status: int) -> None:
    with pytest.raises(Problem) as refused:
        postpone(house.world, house.world.person(by), what or house.made_compute(), 2)
    assert refused.value.body.status == status
