"""Which project an untagged model belongs to: said by a person, recorded, audited. Its own tag stands above."""

import sqlalchemy as sa

from portal.contract.models.page import Assignment
from portal.domain.models.observed_workspaces import Assigned
from portal.store.rows import insert_into
from portal.store.tables import model_assignments as table


def assigned_projects(connection: sa.Connection) -> Assigned:
    """Every assignment, as the board takes it. One query."""
    return {(row.source, row.model): row.project for row in connection.execute(sa.select(table))}


def assignments_of(connection: sa.Connection, model: str) -> tuple[Assignment, ...]:
    """Who assigned a model, and when."""
    query = sa.select(table).where(table.c.model == model).order_by(table.c.workspace)
    return tuple(
        Assignment(row.model, row.workspace, row.project, row.assigned_by, row.at) for row in connection.execute(query)
    )


def put(
    connection: sa.Connection, source: str, model: str, workspace: str, project: str, person: str, now: str
) -> None:
    """Writes down whose a model of a workspace is; another time overrules the time before."""
    insert = insert_into(connection, table)
    values = {"source": source, "model": model, "workspace": workspace, "project": project}
    stored = insert.values(**values, assigned_by=person, at=now)
    changed = {name: stored.excluded[name] for name in ("project", "assigned_by", "at")}
    connection.execute(stored.on_conflict_do_update(index_elements=["source", "model"], set_=changed))
