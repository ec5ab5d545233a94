"""Somebody waits for a full family of sizes, and is told when there is room."""

import pytest
import sqlalchemy as sa

from portal.clock import stamp
from portal.contract.people.watches import WatchWish
from portal.contract.problem import Problem
from portal.engine.observer import keep_readings
from portal.records.idempotency import Once
from portal.records.observed.observations import Item, ListReading
from portal.services import home
from portal.services.notices import notices, own_rules, watches
from portal.store.tables import events
from tests.kinds.made import NONPROD
from tests.services.office import Office

T4 = "nc4as-t4-v3"


def seen(office: Office, used: int, limit: int = 8) -> None:
    """Azure shows so many cores of the T4 family in use, a minute later."""
    office.forward(minutes=1)
    item = office.catalogue.compute(T4)
    assert item is not None
    value = {"subscription": NONPROD, "region": "westeurope", "family": item.family, "priority": "dedicated"}
    rows = (Item(item.family.lower(), {**value, "used": used, "limit": limit}),)
    source = f"/subscriptions/{NONPROD}/locations/westeurope"
    keep_readings(office.database, [ListReading(source, "usages", "quota", "", "", "seen", rows)], stamp(office.now))


def told(office: Office) -> list[str]:
    """The watches that events have told of."""
    with office.database.read() as connection:
        query = sa.select(events.c.subject).where(events.c.kind == own_rules.FREE).order_by(events.c.number)
        return list(connection.execute(query).scalars())


def test_it_is_told_once_when_there_is_room_and_again_after_it_was_full(office: Office) -> None:
    maya = office.world.person("maya")
    seen(office, 8)
    made = watches.add(office.world, maya, WatchWish(T4, 1, "basket"))
    assert (made.cores, made.used, made.limit, made.free_at, made.wish) == (4, 8, 8, None, None)
    seen(office, 6)
    assert told(office) == [] and home.show(office.world, maya).watches == ()
    seen(office, 4)
    since = stamp(office.now)
    seen(office, 0)
    assert told(office) == [made.id]
    (free,) = home.show(office.world, maya).watches
    assert free.free_at == since
    assert free.wish == {"project": "basket", "stage": "dev", "type": T4, "nodes": 1, "priority": "dedicated"}
    assert home.show(office.world, office.world.person("tom")).watches == ()
    seen(office, 8)
    assert home.show(office.world, maya).watches == ()
    seen(office, 0)
    assert told(office) == [made.id, made.id]


def test_who_waited_gets_a_notice_that_opens_the_offer(office: Office) -> None:
    notices.begin(office.world)
    seen(office, 8)
    watches.add(office.world, office.world.person("maya"), WatchWish(T4, 1, "basket"))
    seen(office, 0)
    while notices.spread(office.world):
        assert told(office)
    (one,) = notices.listing(office.world, office.world.person("maya")).items
    item = office.catalogue.compute(T4)
    assert item is not None
    words = f"4 vCPUs of {item.family} are free in westeurope for basket"
    assert (one.topic, one.subject, one.open, one.text) == ("free", T4, f"portal open {T4}", words)
    assert notices.listing(office.world, office.world.person("tom")).items == ()


def test_low_priority_is_counted_with_the_dedicated_cores_where_it_was_never_seen_apart(office: Office) -> None:
    seen(office, 0)
    made = watches.add(office.world, office.world.person("maya"), WatchWish(T4, 2, priority="low"))
    assert (made.cores, made.limit) == (8, 8) and made.free_at == stamp(office.now)


def test_the_same_is_watched_once_and_forgotten_by_its_owner_alone(office: Office) -> None:
    maya, once = office.world.person("maya"), Once("maya", "k", "sent")
    ids = {watches.add(office.world, maya, WatchWish(T4), one).id for one in (once, once, None)}
    assert len(ids) == 1
    watches.drop(office.world, office.world.person("tom"), *ids)
    assert {one.id for one in watches.listing(office.world, maya)} == ids
    watches.drop(office.world, maya, *ids)
    assert watches.listing(office.world, maya) == ()


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        (WatchWish("nc6"), {"type", "region"}),
        (WatchWish("nothing"), {"type"}),
        (WatchWish(T4, 0), {"nodes"}),
        (WatchWish(T4, 1, "basket", "prod"), {"stage", "region"}),
        (WatchWish(T4, 1, "nothing"), {"project"}),
        (WatchWish(T4, region="mars"), {"region"}),
        (WatchWish(T4, priority="spot"), {"priority"}),
    ],
)
def test_what_cannot_be_is_not_watched(sqlite_office: Office, wish: WatchWish, where: set[str]) -> None:
    with pytest.raises(Problem) as refused:
        watches.add(sqlite_office.world, sqlite_office.world.person("maya"), wish)
    assert {one.where for one in refused.value.body.complaints} == where
