"""Money that a request holds of its unit's month: given back when what it paid for is gone."""

import sqlalchemy as sa

from portal.store.tables import budgets, commitments, ledger, resources

ADDED = ("lease", "scale")
"""Effects whose requests committed money for a resource that another request had made."""


def by_project(connection: sa.Connection) -> dict[str, int]:
    """What started requests hold of the budget, by project."""
    held = sa.select(commitments.c.project, sa.func.sum(commitments.c.cents)).where(commitments.c.released_at.is_(None))
    return {name: int(cents) for name, cents in connection.execute(held.group_by(commitments.c.project))}


def release(connection: sa.Connection, request: int, now: str) -> int:
    """Gives back all that a request holds; returns the cents."""
    return _give_back(connection, request, now, 0)


def keep_what_is_left(connection: sa.Connection, request: int, monthly_cents: int, now: str) -> int:
    """Gives back the share of what a failed request did not leave behind; returns the cents.

    `monthly_cents` is what all of its plan would have cost. What it added to another thing is kept whole.
    """
    left = sa.select(ledger.c.kind).where(ledger.c.request == request, ledger.c.state == "left")
    if set(connection.execute(left).scalars()) & set(ADDED):
        return 0
    there = (resources.c.request == request) & resources.c.state.not_in(("retired", "missing"))
    costs = sa.select(sa.func.coalesce(sa.func.sum(resources.c.monthly_cents), 0)).where(there)
    share = int(connection.execute(costs).scalar_one()) / monthly_cents if monthly_cents > 0 else 0.0
    return _give_back(connection, request, now, min(share, 1.0))


def _give_back(connection: sa.Connection, request: int, now: str, keep: float) -> int:
    held = sa.select(commitments).where(commitments.c.request == request, commitments.c.released_at.is_(None))
    row = connection.execute(held.with_for_update()).mappings().one_or_none()
    if row is None:
        return 0
    kept = int(row["cents"] * keep)
    changes = {"cents": kept} if kept else {"released_at": now}
    connection.execute(commitments.update().where(commitments.c.request == request).values(**changes))
    less = budgets.c.committed_cents - (row["cents"] - kept)
    connection.execute(budgets.update().where(budgets.c.unit == row["unit"]).values(committed_cents=less))
    return int(row["cents"]) - kept
