"""What a portal server that lives in the test says of what needs a person."""

from dataclasses import replace

from portal.contract.home import Home
from portal.contract.people.notices import NoticeList


class FakeHome:
    """Home, and what of it was seen."""

    home_page: Home
    done: list[tuple[str, ...]]

    async def mark_seen(self, number: int) -> Home:
        self.done.append(("seen", str(number)))
        return self.home_page

    async def notices_seen(self, number: int) -> NoticeList:
        self.done.append(("told", str(number)))
        self.home_page = replace(self.home_page, notices=(), counts={**self.home_page.counts, "home": 0})
        return NoticeList((), None, 0)
