"""What a card says of quota: every region and subscription by itself, never one in place of another."""

from catalog.model.organisation import Subscription
from portal.contract.catalogue import Quota
from portal.services.catalogue import offers
from tests.services.office import Office


def quotas(office: Office, id: str) -> tuple[Quota, ...]:
    """The quota rows of a card."""
    return offers.show(office.world, office.world.person("maya"), id).quotas


def subscriptions(office: Office) -> tuple[Subscription, ...]:
    """Where the organisation's cores are."""
    return office.world.catalogue().organisation.subscriptions


def test_each_subscription_has_a_row_and_what_was_never_seen_says_so(sqlite_office: Office) -> None:
    seen = quotas(sqlite_office, "nc4as-t4-v3")
    assert {one.stages for one in seen} == {one.stages for one in subscriptions(sqlite_office)}
    unknown = [one for one in seen if one.used is None]
    assert {one.problem for one in unknown} == {"never observed"}


def test_a_region_in_which_a_size_is_not_offered_has_one_row_that_says_so(sqlite_office: Office) -> None:
    rows = [one for one in quotas(sqlite_office, "nc96ads-a100-v4") if one.region == "northeurope"]
    assert [(one.problem, one.priority, one.limit) for one in rows] == [("not offered in this region", "", None)]


def test_the_numbers_of_one_subscription_never_stand_for_another(sqlite_office: Office) -> None:
    sqlite_office.quota(48, 48)
    rows = [one for one in quotas(sqlite_office, "nc4as-t4-v3") if one.region == "westeurope"]
    full = {one.stages for one in rows if one.used == 48}
    assert full == {subscriptions(sqlite_office)[0].stages}
    assert {one.priority for one in rows if one.used == 48} == {"dedicated", "low"}
