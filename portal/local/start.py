"""The address of a server that answers, whichever it is; the home's own is started when nobody has."""

from collections.abc import Callable

from portal.contract.problem import bad_input
from portal.local.find import Say, outdated, running, token_for
from portal.local.server_file import Address
from portal.settings import Settings


def find_or_start(settings: Settings, say: Say = lambda text: None, token: Callable[[], str] | None = None) -> Address:
    """The address of a server that answers: the one named, the home's, or the home's started now. Raises Problem.

    `token` gives the token of whoever is signed in already; without it they are asked to sign in.
    """
    if settings.server:
        return Address(settings.server, token_for(settings, token))
    if settings.mode == "team":
        raise bad_input("team mode needs the address of a portal server", todo="name it with --server or PORTAL_SERVER")
    known = running(settings)
    if known is not None and not outdated(known):
        return known.address
    from portal.local.launch import launch  # what starts a process is not paid for by those who find one

    return launch(settings, say)


async def find_or_start_async(settings: Settings, say: Say = lambda text: None) -> Address:
    """`find_or_start` in a thread."""
    import asyncio

    return await asyncio.to_thread(find_or_start, settings, say)
