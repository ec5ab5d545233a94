"""Every compute type there is: card, price, quota in both regions and who approves, headless and on screen."""

from pathlib import Path

import pytest

from portal.cli.catalogue.read import item_text
from portal.contract.catalogue import CatalogueItem
from portal.services.catalogue import offers
from portal.settings import Settings
from screens.catalogue.catalogue_card import card
from screens.connection.session import Session
from screens.sheet import joined
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.story import SMALL, at_portal
from tests.services.office import Office

REGIONS = ("westeurope", "northeurope")
AT_LEAST = 28
UNPRICED = "no price"


@pytest.fixture
def machines(sqlite_office: Office) -> list[CatalogueItem]:
    """The card of every compute type: approved, deprecated and blocked."""
    sqlite_office.quota(20, 64)
    maya = sqlite_office.world.person("maya")
    found = [row.id for row in offers.listing(sqlite_office.world, kind="compute").items]
    return [offers.show(sqlite_office.world, maya, id) for id in found]


def must_say(item: CatalogueItem) -> list[str]:
    """What has to be on a card, wherever it is shown."""
    priced = dict.fromkeys(price.region for price in item.prices) or (UNPRICED,)
    return [item.title, item.lifecycle, item.approval, item.reason, item.successor, *REGIONS, *priced]


def test_each_says_headless_and_on_screen_what_it_costs_where_there_is_room_and_who_decides(
    machines: list[CatalogueItem], tmp_path: Path
) -> None:
    assert len(machines) >= AT_LEAST
    assert {item.lifecycle for item in machines} == {"approved", "deprecated", "blocked"}
    session = Session(Settings(tmp_path), "maya", made.clock)
    for item in machines:
        assert {quota.region for quota in item.quotas} == set(REGIONS), item.id
        for shown in (item_text(item), joined(card(item, session)).plain):
            told = " ".join(shown.split())  # as wide as the terminal of whoever runs this may be
            assert [said for said in must_say(item) if said not in told] == [], (item.id, shown)


async def test_a_blocked_machine_is_opened_and_says_what_to_use_instead(
    machines: list[CatalogueItem], tmp_path: Path
) -> None:
    server = FakePortal("maya")
    server.cards = {item.id: item for item in machines}
    blocked = [item for item in machines if item.lifecycle == "blocked"]
    async with at_portal(tmp_path, server, SMALL) as portal:
        for item in blocked:
            portal.app.open_page("catalogue", item.id)
            await portal.sees("blocked", "use instead", item.successor).presses("n").toasts("it is blocked")
            await portal.presses("escape")
