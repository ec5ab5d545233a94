"""A churn model that was observed in every stage of the retail unit, and evidence that is handed in about it."""

from collections.abc import Mapping
from typing import Any

from portal.clock import stamp
from portal.contract.models.gates import EvidenceDocument, EvidenceRow, GateReport, GateRow, Signature
from portal.domain.models.observed_workspaces import NEEDED, workspace_source
from portal.records.idempotency import Once
from portal.services.models import gates, handing_in, signing
from portal.store.tables import observations, operations, projects, requests, revisions
from tests.gates.made import CHAMPION, GOOD, MINE
from tests.kinds.made import NONPROD, PROD
from tests.services.office import Office, project_row, stage_row
from tests.store.planted import operation_row, request_row, revision_row

MODEL = "churn"
STAGES = ("dev", "test", "prod")
IN_DEV = {"13": MINE, "12": CHAMPION}


def source(stage: str) -> str:
    """The id of the retail workspace of a stage."""
    return workspace_source(PROD if stage == "prod" else NONPROD, f"rg-ml-retail-{stage}", f"mlw-retail-{stage}")


def look(office: Office, stage: str, subject: str, kind: str, value: Mapping[str, Any], status: str = "seen") -> None:
    """Puts one observation into the store, in place of the one before."""
    row = {
        "source": source(stage), "subject": subject, "kind": kind, "workspace": f"mlw-retail-{stage}", "stage": stage,
        "status": status, "value": value, "detail": "", "observed_at": stamp(office.now),
    }  # fmt: skip
    with office.database.write() as connection:
        same = (observations.c.source == row["source"]) & (observations.c.subject == subject)
        connection.execute(observations.delete().where(same))
        connection.execute(observations.insert().values(row))


def registered(office: Office, versions: Mapping[str, str], stage: str = "dev", trainer: str = "maya") -> None:
    """The versions of the model in a stage, each with its digest or ""."""
    listed = [
        {"version": number, "manifest": digest.removeprefix("sha256:"), "created_by": trainer,
         "created_at": "2026-11-20T09:00:00.000Z"}
        for number, digest in versions.items()
    ]  # fmt: skip
    value = {"name": MODEL, "project": MODEL, "owner": trainer, "complete": True, "versions": listed}
    look(office, stage, f"models/{MODEL}", "model", value)


def serves(office: Office, stage: str, shares: Mapping[str, int], state: str = "Succeeded") -> None:
    """An online endpoint of the model in a stage, with the share of each version."""
    deployments = [
        {"name": f"v{number}", "model": f"{source(stage)}/models/{MODEL}/versions/{number}", "state": state,
         "traffic": share, "mirror": 0}
        for number, share in shares.items()
    ]  # fmt: skip
    look(office, stage, f"onlineEndpoints/{MODEL}", "online_endpoint", {"name": MODEL, "deployments": deployments})


def estate(office: Office) -> None:
    """Version 13 in dev and test, version 12 serving in prod; every list was read."""
    project = {
        **project_row(MODEL, "retail", ["maya", "priya"]),
        "stages": [stage_row("retail", one) for one in STAGES],
    }
    with office.database.write() as connection:
        connection.execute(projects.insert().values(project))
    for stage in STAGES:
        for name in NEEDED:
            look(office, stage, name, "reading", {"count": 1})
        registered(office, IN_DEV, stage)
    serves(office, "prod", {"12": 100})


def hand_in(
    office: Office, kind: str = "tests", by: str = "ci-churn", version: str = "13", once: Once | None = None,
    artefact: str = "", made_at: str = "", **facts: Any,
) -> EvidenceRow:  # fmt: skip
    """Somebody hands good evidence in, with some facts changed."""
    document = EvidenceDocument(kind, {**GOOD.get(kind, {"any": 1}), **facts}, artefact, made_at=made_at)
    return handing_in.submit(office.world, office.world.person(by), MODEL, version, document, once)


def sign(office: Office, by: str = "sam", gate: str = "G3-intended-use", **more: Any) -> EvidenceRow:
    """Somebody gives their word for version 13."""
    signature = Signature(gate, more.pop("statement", "I read the card."), **more)
    return signing.sign(office.world, office.world.person(by), MODEL, "13", signature)


def report(office: Office, stage: str = "prod", version: str = "13") -> GateReport:
    """How the gates stand."""
    return gates.report(office.world, MODEL, version, stage)


def gate(office: Office, gate_id: str, stage: str = "prod", version: str = "13") -> GateRow:
    """How one gate stands."""
    return next(one for one in report(office, stage, version).items if one.id == gate_id)


def asked(office: Office, state: str, artefact: str = MINE, number: int = 77, version: str = "13") -> str:
    """A promotion of the model to prod in some state, whose effects name an artefact."""
    digest = f"{number:064d}"
    row = request_row(number, state, kind="promotion", revision=1, digest=digest)
    spec = {"model": MODEL, "version": version, "from": "test", "to": "prod", "artefact": artefact}
    payload = {"project": MODEL, "model": MODEL, "stage": "prod", "version": version, "artefact": artefact}
    plan = {"effects": [{"step": "record", "kind": "promotion_record", "payload": payload}]}
    made = revision_row(number, 1, digest=digest, spec=spec, plan=plan)
    with office.database.write() as connection:
        connection.execute(requests.insert().values(row))
        connection.execute(revisions.insert().values(made))
        if state == "running":
            connection.execute(operations.insert().values(operation_row(number, "running", revision=1)))
    return f"R-{number}"
