"""Whose time ends is told, in the list and on every channel they chose, once for each thing that happens."""

from portal.services import home
from portal.services.notices import notices
from portal.store.tables import events
from tests.leases.house import House
from tests.leases.test_house import rows


def spread(house: House) -> None:
    """People are told what happened."""
    while notices.spread(house.world):
        assert rows(house, events)


def told(house: House, person: str) -> list[tuple[str, str, str, str]]:
    """What somebody was told of leases, oldest first: subject, command, whether it was their own doing, words."""
    found = notices.listing(house.world, house.world.person(person), limit=200).items
    return [(one.subject, one.open, one.who, one.text) for one in reversed(found) if one.topic == "lease"]


def test_whose_lease_ends_is_told_each_stage_once_and_nobody_else_is(house: House) -> None:
    notices.begin(house.world)
    name = house.made_compute("maya", days=4)
    request = f"R-{house.thing(name)['request']}"
    house.passes(days=3.7)
    spread(house)
    mine = [one for one in told(house, "maya") if one[0] == request]
    assert [(subject, open, who) for subject, open, who, _ in mine] == [(request, f"portal open {request}", "portal")]
    assert mine[0][3].startswith(f"{name}: Its lease ends 20") and "is reminded" not in mine[0][3]
    house.looks()
    house.passes(days=1)
    spread(house)
    later = [one for one in told(house, "maya") if one[0] == request]
    assert later[:1] == mine and any("has ended" in text for *_, text in later[1:])
    assert all(one[0] != request for person in ("tom", "ana") for one in told(house, person))
    spread(house)
    assert [one for one in told(house, "maya") if one[0] == request] == later
    shown = home.show(house.world, house.world.person("maya"))
    assert all(one.topic != "lease" for one in shown.notices), "Home shows ending leases in a section of its own"


def test_what_has_no_request_names_its_project(house: House) -> None:
    notices.begin(house.world)
    house.passes(days=30)
    found = [
        row for row in rows(house, events) if row["kind"] == "lease.reminded" and not row["subject"].startswith("R-")
    ]
    assert found
    spread(house)
    for row in found:
        subjects = {one[0] for one in told(house, row["data"]["person"])}
        assert row["data"]["project"] in subjects or not row["data"]["project"]
