"""The evidence that runs wrote, as pieces about one exact artefact each."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from portal.clock import moment, stamp
from portal.contract.values import Json, Stamp
from portal.domain.models.evidence import Artefact, as_digest, digest_of, rows_of, texts
from portal.records.models.evidence import FoundEvidence
from portal.records.observed.observations import ListReading
from portal.store.tables import observations

_CLAIMS = ("model_digest", "digest")
"""Facts in which a file says itself which artefact it is about."""


def found_in(connection: sa.Connection, readings: Sequence[ListReading]) -> list[FoundEvidence]:
    """Every document of evidence in what was read of runs, for each version that the run registered.

    A document that names a digest is about that artefact, whatever the version is; else it is about the version.
    """
    runs = {
        (reading.source, str(item.value.get("name"))): item.value
        for reading in readings
        for item in reading.items
        if item.value.get("evidence")
    }
    if not runs:
        return []
    query = sa.select(observations.c.source, observations.c.value).where(
        observations.c.kind == "model", observations.c.source.in_({source for source, _ in runs})
    )
    return [
        found
        for source, value in connection.execute(query)
        for version in rows_of(value, "versions")
        if (run := runs.get((source, texts(version).get("job", "")))) is not None
        for found in _of_version(str(value.get("name", "")), texts(version), run)
    ]


def _of_version(model: str, version: Mapping[str, str], run: Mapping[str, Json]) -> Iterable[FoundEvidence]:
    number = version.get("version", "")
    own = digest_of(Artefact(number, version.get("manifest", ""), version.get("registry", "").lower()))
    for entry in rows_of(run, "evidence"):
        body = entry.get("body")
        if not isinstance(body, Mapping):
            continue
        facts = body.get("facts")
        told = texts(facts if isinstance(facts, Mapping) else body)
        claimed = next((as_digest(told[name]) for name in _CLAIMS if told.get(name)), "")
        yield FoundEvidence(
            model,
            number,
            claimed or own,
            str(body.get("kind", "")),
            body,
            "job",
            str(run.get("name", "")),
            str(body.get("commit") or run.get("commit") or ""),
            _when(str(body.get("created_at", ""))) or _when(str(run.get("started_at", ""))),
        )


def _when(text: str) -> Stamp:
    try:
        return stamp(moment(text))
    except ValueError:
        return ""
