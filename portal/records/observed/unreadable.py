"""What was seen of Azure and could not be read, each thing by its name."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.domain.models.evidence import SEEN
from portal.records.observed.observations import UNREADABLE
from portal.store.tables import observations


@dataclass(frozen=True)
class UnreadableThing:
    """A thing, or a list with entries that have no name, and why it could not be read."""

    what: str
    """Its list and its name, such as `computes/gpu`."""
    place: str
    """Its workspace; "" where it lies in none."""
    why: str


def unreadable(connection: sa.Connection) -> list[UnreadableThing]:
    """Everything that costs nothing but itself, and that nobody would miss if it were not named here."""
    columns = (observations.c.subject, observations.c.workspace, observations.c.detail)
    odd = sa.or_(
        observations.c.detail.startswith(UNREADABLE, autoescape=True),
        sa.and_(observations.c.status == SEEN, observations.c.detail != ""),
    )
    query = sa.select(*columns).where(odd).order_by(observations.c.source, observations.c.subject)
    return [UnreadableThing(*row) for row in connection.execute(query)]
