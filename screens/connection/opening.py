"""Opening a connection for the screens: the first look over the standard library's HTTP, the rest over httpx."""

import asyncio
from collections.abc import Callable

from portal.client import PortalClient
from portal.client.blocking import finish
from portal.local import find_or_start
from portal.settings import Settings
from screens.connection.account import TerminalAccount
from screens.connection.late import FirstLook, LateConnection


async def open_live(
    settings: Settings, person: str, say: Callable[[str], None], account: TerminalAccount | None = None
) -> LateConnection:
    """Find or start the server and look at it as `person`; `say` hears what is being waited for. Raises Problem."""

    def find() -> tuple[str, str]:
        found = find_or_start(settings, say, account.token if account else None)
        return found.url, found.token

    def look() -> FirstLook:
        url, token = find()
        say("connecting…")
        with FirstLook(url, token, person or None, find) as connection:
            portal = PortalClient(connection)
            finish(portal.server.status())
            finish(portal.people.me())
            finish(portal.home.show())
        return connection

    first = await asyncio.to_thread(look)
    return LateConnection(first.url, first.token, person or None, find, account, first.answers)
