"""Opening a connection for the screens: the first look over the standard library's HTTP, the rest over httpx."""

import asyncio
from collections.abc import Callable

from portal.client import home, people, server
from portal.client.blocking import BlockingConnection, finish
from portal.local import find_or_start
from portal.settings import Settings
from screens.connection.account import TerminalAccount
from screens.connection.late import LateConnection
from screens.connection.live import FirstLook, LiveApi


async def open_live(
    settings: Settings, person: str, say: Callable[[str], None], account: TerminalAccount | None = None
) -> LiveApi:
    """Find or start the server and look at it as `person`; `say` hears what is being waited for. Raises Problem."""

    def find() -> tuple[str, str]:
        found = find_or_start(settings, say, account.token if account else None)
        return found.url, found.token

    def look() -> tuple[str, str, FirstLook]:
        url, token = find()
        say("connecting…")
        c = BlockingConnection(url, token, person or None, find)
        try:
            first = FirstLook(finish(server.status(c)), finish(people.me(c)), finish(home.show(c)))
        finally:
            c.close()
        return c.url, c.token, first

    url, token, first = await asyncio.to_thread(look)
    return LiveApi(LateConnection(url, token, person or None, find, account), first)
