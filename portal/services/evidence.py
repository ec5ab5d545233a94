"""Evidence about model versions: handed in by a pipeline, found beside a job, signed by a person, or made here.

It is only ever added to. Each piece is about one exact artefact, by its digest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from catalog.model import Person
from catalog.model.gates import PORTAL_KINDS, EvidenceKind
from portal.clock import moment, stamp
from portal.contract.gates import EvidenceDocument, EvidenceRow
from portal.contract.problem import Complaint, bad_input, conflict, not_found, refused
from portal.contract.values import Json, Stamp
from portal.domain.digest import content_hash
from portal.domain.evidence import as_digest
from portal.domain.gates import Evidence
from portal.services.artefacts import Known, estate
from portal.services.idempotency import Once, claim, settle
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.tables import evidence as table

KINDS: tuple[str, ...] = get_args(EvidenceKind)
NEW = "evidence"
"""What an idempotency key is claimed for before the evidence has its name."""
_CLOCKS_DIFFER = timedelta(minutes=5)
_CLAIMS = ("model_digest", "digest")
"""Facts in which a file says itself which artefact it is about."""


@dataclass(frozen=True)
class Found:
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


def submit(
    world: World, person: Person, model: str, version: str, document: EvidenceDocument, once: Once | None = None
) -> EvidenceRow:
    """Keeps what a pipeline hands in. Raises Problem for anybody but a CI identity of the model's unit."""
    if person.kind != "ci":
        raise refused(
            f"{person.id} is no CI identity",
            "evidence comes from jobs and pipelines",
            "let the job write it below outputs/evidence, or vouch for it yourself with portal model sign",
            "not-ci",
        )
    _check(document)
    with world.database.write() as connection:
        now = world.now()
        if (before := claim(connection, once, NEW, now)) is not None:
            return row_of(connection, before)
        known = estate(connection, world.catalogue().organisation).anywhere(model, version)
        if known is not None and person.unit and known.unit not in ("", person.unit):
            raise refused(
                f"{person.id} speaks for {person.unit}", f"{model} belongs to {known.unit}", code="other-unit"
            )
        found = Found(
            model,
            version,
            bound_to(known, model, version, document.artefact, document.body),
            document.kind,
            document.body,
            "ci",
            document.job,
            document.commit or _text(document.body, "commit"),
            _when(document.made_at or _text(document.body, "created_at"), now),
        )
        return keep(connection, world, person, known, found, "evidence-added", once)


def keep(
    connection: sa.Connection,
    world: World,
    person: Person,
    known: Known | None,
    found: Found,
    act: str,
    once: Once | None,
) -> EvidenceRow:
    """Writes down what a person or a pipeline hands in, with its audit row; call it last in the transaction."""
    now = world.now()
    number = _insert(connection, found, person.id, now)
    name = f"E-{number}"
    settle(connection, once, name)
    told = {"evidence": name, "version": found.version, "kind": found.kind, "sha256": content_hash(found.body)}
    project = known.project if known is not None else ""
    record(connection, now, world.mode, Act(person.id, act, "model", found.model, project, found.artefact, told))
    return row_of(connection, name)


def record_observed(connection: sa.Connection, now: Stamp, found: Iterable[Found]) -> int:
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


def bound_to(known: Known | None, model: str, version: str, said: str, body: Mapping[str, Json]) -> str:
    """The digest that evidence is about. Raises Problem when it is not the observed one, or when none is known."""
    facts = body.get("facts")
    told = facts if isinstance(facts, Mapping) else body
    claims = {as_digest(one) for one in (said, *(told.get(name) for name in _CLAIMS)) if isinstance(one, str) and one}
    observed = known.digest if known is not None else ""
    whole = {*claims, observed} - {""}
    if len(whole) > 1:
        listed = " and ".join(sorted(whole))
        raise conflict(f"the evidence is not about version {version} of {model}", f"it names {listed}", code="artefact")
    if not whole:
        todo = "give its digest, or register it with a manifest and look again with portal model board --refresh"
        raise bad_input(f"version {version} of {model} has no known digest", Complaint("artefact", "is missing", todo))
    return whole.pop()


def _check(document: EvidenceDocument) -> None:
    may = [kind for kind in KINDS if kind not in PORTAL_KINDS]
    if document.kind not in may:
        raise bad_input(
            f"'{document.kind}' cannot be handed in",
            Complaint("kind", "is none that gates ask for", f"use {', '.join(may)}"),
        )
    said = document.body.get("kind", document.kind)
    if said != document.kind:
        raise bad_input("the file is of another kind", Complaint("body.kind", f"says {said}", f"hand it in as {said}"))
    if not document.body:
        raise bad_input("the evidence says nothing", Complaint("body", "is empty", "put the facts into it"))


def _text(body: Mapping[str, Json], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _when(said: str, now: Stamp) -> Stamp:
    """When evidence was made. Raises Problem for what is no time, or has not come yet."""
    if not said:
        return now
    try:
        made = stamp(moment(said))
    except ValueError:
        raise bad_input(
            "the time is none", Complaint("made_at", f"is '{said[:40]}'", "write 2026-05-01T12:00:00Z")
        ) from None
    if moment(made) > moment(now) + _CLOCKS_DIFFER:
        raise bad_input("the evidence is of the future", Complaint("made_at", f"is {made}, now is {now}"))
    return min(made, now)


def _insert(connection: sa.Connection, found: Found, by: str, now: Stamp) -> int | None:
    """Writes one row and returns its number; None when a job's file is known already."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {
        "model": found.model, "version": found.version, "artefact": as_digest(found.artefact), "kind": found.kind,
        "body": dict(found.body), "sha256": content_hash(found.body), "source": found.source, "submitted_by": by,
        "job": found.job, "commit": found.commit, "made_at": min(found.made_at or now, now), "at": now,
    }  # fmt: skip
    made = insert(table).values(**values).on_conflict_do_nothing().returning(table.c.number)
    return connection.execute(made).scalar()


def _evidence(row: sa.RowMapping) -> Evidence:
    names = ("model", "version", "artefact", "kind", "body", "source", "made_at", "at", "job", "commit")
    told: dict[str, Any] = {name: row[name] for name in names}
    return Evidence(id=f"E-{row['number']}", by=row["submitted_by"], **told)
