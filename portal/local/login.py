"""`login.json` in the home: the shared server that every command speaks to until one logs out. It holds no secret."""

import json
import os
from pathlib import Path

from portal.contract.server import Health
from portal.local.folder import prepare, private, problem_of
from portal.settings import LOGIN


def remember(home: Path, url: str, known: Health) -> None:
    """Keep a server and what it said, whole or not at all. Raises Problem when the home cannot be written."""
    place = known.sign_in
    values = {"server": url, "mode": known.mode}
    if place is not None:
        values |= {"authority": place.authority, "tenant": place.tenant, "client": place.client}
    prepare(home)
    half = home / f"{LOGIN}.{os.getpid()}"
    try:
        with open(half, "w", encoding="utf-8", opener=private) as file:
            json.dump(values, file, indent=1)
        os.replace(half, home / LOGIN)
    except OSError as fault:
        raise problem_of(fault, home) from None
    finally:
        half.unlink(missing_ok=True)


def forget(home: Path) -> bool:
    """Take it away; says whether there was one."""
    try:
        (home / LOGIN).unlink()
    except FileNotFoundError:
        return False
    return True
