"""Reads of one run: the job, its metrics, and the evidence that it wrote. Metrics and files lie outside of ARM.

Paths: MLflow's REST API behind the workspace's tracking address, and the run history that azure-ai-ml itself calls.
"""

import asyncio
import math
import re
from dataclasses import dataclass
from urllib.parse import quote

from portal.azure import views
from portal.azure.arm import Arm, Json, ReadResult
from portal.azure.faults import AzureFault

EVIDENCE_FOLDER = "outputs/evidence"
MOST_FILES = 40
MOST_BYTES = 256 * 1024
"""Of one file: evidence is a short document, not data."""


@dataclass(frozen=True)
class EvidenceFile:
    """A file below the evidence folder of a run; `text` is None when it could not be read, and `fault` says why."""

    path: str
    text: str | None
    fault: str = ""


@dataclass(frozen=True)
class Metrics:
    """The last value of every metric of a run; `left_out` names those that are no finite number."""

    values: dict[str, float]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunReading:
    """What was read of one run, each part with its own success or failure."""

    job: ReadResult[views.Job]
    metrics: ReadResult["Metrics"]
    evidence: ReadResult[tuple[EvidenceFile, ...]]


async def read_run(arm: Arm, workspace: str, region: str, name: str) -> RunReading | ReadResult[views.Job]:
    """A run of a workspace by their ids; the job's own failure alone when that cannot be read."""
    where = f"{workspace}/jobs/{quote(name, safe='')}"
    found = await arm.read(where, _job(arm, where))
    if found.value is None:
        return found
    metrics, evidence = await asyncio.gather(
        arm.read(where, _metrics(arm, workspace, region, name)),
        arm.read(where, _evidence(arm, workspace, region, found.value)),
    )
    return RunReading(found, metrics, evidence)


def _front(region: str) -> str:
    """Where a region answers for runs. Raises AzureFault: what is no region would be another host, with our token."""
    if not re.fullmatch(r"[a-z0-9]{2,40}", region):
        raise AzureFault("failed", f"the workspace's region is not known: {region!r}")
    return f"https://{region}.api.azureml.ms"


async def _job(arm: Arm, where: str) -> views.Job:
    return views.job(await arm.get(where))


async def _metrics(arm: Arm, workspace: str, region: str, name: str) -> Metrics:
    address = f"{_front(region)}/mlflow/v1.0{workspace}/api/2.0/mlflow/runs/get?run_id={quote(name, safe='')}"
    return metrics_of(await arm.get(address))


def metrics_of(answer: Json) -> Metrics:
    """The metrics of an MLflow run. NaN comes as a text, or as what is no JSON; both are left out by name."""
    run = answer.get("run")
    data = run.get("data") if isinstance(run, dict) else None
    listed = data.get("metrics") if isinstance(data, dict) else None
    found: dict[str, float] = {}
    left_out: list[str] = []
    for one in listed if isinstance(listed, list) else []:
        name, value = (str(one.get("key")), one.get("value")) if isinstance(one, dict) else ("one without a name", None)
        if isinstance(value, int | float) and math.isfinite(value):
            found[name] = float(value)
        else:
            left_out.append(name)
    return Metrics(found, tuple(sorted(left_out)))


async def _evidence(arm: Arm, workspace: str, region: str, job: views.Job) -> tuple[EvidenceFile, ...]:
    named = f"experiments/{quote(job.experiment, safe='')}/runs/{quote(job.name, safe='')}"
    base = f"{_front(region)}/history/v1.0{workspace}/{named}"
    listed = await arm.get_all(f"{base}/artifacts/prefix/contentinfo?path={EVIDENCE_FOLDER}")
    files = sorted((str(one.get("path")), str(one.get("contentUri"))) for one in listed)
    wanted = [(path, address) for path, address in files if path.endswith(".json")][:MOST_FILES]
    return tuple(await asyncio.gather(*(_file(arm, path, address) for path, address in wanted)))


async def _file(arm: Arm, path: str, address: str) -> EvidenceFile:
    found = await arm.read(path, arm.content(address, MOST_BYTES))
    if found.value is None:
        return EvidenceFile(path, None, found.message)
    try:
        return EvidenceFile(path, found.value.decode("utf-8"))
    except UnicodeDecodeError:
        return EvidenceFile(path, None, "it is not text")
