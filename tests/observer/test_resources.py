"""Resources are brought in line with what was seen: there, stopped, gone, or nobody's."""

from portal.clock import stamp
from tests.observer.estate import Estate, workspace

LATER = 60


def test_a_compute_that_nobody_asked_for_is_listed_as_foreign(either_estate: Estate) -> None:
    id_ = either_estate.cluster("dev", "cpu-stray", owner="tom")
    seen = either_estate.observe()
    row = either_estate.resource(id_)
    assert (row["state"], row["origin"], row["owner"], row["stage"]) == ("foreign", "found", "tom", "dev")
    assert row["observed_at"] == seen.at
    either_estate.delete(id_, underlyingResourceAction="Delete")
    either_estate.observe(after=LATER)
    assert either_estate.resource(id_)["state"] == "missing"


def test_a_known_resource_that_is_gone_is_missing_until_it_is_there_again(either_estate: Estate) -> None:
    id_ = either_estate.cluster("dev", "cpu-main")
    either_estate.enter(id_)
    first = either_estate.observe()
    assert (either_estate.resource(id_)["state"], either_estate.resource(id_)["observed_at"]) == ("live", first.at)
    either_estate.delete(id_, underlyingResourceAction="Delete")
    second = either_estate.observe(after=LATER)
    assert (either_estate.resource(id_)["state"], either_estate.resource(id_)["observed_at"]) == ("missing", first.at)
    assert second.changed == 1 and either_estate.told()[-1] == "observations.refreshed"
    either_estate.cluster("dev", "cpu-main")
    either_estate.observe(after=LATER)
    assert either_estate.resource(id_)["state"] == "live"


def test_an_id_that_azure_spells_otherwise_is_the_same_resource(estate: Estate) -> None:
    id_ = estate.cluster("dev", "cpu-main")
    estate.enter(id_.upper().replace("/SUBSCRIPTIONS/", "/subscriptions/"))
    seen = estate.observe()
    assert seen.changed > 0
    assert estate.resource(id_.upper().replace("/SUBSCRIPTIONS/", "/subscriptions/"))["observed_at"] == seen.at


def test_a_list_that_could_not_be_read_makes_nothing_missing(estate: Estate) -> None:
    id_ = f"{workspace('dev')}/computes/cpu-gone"
    estate.enter(id_)
    estate.mark("dev", "forbidden")
    estate.observe()
    assert (estate.resource(id_)["state"], estate.resource(id_)["observed_at"]) == ("live", None)


def test_a_resource_that_is_being_made_is_left_to_its_operation(estate: Estate) -> None:
    id_ = f"{workspace('dev')}/computes/cpu-new"
    estate.enter(id_, state="creating")
    estate.observe()
    assert estate.resource(id_)["state"] == "creating"


def test_a_list_that_is_older_than_the_resource_says_nothing_of_it(estate: Estate) -> None:
    id_ = f"{workspace('dev')}/computes/cpu-new"
    estate.enter(id_, made_at=stamp(estate.clock.now))
    estate.observe()
    assert estate.resource(id_)["state"] == "live"
    estate.observe(after=LATER)
    assert estate.resource(id_)["state"] == "missing"


def test_an_instance_that_stopped_is_stopped(estate: Estate) -> None:
    id_ = f"{workspace('dev')}/computes/ci-rosa"
    inner = {"vmSize": "Standard_D4s_v5", "idleTimeBeforeShutdown": "PT15M"}
    properties = {"computeType": "ComputeInstance", "properties": inner}
    estate.put(id_, {"location": "westeurope", "properties": properties})
    estate.enter(id_)
    estate.observe(after=1)
    assert estate.resource(id_)["state"] == "live"
    estate.observe(after=3600)
    assert estate.resource(id_)["state"] == "stopped"
