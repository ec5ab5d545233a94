"""The numbers of requests: which one is meant, whether there is one, and which one asks for another again."""

import sqlalchemy as sa

from portal.contract.problem import not_found
from portal.store.tables import requests


def number_of(request: str) -> int:
    """The number in `R-12`. Raises Problem for anything else."""
    text = request.upper().removeprefix("R-")
    if not (text.isascii() and text.isdecimal()) or len(text) > 12:
        raise not_found("request", request, "ids look like R-12")
    return int(text)


def existing(connection: sa.Connection, request: str) -> int:
    """The number of a request that there is. Raises Problem when there is none."""
    number = number_of(request)
    if connection.execute(sa.select(requests.c.number).where(requests.c.number == number)).first() is None:
        raise not_found("request", f"R-{number}")
    return number


def follower(connection: sa.Connection, number: int, lock: bool = False) -> str:
    """The request that asks for this one again, or ""; with `lock` nobody else asks until the transaction ends."""
    if lock:
        connection.execute(sa.select(requests.c.number).where(requests.c.number == number).with_for_update())
    found = connection.execute(sa.select(requests.c.number).where(requests.c.again_of == number)).scalar()
    return f"R-{found}" if found is not None else ""
