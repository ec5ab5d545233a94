"""One lease from its first reminder to its end: jobs, an extension, a portal that was off for forty days, and prod."""

import pytest

from portal.services.requests import reviews
from portal.store.tables import audit, requests
from tests.leases.azure_state import plant_job
from tests.leases.house import House
from tests.leases.test_house import reminders, rows


def off_for(house: House, days: float) -> None:
    """The portal is off; then it is started again, and looks at everything."""
    house.clock.forward(days=days)
    house.goes_on()


def job_on(house: House, name: str, status: str) -> None:
    """A job on the compute begins, or ends."""
    id_ = house.thing(name)["id"]
    plant_job(house.state, id_.rsplit("/computes/", 1)[0], "night_run", id_, status)


def test_a_lease_over_reminders_extension_stop_grace_and_deletion(house: House) -> None:
    name = house.made_compute(days=20)
    first_end = house.thing(name)["lease_until"]

    house.passes(days=10.1)  # half of it is over, and the portal says so
    assert reminders(house, name).keys() == {"half"}
    house.looks()

    job_on(house, name, "Running")
    off_for(house, 40)  # from day -10 to day +30 of its end nobody was there, and the job still runs
    assert house.thing(name)["state"] == "expiring"
    assert "a job is running on it" in house.said(name)[-1]
    assert house.writes(name) == [], "nothing is taken away from a running job"

    job_on(house, name, "Completed")
    house.passes(minutes=6)
    assert house.thing(name)["state"] == "stopped"
    house.passes(days=2.5)  # grace counts from the stop, as a reminder was shown long ago
    assert house.thing(name)["state"] == "stopped"

    extension = house.asks("extension", resource=name, days=7)
    assert house.made(extension) == "ready"
    house.goes_on()
    assert house.thing(name)["state"] == "live"
    assert house.thing(name)["lease_until"] > first_end
    house.passes(days=6.5)  # a tenth is left
    house.looks()
    assert "tenth" in reminders(house, name)

    house.passes(days=1)
    assert house.thing(name)["state"] == "stopped"
    house.looks()  # now somebody has been told that it will go
    house.passes(days=2.9)
    assert house.thing(name)["state"] == "stopped"
    house.passes(days=0.2)
    assert house.thing(name)["state"] == "retired"
    assert house.in_azure(name) is None

    deletes = [call for call in house.writes(name) if call.method == "DELETE"]
    assert len(deletes) == 1
    assert house.chain_holds()


def test_in_prod_nothing_goes_without_a_second_approval_however_long_nobody_looked(house: House) -> None:
    name = house.made_compute(days=20, stage="prod", priority="dedicated")
    house.passes(days=10.1)
    house.looks()
    off_for(house, 40)
    house.looks()
    off_for(house, 40)
    assert house.thing(name)["state"] == "stopped"
    deletion = f"R-{max(row['number'] for row in rows(house, requests))}"
    assert house.state_of(deletion) == "in_review"

    reviews.vote(house.world, house.world.person("ana"), deletion, "approve", None, "")
    house.passes(days=1)
    assert house.in_azure(name) is not None, "one approval deletes nothing"
    reviews.vote(house.world, house.world.person("li"), deletion, "approve", None, "")
    house.passes(minutes=11)
    assert house.in_azure(name) is None
    approvals = [row for row in rows(house, audit) if row["subject"] == deletion and row["act"] == "approved"]
    assert {row["actor"] for row in approvals} == {"ana", "li"}


@pytest.mark.parametrize("off_from", [-10, -1, 2])
def test_wherever_the_absence_begins_nothing_is_deleted_on_the_day_of_the_return(house: House, off_from: int) -> None:
    name = house.made_compute(days=20)
    house.passes(days=20 + off_from)
    off_for(house, 30 - off_from)
    assert house.thing(name)["state"] in ("expiring", "stopped")
    assert house.in_azure(name) is not None
