"""A request as it was read: its row, its current revision, its reviews, and the case that they make."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.domain.requests.lifecycle import LifecycleCase

OPEN = ("in_review", "approved")
"""States in which a request can still be changed."""


@dataclass(frozen=True)
class Loaded:
    """A request's row, its current revision, its reviews, and the case they make."""

    row: sa.RowMapping
    revision: sa.RowMapping
    reviews: tuple[sa.RowMapping, ...]
    case: LifecycleCase
    proposals: tuple[sa.RowMapping, ...] = ()
    """Its counter-proposals, the oldest first."""

    @property
    def open_proposals(self) -> tuple[sa.RowMapping, ...]:
        """Those on the current revision which nobody has answered, as long as they can be."""
        if self.case.state not in OPEN:
            return ()
        return tuple(one for one in self.proposals if one["state"] == "open" and one["revision"] == self.case.revision)
