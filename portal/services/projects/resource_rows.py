"""A row of the inventory in the words of the wire."""

import sqlalchemy as sa

from portal.contract.projects import Resource
from portal.store.rows import from_row


def resource(row: sa.RowMapping) -> Resource:
    """A stored resource as it goes over the wire."""
    return from_row(Resource, row, request=f"R-{row['request']}" if row["request"] else None)
