"""Who is a member of a project for a while: entered by a request, gone when its time is over."""

import sqlalchemy as sa

from portal.store.tables import projects, resources

MEMBERSHIP, EXCEPTION, ALLOWANCE = "membership", "exception", "allowance"
OWN = (MEMBERSHIP, EXCEPTION, ALLOWANCE)
"""Kinds of resource that are nothing in Azure: the portal itself ends them when their time is over."""
JOINED = "joined"
"""The tag of a membership's row that names the intent which entered the member."""
_THERE = ("creating", "live", "expiring")


def resource_of(project: str, person: str, request: int) -> str:
    """The id of a membership in the inventory."""
    return f"{MEMBERSHIP}/{project}/{person}/R-{request}"


def join(connection: sa.Connection, project: str, person: str, resource: str, key: str) -> bool:
    """Makes somebody a member; False when they were one before, without an end. Raises LookupError."""
    query = sa.select(projects.c.members).where(projects.c.name == project).with_for_update()
    members = connection.execute(query).scalar_one_or_none()
    if members is None:
        raise LookupError(f"there is no project {project} any more")
    listed = list(members) if isinstance(members, list) else []
    if person in listed and not _others(connection, project, person, resource):
        return False
    if person not in listed:
        connection.execute(projects.update().where(projects.c.name == project).values(members=[*listed, person]))
    row = connection.execute(sa.select(resources.c.tags).where(resources.c.id == resource)).scalar_one_or_none()
    kept = dict(row) if isinstance(row, dict) else {}
    connection.execute(resources.update().where(resources.c.id == resource).values(tags={**kept, JOINED: key}))
    return True


def has_joined(connection: sa.Connection, resource: str, key: str) -> bool:
    """Whether this very intent has entered the member."""
    tags = connection.execute(sa.select(resources.c.tags).where(resources.c.id == resource)).scalar_one_or_none()
    return isinstance(tags, dict) and tags.get(JOINED) == key


def leave(connection: sa.Connection, project: str, person: str, resource: str) -> None:
    """Takes a member out again, unless they own the project or another membership of theirs lasts."""
    query = sa.select(projects.c.members, projects.c.owner).where(projects.c.name == project).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None or row.owner == person or _others(connection, project, person, resource):
        return
    left = [one for one in row.members if one != person]
    connection.execute(projects.update().where(projects.c.name == project).values(members=left))


def _others(connection: sa.Connection, project: str, person: str, resource: str) -> bool:
    """Whether another membership of the same person in the same project lasts."""
    query = sa.select(resources.c.id).where(
        resources.c.kind == MEMBERSHIP,
        resources.c.project == project,
        resources.c.name == person,
        resources.c.state.in_(_THERE),
        resources.c.id != resource,
    )
    return connection.execute(query.limit(1)).first() is not None
