"""Which runs made the versions that were seen: each is read once, with its metrics and evidence, when it has ended."""

import asyncio
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.azure import views
from portal.azure.arm import Arm, ReadResult
from portal.azure.runs import EvidenceFile, Metrics, RunReading, read_run
from portal.contract.plaintext import is_plain, one_line
from portal.contract.sound_json import Unsound, loads
from portal.contract.values import Json
from portal.domain.models.evidence import MISSING, SEEN, VersionKey, newest_first, rows_of, texts
from portal.engine.observing.sweep import told
from portal.engine.observing.times import when
from portal.engine.observing.values import is_name
from portal.records.observed.observations import Item, ListReading
from portal.store.tables import observations

JOB = "job"
LIST = "jobs"
RUNS_AT_ONCE = 100
"""Runs that are read beside one sweep; the rest follow at the next ones, what is newest first."""
ENDED = ("completed", "failed", "canceled", "cancelled", "notresponding")
LONGEST_EVIDENCE = 20_000
LONGEST_REASON = 300
_GIT = {"commit": ("azureml.git.commit", "mlflow.source.git.commit"),
        "branch": ("azureml.git.branch", "mlflow.source.git.branch"),
        "repository": ("azureml.git.repository_uri", "mlflow.source.git.repoURL")}  # fmt: skip
"""Properties in which Azure ML notes where the code of a run came from."""


@dataclass(frozen=True)
class WantedRun:
    """A run to be read, and where."""

    workspace: str
    """The workspace's id as Azure spells it."""
    name: str
    stage: str
    region: str
    job: str


def wanted_runs(connection: sa.Connection, most: int, models: Collection[str] = ()) -> list[WantedRun]:
    """The runs of observed versions that were never read or had not ended; of these models alone when any is named."""
    columns = observations.c.source, observations.c.kind, observations.c.stage, observations.c.status
    query = sa.select(*columns, observations.c.value).where(observations.c.kind.in_(("workspace", "model", JOB)))
    rows = connection.execute(query).all()
    places = {str(row.value.get("id", "")).lower(): row.value for row in rows if row.kind == "workspace"}
    known = {
        (row.source, row.value.get("name"))
        for row in rows
        if row.kind == JOB and _is_settled(row.status, row.value, again=bool(models))
    }
    found: dict[WantedRun, tuple[int, VersionKey]] = {}
    for row in rows:
        place = places.get(row.source)
        named = row.kind == "model" and (not models or row.value.get("name") in models)
        if not named or place is None or row.status != SEEN:
            continue
        for rank, version in enumerate(rows_of(row.value, "versions")):
            job = texts(version).get("job", "")
            if not is_name(job) or (row.source, job) in known:
                continue
            run = WantedRun(str(place["id"]), str(place.get("name")), row.stage, str(place.get("region")), job)
            found.setdefault(run, (rank, newest_first(texts(version).get("version", ""))))
    return sorted(found, key=lambda run: (found[run], run.workspace, run.job))[:most]


def _is_settled(status: str, value: Mapping[str, Json], again: bool) -> bool:
    """Whether a run need not be read any more; `again` asks once more for what could not be read of it."""
    if status == MISSING or (again and value.get("unread")):
        return status == MISSING
    return status == SEEN and str(value.get("status", "")).lower() in ENDED


async def read_runs(arm: Arm, wanted: Sequence[WantedRun]) -> list[ListReading]:
    """What was read of runs, as parts of their workspaces' lists."""
    read = await asyncio.gather(*(read_run(arm, run.workspace, run.region, run.job) for run in wanted))
    by_place: dict[WantedRun, list[Item]] = {}
    firsts: dict[str, WantedRun] = {}
    for run, found in zip(wanted, read, strict=True):
        first = firsts.setdefault(run.workspace, run)
        by_place.setdefault(first, []).append(_item(run.job, found))
    return [
        ListReading(run.workspace.lower(), LIST, JOB, run.name, run.stage, SEEN, tuple(items), whole=False)
        for run, items in by_place.items()
    ]


def _item(name: str, found: RunReading | ReadResult[views.Job]) -> Item:
    if isinstance(found, ReadResult):
        status, detail = told(found)
        return Item(name, {"name": name}, status, detail)
    assert found.job.value is not None  # a run whose job cannot be read is told by that alone
    return Item(name, run_value(found.job.value, found))


def run_value(job: views.Job, found: RunReading) -> dict[str, Json]:
    """What is kept of a run."""
    metrics = found.metrics.value or Metrics({})
    left_out = "left out, as no finite numbers: " + ", ".join(map(one_line, metrics.left_out))[:LONGEST_REASON]
    parts = {"metrics": told(found.metrics), "evidence": told(found.evidence)}
    unread = {name: f"{status}: {detail}" for name, (status, detail) in parts.items() if status != SEEN}
    return {
        "name": job.name,
        "id": job.id,
        "status": job.status,
        "experiment": job.experiment,
        "by": job.by,
        "started_at": when(job.started_at),
        "environment": job.environment,
        "data": [f"{name}: {address}" for name, address in sorted(job.inputs.items())],
        **{name: next((job.properties[key] for key in keys if job.properties.get(key)), "")
           for name, keys in _GIT.items()},
        "metrics": metrics.values,
        "evidence": list(_evidence(found.evidence.value or ())),
        "unread": {"metrics": left_out, **unread} if metrics.left_out else unread,
    }  # fmt: skip


def _evidence(files: Iterable[EvidenceFile]) -> Iterable[dict[str, Json]]:
    """Each file of evidence: its body when it is a document of ours, else why it is not."""
    for file in files:
        fault, body = file.fault, None
        if file.text is not None:
            body, fault = _document(file.text)
        sha256 = hashlib.sha256(file.text.encode()).hexdigest() if file.text is not None else ""
        yield {"path": one_line(file.path), "sha256": sha256, "body": body, "fault": one_line(fault)}


def _document(text: str) -> tuple[dict[str, Json] | None, str]:
    if len(text) > LONGEST_EVIDENCE:
        return None, f"it is longer than {LONGEST_EVIDENCE} characters"
    try:
        found = loads(text)
    except Unsound as fault:
        return None, str(fault)
    if not all(map(is_plain, _strings(found))):
        return None, "it holds control or invisible characters"
    if not isinstance(found, dict) or not isinstance(found.get("kind"), str):
        return None, "it is no evidence: it names no kind"
    return found, ""


def _strings(value: Json) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
