"""The end of a lease through the real services, engine, SDKs and an emulated Azure."""

from typing import Any

import sqlalchemy as sa

from portal.emulator.injected_faults import InjectedFault, inject
from portal.services import home
from portal.services.requests import reviews
from portal.store.tables import audit, budgets, commitments, lease_reminders, requests
from tests.leases.azure_state import clear_tags, plant_job, remove, set_inner
from tests.leases.house import House


def rows(house: House, table: sa.Table) -> list[dict[str, Any]]:
    """All rows of a table."""
    with house.world.database.read() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def reminders(house: House, name: str) -> dict[str, str | None]:
    """The reminders about a thing, and when each was shown."""
    id_ = house.thing(name)["id"]
    return {row["stage"]: row["shown_at"] for row in rows(house, lease_reminders) if row["resource"] == id_}


def whole_life(house: House, **answers: Any) -> str:
    """Lets a compute of four days live and end, its owner looking each time; returns its name."""
    name = house.made_compute(**answers)
    for days, state in ((2.1, "live"), (1.6, "expiring"), (0.4, "stopped"), (3.1, "retired")):
        house.passes(days=days)
        assert house.thing(name)["state"] == state
        house.looks()
    return name


def test_a_cluster_is_reminded_of_scaled_down_and_deleted(house: House) -> None:
    name = whole_life(house)
    assert house.in_azure(name) is None
    assert [(call.method, call.status) for call in house.writes(name)] == [("PUT", 200), ("DELETE", 202)]
    assert house.requests_of_the_portal() == [
        (f"{name} is to be stopped", "ready"),
        (f"{name} is to be deleted", "ready"),
    ]
    assert list(reminders(house, name)) == ["half", "tenth", "ended", "stopped"]
    assert len(house.said(name)) == 6
    acts = [row["act"] for row in rows(house, audit) if row["kind"] == "lease" and row["data"]["name"] == name]
    assert acts == [
        "reminded", "was-shown", "reminded", "was-shown", "reminded", "asked-to-stop", "reminded", "was-shown",
        "was-shown", "asked-to-delete",
    ]  # fmt: skip
    assert house.chain_holds()


def test_an_instance_is_stopped_and_deleted(house: House) -> None:
    name = house.made_compute(form="instance", idle_minutes=15)
    set_inner(house.state, house.thing(name)["id"], idleTimeBeforeShutdown=None)
    house.passes(days=4.1)
    assert house.thing(name)["state"] == "stopped"
    house.looks()
    house.passes(days=3.1)
    assert house.thing(name)["state"] == "retired"
    assert [call.path.rsplit("/", 1)[1] for call in house.writes(name)] == ["stop", name]


def test_the_same_on_a_shared_server(postgresql_house: House) -> None:
    name = whole_life(postgresql_house)
    assert postgresql_house.in_azure(name) is None
    assert postgresql_house.chain_holds()


def test_what_was_committed_is_free_again_when_the_thing_is_gone(house: House) -> None:
    before = {row["unit"]: row["committed_cents"] for row in rows(house, budgets)}
    name = house.made_compute(days=4)
    extension = house.asks("extension", resource=name, days=3)
    assert house.made(extension) == "ready"
    held = sum(row["cents"] for row in rows(house, commitments) if row["released_at"] is None)
    assert held > 0
    ended = house.asks("decommission", resource=name)
    assert house.made(ended) == "ready"
    assert all(row["released_at"] for row in rows(house, commitments) if row["cents"])
    after = {row["unit"]: row["committed_cents"] for row in rows(house, budgets)}
    assert {unit: cents for unit, cents in after.items() if cents} == {
        unit: cents for unit, cents in before.items() if cents
    }


def test_nothing_is_deleted_of_which_nobody_was_shown_a_reminder(house: House) -> None:
    name = house.made_compute()
    house.looks("tom")
    house.passes(days=100)
    house.looks("ana")
    house.passes(days=100)
    assert house.thing(name)["state"] == "stopped"
    assert reminders(house, name) == {"ended": None, "stopped": None}
    assert "no reminder of its end has been shown yet" in house.said(name)[-1]
    assert name in {one.name for one in house.looks().leases}
    house.passes(days=2.9)
    assert house.thing(name)["state"] == "stopped"
    house.passes(days=0.2)
    assert house.thing(name)["state"] == "retired"


def test_a_reminder_that_was_only_counted_was_not_shown(house: House) -> None:
    name = house.made_compute(days=4)
    house.passes(days=2.1)
    maya = house.world.person("maya")
    assert name in {one.name for one in home.show(house.world, maya, looks=False).leases}
    assert set(reminders(house, name).values()) == {None}
    house.looks()
    assert None not in reminders(house, name).values()


def test_in_prod_it_stops_by_itself_and_is_deleted_only_when_two_agree(house: House) -> None:
    name = house.made_compute(stage="prod", priority="dedicated")
    house.passes(days=5)
    assert house.thing(name)["state"] == "stopped"
    house.looks()
    house.passes(days=4)
    (_, stop), (_, delete) = house.requests_of_the_portal()
    assert (stop, delete) == ("ready", "in_review")
    request = f"R-{max(row['number'] for row in rows(house, requests))}"
    assert house.approvers(request) == ["ana", "li"]
    reviews.vote(house.world, house.world.person("ana"), request, "approve", None, "")
    house.passes(days=1)
    assert house.thing(name)["state"] == "stopped"
    reviews.vote(house.world, house.world.person("li"), request, "approve", None, "")
    house.passes(minutes=11)
    assert house.thing(name)["state"] == "retired"
    assert house.in_azure(name) is None


def test_a_denied_deletion_is_not_asked_for_again(house: House) -> None:
    name = house.made_compute(stage="prod", priority="dedicated")
    house.passes(days=5)
    house.looks()
    house.passes(days=4)
    request = f"R-{max(row['number'] for row in rows(house, requests))}"
    reviews.vote(house.world, house.world.person("ana"), request, "deny", None, "the audit needs it")
    house.passes(days=30)
    assert [state for _, state in house.requests_of_the_portal()] == ["ready", "denied"]
    assert house.thing(name)["state"] == "stopped"
    assert f"{request} was denied" in house.said(name)[-1]


def test_a_deletion_that_nobody_decides_on_is_asked_for_again(house: House) -> None:
    house.made_compute(stage="prod", priority="dedicated")
    house.passes(days=5)
    house.looks()
    house.passes(days=4)
    house.passes(days=13)  # seven business days, and the holidays between them
    house.passes(days=2)
    assert [state for _, state in house.requests_of_the_portal()] == ["ready", "expired", "in_review"]


def test_an_extension_of_what_has_ended_brings_it_back_and_takes_the_deletion_back(house: House) -> None:
    name = house.made_compute(stage="prod", priority="dedicated", nodes=3)
    house.passes(days=5)
    house.looks()
    house.passes(days=4)
    assert house.in_azure(name).payload["tags"]["portal-lease"] == "ended"  # type: ignore[union-attr]
    extension = house.asks("extension", resource=name, days=7)
    assert house.made(extension) == "ready"
    house.goes_on()
    thing, found = house.thing(name), house.in_azure(name)
    assert thing["state"] == "live" and thing["lease_until"] > house.world.now()
    assert found is not None and found.payload["tags"]["portal-lease"] == "running"
    assert [state for _, state in house.requests_of_the_portal()] == ["ready", "withdrawn"]
    house.passes(days=30)
    assert house.thing(name)["state"] == "stopped"


def test_a_running_job_postpones_the_stop(house: House) -> None:
    name = house.made_compute()
    id_ = house.thing(name)["id"]
    set_inner(house.state, id_, nodeStateCounts={"runningNodeCount": 2})
    house.passes(days=6)
    assert house.thing(name)["state"] == "expiring"
    assert "a job is running on it" in house.said(name)[-1]
    set_inner(house.state, id_, nodeStateCounts={"runningNodeCount": 0})
    plant_job(house.state, id_.rsplit("/computes/", 1)[0], "red_sun_1", id_, "Running")
    house.passes(days=2)
    assert house.thing(name)["state"] == "expiring"
    plant_job(house.state, id_.rsplit("/computes/", 1)[0], "red_sun_1", id_, "Completed")
    house.passes(minutes=6)
    assert house.thing(name)["state"] == "stopped"


def test_what_azure_does_not_show_counts_as_running_for_a_day(house: House) -> None:
    name = house.made_compute(form="instance", idle_minutes=15)
    path = house.thing(name)["id"].rsplit("/computes/", 1)[0] + "/jobs"
    inject(house.state, InjectedFault("refuse", "GET", path, times=1000, status=403))
    set_inner(house.state, house.thing(name)["id"], state="Running", idleTimeBeforeShutdown=None)
    house.passes(days=4.1)
    assert house.thing(name)["state"] == "expiring"
    assert "it counts as running" in house.said(name)[-1]
    house.passes(hours=23)
    assert house.thing(name)["state"] == "expiring"
    house.passes(hours=1.1)
    assert house.thing(name)["state"] == "stopped"


def test_what_somebody_deleted_in_azure_is_retired_when_its_lease_has_ended(house: House) -> None:
    name = house.made_compute()
    remove(house.state, house.thing(name)["id"])
    house.passes(days=5)
    assert house.thing(name)["state"] == "retired"
    assert house.writes(name) == []


def test_another_thing_of_the_same_name_is_not_touched(house: House) -> None:
    name = house.made_compute()
    ended = house.asks("decommission", resource=name)
    clear_tags(house.state, house.thing(name)["id"])
    house.turns()
    stuck = house.until(ended, "stuck")
    assert "is not the one that was meant" in stuck.reason
    assert house.writes(name) == []


def test_what_was_found_is_reminded_of_and_left_alone(house: House) -> None:
    before = {row["name"]: row["state"] for row in house.things()}
    assert {"cc-promo-dev", "ci-dana"} <= set(before)
    house.looks()
    house.passes(days=30)
    house.looks()
    house.passes(days=30)
    assert house.requests_of_the_portal() == []
    assert {row["state"] for row in house.things()} <= {"live", "expiring"}
    assert "ended" in reminders(house, "cc-promo-dev")


def test_a_right_is_taken_back_when_its_time_is_over(house: House) -> None:
    request = house.asks("access", project="basket", person="dana", days=10)
    house.approve(request)
    assert house.made(request) == "ready"
    rights = [row for row in house.things() if row["kind"] == "role_assignment"]
    assert rights and all(row["state"] == "live" for row in rights)
    house.passes(days=11)
    assert {row["state"] for row in house.things() if row["kind"] == "role_assignment"} == {"retired"}
    assert all(house.in_azure(row["name"]) is None for row in rights)
