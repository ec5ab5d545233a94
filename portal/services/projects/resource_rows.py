"""A row of the inventory in the words of the wire."""

import sqlalchemy as sa

from portal.contract.projects import Resource


def resource(row: sa.RowMapping) -> Resource:
    """A stored resource as it goes over the wire."""
    return Resource(  # spelled out, as the list of projects makes thousands of these
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        project=row["project"],
        stage=row["stage"],
        workspace=row["workspace"],
        state=row["state"],
        owner=row["owner"],
        request=f"R-{row['request']}" if row["request"] else None,
        monthly_cents=row["monthly_cents"],
        lease_until=row["lease_until"],
        observed_at=row["observed_at"],
        origin=row["origin"],
        url=row["url"],
    )
