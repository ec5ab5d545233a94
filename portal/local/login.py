"""`login.json` in the home: the shared server that commands speak to until `portal logout`; no secret is in it."""

from pathlib import Path

from portal.contract.server import Health
from portal.local.folder import prepare, problem_of, write_private
from portal.settings import LOGIN


def remember(home: Path, url: str, known: Health) -> None:
    """Keep a server and what it said, whole or not at all. Raises Problem when the home cannot be written."""
    place = known.sign_in
    values = {"server": url, "mode": known.mode}
    if place is not None:
        values |= {"authority": place.authority, "tenant": place.tenant, "client": place.client}
    prepare(home)
    try:
        write_private(home / LOGIN, values)
    except OSError as fault:
        raise problem_of(fault, home) from None


def forget(home: Path) -> bool:
    """Take it away; says whether there was one."""
    try:
        (home / LOGIN).unlink()
    except FileNotFoundError:
        return False
    return True
