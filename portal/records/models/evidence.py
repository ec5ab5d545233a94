"""Evidence about model versions: handed in by a pipeline, found beside a job, signed by a person, or made here.

It is only ever added to. Each piece is about one exact artefact, by its digest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import sqlalchemy as sa

from catalog.model import EvidenceKind, Person
from portal.contract.models.gates import EvidenceRow
from portal.contract.problem import not_found
from portal.contract.values import Json, Stamp
from portal.domain.digest import content_hash
from portal.domain.models.evidence import Evidence, as_digest
from portal.records.idempotency import Once, settle
from portal.store.chain import Act, record
from portal.store.rows import insert_into
from portal.store.tables import evidence as table

KINDS: tuple[str, ...] = get_args(EvidenceKind)
_CHUNK = 500
NEW = "evidence"
"""What an idempotency key is claimed for before the evidence has its name."""


@dataclass(frozen=True)
class FoundEvidence:
    """One piece of evidence that the portal found beside a job (`source` job) or made itself (`source` portal)."""

    model: str
    version: str
    artefact: str
    kind: str
    body: Mapping[str, Json]
    source: str = "job"
    job: str = ""
    commit: str = ""
    made_at: Stamp = ""
    """When it was made; "" or what is later than now means now."""


def keep(
    connection: sa.Connection,
    now: Stamp,
    mode: str,
    person: Person,
    project: str,
    found: FoundEvidence,
    act: str,
    once: Once | None,
) -> EvidenceRow:
    """Writes down what a person or a pipeline hands in, with its audit row; call it last in the transaction."""
    number = _insert(connection, found, person.id, now)
    name = f"E-{number}"
    settle(connection, once, name)
    told = {"evidence": name, "version": found.version, "kind": found.kind, "sha256": content_hash(found.body)}
    record(connection, now, mode, Act(person.id, act, "model", found.model, project, found.artefact, told))
    return row_of(connection, name)


def record_observed(connection: sa.Connection, now: Stamp, found: Iterable[FoundEvidence]) -> int:
    """Keeps what was found and is not kept yet; says how many pieces are new. A job's file is kept once."""
    known = [one for one in found if one.kind in KINDS and one.kind != "signoff" and one.artefact]
    return sum(_insert(connection, one, "", now) is not None for one in known)


def of(connection: sa.Connection, model: str, version: str, *digests: str) -> tuple[Evidence, ...]:
    """All evidence under a number or about one of some digests, oldest first: gates tell apart what is what."""
    named = sa.or_(table.c.version == version, table.c.artefact.in_([one for one in digests if one]))
    query = sa.select(table).where(table.c.model == model, named).order_by(table.c.number)
    return tuple(_evidence(row) for row in connection.execute(query).mappings())


def about(connection: sa.Connection, model: str) -> tuple[Evidence, ...]:
    """All evidence about any version of a model, oldest first."""
    query = sa.select(table).where(table.c.model == model).order_by(table.c.number)
    return tuple(_evidence(row) for row in connection.execute(query).mappings())


def about_each(connection: sa.Connection, models: Iterable[str]) -> dict[str, tuple[Evidence, ...]]:
    """All evidence about some models by name, each the oldest first."""
    found: dict[str, list[Evidence]] = {}
    wanted = sorted(set(models))
    for start in range(0, len(wanted), _CHUNK):
        query = sa.select(table).where(table.c.model.in_(wanted[start : start + _CHUNK])).order_by(table.c.number)
        for row in connection.execute(query).mappings():
            found.setdefault(row["model"], []).append(_evidence(row))
    return {name: tuple(listed) for name, listed in found.items()}


def row_of(connection: sa.Connection, name: str) -> EvidenceRow:
    """One piece of evidence by its name, `E-12`. Raises Problem when there is none."""
    number = name.removeprefix("E-")
    known = number.isascii() and number.isdecimal() and len(number) < 19
    query = sa.select(table).where(table.c.number == (int(number) if known else 0))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise not_found("evidence", name)
    return shown(_evidence(row))


def shown(one: Evidence) -> EvidenceRow:
    """A piece of evidence as it goes over the wire."""
    return EvidenceRow(
        one.id, one.model, one.version, one.artefact, one.kind, dict(one.body), content_hash(one.body), one.source,
        one.by, one.job, one.commit, one.made_at, one.at,
    )  # fmt: skip


def _insert(connection: sa.Connection, found: FoundEvidence, by: str, now: Stamp) -> int | None:
    """Writes one row and returns its number; None when a job's file is known already."""
    values = {
        "model": found.model, "version": found.version, "artefact": as_digest(found.artefact), "kind": found.kind,
        "body": dict(found.body), "sha256": content_hash(found.body), "source": found.source, "submitted_by": by,
        "job": found.job, "commit": found.commit, "made_at": min(found.made_at or now, now), "at": now,
    }  # fmt: skip
    made = insert_into(connection, table).values(**values).on_conflict_do_nothing().returning(table.c.number)
    return connection.execute(made).scalar()


def _evidence(row: sa.RowMapping) -> Evidence:
    names = ("model", "version", "artefact", "kind", "body", "source", "made_at", "at", "job", "commit")
    told: dict[str, Any] = {name: row[name] for name in names}
    return Evidence(id=f"E-{row['number']}", by=row["submitted_by"], **told)
