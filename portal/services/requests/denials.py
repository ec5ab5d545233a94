"""Why requests are denied: the catalogue's reasons, and how often each was the one."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.clock import stamp
from portal.contract.problem import Complaint, bad_input
from portal.contract.reports import DenialCount, DenialReport
from portal.contract.reviews import DenialReason
from portal.services.world import World
from portal.store.tables import requests, reviews

OWN_WORDS = "In words of one's own"


def offered(catalogue: Catalogue, kind: str) -> tuple[DenialReason, ...]:
    """The reasons to deny a request of that kind."""
    return tuple(DenialReason(one.id, one.title, one.teaches) for one in catalogue.reasons.denials_for(kind))


def worded(catalogue: Catalogue, kind: str, code: str, words: str) -> str:
    """A denial in words: the reason's title, and what was added. Raises Problem for a code that is not offered."""
    known = {one.code: one.title for one in offered(catalogue, kind)}
    if code not in known:
        todo = f"codes are: {', '.join(known)}" if known else "say it in words; the catalogue names no reasons"
        raise bad_input(f"'{code[:60]}' is no reason to deny a {kind}", Complaint("code", "is not known", todo))
    return f"{known[code]}: {words}" if words else known[code]


def counted(world: World, days: int) -> DenialReport:
    """Every reason, with how often requests were denied for it in the last days."""
    since = stamp(world.clock() - timedelta(days=days))
    after = requests.alias("after")
    query = (
        sa.select(reviews.c.code, reviews.c.at, requests.c.kind, after.c.number.label("again"))
        .join(requests, requests.c.number == reviews.c.request)
        .outerjoin(after, after.c.again_of == requests.c.number)
        .where(reviews.c.verdict == "deny", reviews.c.at >= since)
    )
    with world.database.read() as connection:
        rows = connection.execute(query).all()
    catalogue = world.catalogue()
    codes = [*(one.id for one in catalogue.reasons.denials), *sorted({row.code or "" for row in rows})]
    made = [_count(catalogue, code, [row for row in rows if (row.code or "") == code], len(rows))
            for code in dict.fromkeys(codes)]  # fmt: skip
    return DenialReport(since, len(rows), tuple(sorted(made, key=lambda one: -one.times)))


def _count(catalogue: Catalogue, code: str, rows: Sequence[Any], total: int) -> DenialCount:
    known = catalogue.reasons.denial(code)
    return DenialCount(
        code=code,
        title=known.title if known else code or OWN_WORDS,
        teaches=known.teaches if known else "",
        times=len(rows),
        percent=round(100 * len(rows) / total) if total else 0,
        kinds=dict(Counter(row.kind for row in rows).most_common()),
        asked_again=sum(row.again is not None for row in rows),
        last_at=max((row.at for row in rows), default=None),
    )
