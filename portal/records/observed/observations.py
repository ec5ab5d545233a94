"""Observations in the store: what was seen last, and since when it cannot be seen any more."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.contract.sound_json import unsound
from portal.contract.values import Json, Stamp
from portal.domain.models.evidence import MISSING, READING, SEEN, UNREACHABLE, Observation
from portal.records.observed.history import replaced
from portal.store.rows import insert_into
from portal.store.tables import observations as table

NAME_LENGTH = 300
"""How long a source and a subject may be; what is longer cannot be a name of Azure and is not kept."""

KEY = ("source", "subject")
UNREADABLE = "it cannot be read: "
"""How the reason begins of a thing that is there, but of which something is not what it should be."""
NAMING = ("name", "id", "type", "project", "owner")
"""What is kept of a thing of which the rest cannot be."""

_CHUNK = 500
"""Rows a statement names at most; older SQLite takes no more than 999 variables in one."""

Row = dict[str, Any]
_Known = dict[str, dict[str, Row]]
"""Source to subject to what is stored."""


@dataclass(frozen=True)
class Item:
    """One thing that was seen in a list; with another status than `seen` when its inside could not be read."""

    name: str
    value: Mapping[str, Json]
    status: str = SEEN
    detail: str = ""


@dataclass(frozen=True)
class ListReading:
    """How the reading of one list ended: `status` is `seen` with everything in it, or why it was not.

    What is stored of `kind` under `source` and is not in a list that was read is missing.
    """

    source: str
    name: str
    kind: str
    workspace: str
    stage: str
    status: str
    items: tuple[Item, ...] = ()
    detail: str = ""
    whole: bool = True
    """Whether it is the whole list; of a part, what is not in it stays as it is."""


@dataclass(frozen=True)
class Kept:
    """What keeping readings changed."""

    seen: int
    changed: int
    missing: int
    unread: int

    @property
    def anything(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.changed or self.missing)


def observed(
    connection: sa.Connection, kinds: Sequence[str], subjects: Collection[str] | None = None
) -> list[Observation]:
    """The observations of some kinds, in no particular order, by one query; of some subjects alone if any are named."""
    columns = [table.c[name] for name in Observation.__slots__]
    query = sa.select(*columns).where(table.c.kind.in_(kinds))
    if subjects is not None:
        query = query.where(table.c.subject.in_(sorted(subjects)))
    return [Observation(*row) for row in connection.execute(query)]


def seen(connection: sa.Connection, *kinds: str) -> Sequence[sa.RowMapping]:
    """The rows of what is there of some kinds, as it was seen at the last look."""
    query = sa.select(table).where(table.c.kind.in_(kinds), table.c.status == SEEN)
    return connection.execute(query).mappings().all()


def was_observed(connection: sa.Connection) -> bool:
    """Whether anybody ever tried to read anything."""
    return connection.execute(sa.select(table.c.kind).where(table.c.kind == READING).limit(1)).first() is not None


def keep(connection: sa.Connection, readings: Sequence[ListReading], at: Stamp) -> Kept:
    """Keeps what was read at `at`. A list that could not be read leaves the last values with their old time."""
    known = _known(connection, {reading.source for reading in readings})
    altered: list[Row] = []
    before: list[Row] = []
    missing = 0
    for reading in readings:
        stored = known.get(reading.source, {})
        wanted = _wanted(reading, stored, at) if reading.status == SEEN else _unread(reading, stored, at)
        gone = _gone(reading, wanted, stored) if reading.status == SEEN and reading.whole else []
        missing += len(gone)
        now = gone + [row for row in wanted if _differs(stored.get(row["subject"]), row)]
        altered += [{**row, "since": at} for row in now]
        before += [stored[row["subject"]] for row in now if row["subject"] in stored]
    _write(connection, altered)
    replaced(connection, before, at)
    for reading in readings:
        _touch(connection, reading, known.get(reading.source, {}), at)
    return Kept(
        seen=sum(len(reading.items) for reading in readings),
        changed=len(altered) - missing,
        missing=missing,
        unread=sum(1 for reading in readings if reading.status != SEEN),
    )


def _known(connection: sa.Connection, sources: set[str]) -> _Known:
    found: _Known = {}
    listed = sorted(sources)
    for start in range(0, len(listed), _CHUNK):
        query = sa.select(table).where(table.c.source.in_(listed[start : start + _CHUNK]))
        for row in connection.execute(query).mappings():
            found.setdefault(row["source"], {})[row["subject"]] = dict(row)
    return found


def _row(
    reading: ListReading, subject: str, kind: str, status: str, value: Mapping[str, Json], detail: str, at: Stamp
) -> Row:
    return {
        "source": reading.source,
        "subject": subject,
        "kind": kind,
        "workspace": reading.workspace,
        "stage": reading.stage,
        "status": status,
        "value": dict(value),
        "detail": detail,
        "observed_at": at,
    }


def _wanted(reading: ListReading, stored: Mapping[str, Row], at: Stamp) -> list[Row]:
    """The rows that a list asks for: one for itself, and one for each thing in it."""
    listed = _row(reading, reading.name, READING, SEEN, {"count": len(reading.items)}, reading.detail, at)
    rows = [listed] if reading.whole else []
    for item in map(_sound, reading.items):
        subject = f"{reading.name}/{item.name}"
        if len(subject) > NAME_LENGTH:
            continue
        before = stored.get(subject)
        if item.status == SEEN or before is None:
            rows.append(_row(reading, subject, reading.kind, item.status, item.value, item.detail, at))
        else:
            rows.append({**before, "status": item.status, "detail": item.detail})
    return rows


def _sound(item: Item) -> Item:
    """The item, or in its place one that says why it cannot be kept: a value that is spoilt would spoil its column."""
    if not (fault := unsound({"name": item.name, **item.value})):
        return item
    kept = {name: part for name, part in item.value.items() if name in NAMING and not unsound(part)}
    return Item(item.name.encode("utf-8", "replace").decode(), kept, UNREACHABLE, f"{UNREADABLE}{fault}"[:NAME_LENGTH])


def _unread(reading: ListReading, stored: Mapping[str, Row], at: Stamp) -> list[Row]:
    """The list and its things as they were last seen, with the reason why they cannot be seen now."""
    before = stored.get(reading.name)
    value, since = (before["value"], before["observed_at"]) if before else ({}, at)
    rows = [_row(reading, reading.name, READING, reading.status, value, reading.detail, since)]
    for row in stored.values():
        if row["kind"] == reading.kind and row["status"] != MISSING:
            rows.append({**row, "status": reading.status, "detail": reading.detail})
    return rows


def _gone(reading: ListReading, wanted: Iterable[Row], stored: Mapping[str, Row]) -> list[Row]:
    """What was in the list before and is not any more; it keeps its value and the time when it was last seen."""
    here = {row["subject"] for row in wanted}
    return [
        {**row, "status": MISSING, "detail": ""}
        for subject, row in stored.items()
        if row["kind"] == reading.kind and row["status"] != MISSING and subject not in here
    ]


def _differs(before: Row | None, row: Row) -> bool:
    names = ("kind", "workspace", "stage", "status", "detail")
    if before is None or any(before[name] != row[name] for name in names):
        return True
    return bool(row["kind"] != READING and before["value"] != row["value"])  # how many there are is told by the things


def _write(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """Writes rows; of two servers that read at the same time the later reading stays."""
    if not rows:
        return
    insert = insert_into(connection, table)
    changes = {name: insert.excluded[name] for name in (*Observation.__slots__, "since") if name not in KEY}
    upsert = insert.on_conflict_do_update(
        index_elements=["source", "subject"],
        set_=changes,
        where=insert.excluded.observed_at >= table.c.observed_at,
    )
    connection.execute(upsert, sorted(rows, key=lambda row: (row["source"], row["subject"])))


def _touch(connection: sa.Connection, reading: ListReading, stored: Mapping[str, Row], at: Stamp) -> None:
    """Everything in a list that was read has been seen now, also what did not change.

    Of a list that was never seen the time of the latest attempt is kept.
    """
    itself = sa.and_(table.c.kind == READING, table.c.subject == reading.name)
    if reading.status == SEEN:
        renewed = sa.and_(sa.or_(itself, table.c.kind == reading.kind), table.c.status == SEEN)
    elif reading.name in stored and not stored[reading.name]["value"]:
        renewed = itself
    else:
        return
    if not reading.whole:
        renewed = sa.and_(renewed, table.c.subject.in_([f"{reading.name}/{item.name}" for item in reading.items]))
    earlier = table.c.observed_at < at
    connection.execute(table.update().where(table.c.source == reading.source, renewed, earlier).values(observed_at=at))
