"""What was seen of the directory: kept whole, laid over the organisation, and judged by its age before each start."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import rfc8785
import sqlalchemy as sa

from catalog.model import Catalogue
from portal.clock import moment
from portal.contract.values import Stamp
from portal.domain.people.directory import SeenDirectory, User, overlaid
from portal.store.connections import Database
from portal.store.rows import insert_into
from portal.store.schema.directory import directory_readings as table

GRAPH = "graph"
UNREAD_SHOWN = 20
"""How many accounts that could not be read are named."""


def keep(database: Database, seen: SeenDirectory, at: Stamp) -> bool:
    """Keeps a whole reading that began at `at`; says whether anything is different from before."""
    value, fault = _document(seen), "; ".join(seen.unread[:UNREAD_SHOWN])
    digest = hashlib.sha256(rfc8785.dumps(value)).hexdigest()
    with database.write() as connection:
        before = connection.execute(sa.select(table.c.digest).where(table.c.source == GRAPH)).scalar()
        _put(connection, {"value": value, "digest": digest, "observed_at": at, "tried_at": at, "fault": fault})
    return before != digest


def failed(database: Database, why: str, at: Stamp) -> None:
    """Notes that the directory could not be read; what was seen before stays, with its age."""
    with database.write() as connection:
        known = connection.execute(table.update().where(table.c.source == GRAPH).values(tried_at=at, fault=why))
        if not known.rowcount:
            _put(connection, {"value": {}, "digest": "", "observed_at": None, "tried_at": at, "fault": why})


def _put(connection: sa.Connection, row: Mapping[str, Any]) -> None:
    insert = insert_into(connection, table)
    changes = {name: insert.excluded[name] for name in row}
    newer = insert.excluded.tried_at >= table.c.tried_at  # of two servers that read at once the later reading stays
    upsert = insert.on_conflict_do_update(index_elements=["source"], set_=changes, where=newer)
    connection.execute(upsert, [{"source": GRAPH, **row}])


def tried_at(database: Database) -> Stamp:
    """When the directory was last tried; "" when it never was."""
    with database.read() as connection:
        return connection.execute(sa.select(table.c.tried_at).where(table.c.source == GRAPH)).scalar() or ""


def read_at(database: Database) -> Stamp | None:
    """When the directory was last read whole; None when it never was."""
    with database.read() as connection:
        return connection.execute(sa.select(table.c.observed_at).where(table.c.source == GRAPH)).scalar()


def unread_accounts(database: Database) -> list[str]:
    """The accounts of the latest reading that could not be read, each with the reason."""
    with database.read() as connection:
        query = sa.select(table.c.fault).where(table.c.source == GRAPH, table.c.observed_at == table.c.tried_at)
        return list(filter(None, (connection.execute(query).scalar() or "").split("; ")))


def unfit(connection: sa.Connection, catalogue: Catalogue, now: Stamp) -> str:
    """Why nothing may rest on the people and groups of this catalogue now, "" when it may.

    Where the file is the directory it always may.
    """
    if catalogue.organisation.directory == "file":
        return ""
    row = connection.execute(sa.select(table).where(table.c.source == GRAPH)).mappings().one_or_none()
    why = f": {row['fault']}" if row and row["fault"] else ""
    if row is None or row["observed_at"] is None:
        return f"people and groups were never read from the directory{why}"
    limit = catalogue.policy.directory_max_age_seconds
    if (moment(now) - moment(row["observed_at"])).total_seconds() > limit:
        seen = str(row["observed_at"])[:16].replace("T", " ")
        return f"people and groups were last read from the directory at {seen} UTC, over {limit // 60} min ago{why}"
    if row["digest"] != catalogue.organisation.directory_digest:
        return "people or groups changed a moment ago"
    return ""


class Directory:
    """The latest reading in the store, laid over a catalogue; it looks for a newer one when it is told to."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._digest = ""
        self._seen = SeenDirectory()

    def refresh(self) -> bool:
        """Looks for a newer reading; says whether there is one."""
        with self._database.read() as connection:
            newest = connection.execute(sa.select(table.c.digest).where(table.c.source == GRAPH)).scalar() or ""
            if newest == self._digest:
                return False
            row = connection.execute(sa.select(table).where(table.c.source == GRAPH)).mappings().one()
        self._seen, self._digest = _read(row["value"]), row["digest"]
        return True

    def over(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue with the organisation in force; where nothing was ever seen, it is the file's."""
        organisation = catalogue.organisation
        if organisation.directory == "file" or not self._digest:
            return catalogue
        return catalogue.model_copy(update={"organisation": overlaid(organisation, self._seen, self._digest)})


def _document(seen: SeenDirectory) -> dict[str, Any]:
    return {
        "users": {one: asdict(user) for one, user in sorted(seen.users.items())},
        "groups": {one: sorted(members) for one, members in sorted(seen.groups.items())},
    }


def _read(value: Mapping[str, Any]) -> SeenDirectory:
    users = {one: User(**user) for one, user in value.get("users", {}).items()}
    groups = {one: frozenset(members) for one, members in value.get("groups", {}).items()}
    return SeenDirectory(users, groups)
