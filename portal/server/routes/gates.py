"""The gates on the way to the next stage, and the evidence that they are judged by."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from portal.contract.limits import LINE_LENGTH
from portal.contract.models.gates import EvidenceDocument, EvidenceRow, GateReport, Signature
from portal.records.models import evidence
from portal.server.authentication import InPortal, Key, Who
from portal.server.looking import look_once
from portal.services.models import gates, handing_in, signing

router = APIRouter()

Name = Annotated[str, Path(max_length=LINE_LENGTH)]
Text = Annotated[str, Query(max_length=LINE_LENGTH)]


@router.get("/models/{name}/gates")
def gate_report(portal: InPortal, who: Who, name: Name, version: Text, stage: Text, project: Text = "") -> GateReport:
    """How the gates of a version stand in front of a stage, and whether exactly this artefact may be deployed now."""
    look_once(portal)
    return gates.report(portal.world, name, version, stage, project)


@router.get("/models/{name}/versions/{version}/evidence")
def evidence_of(portal: InPortal, who: Who, name: Name, version: Name) -> tuple[EvidenceRow, ...]:
    """The evidence that was handed in under a version's number, newest first."""
    with portal.database.read() as connection:
        found = evidence.of(connection, name, version)
    return tuple(evidence.shown(one) for one in reversed(found))


@router.post("/models/{name}/versions/{version}/evidence", status_code=201)
def add_evidence(
    portal: InPortal, who: Who, key: Key, name: Name, version: Name, document: EvidenceDocument
) -> EvidenceRow:
    """Keeps what a pipeline hands in."""
    look_once(portal)
    return handing_in.submit(portal.world, who.person, name, version, document, key)


@router.post("/models/{name}/versions/{version}/signoffs", status_code=201)
def sign(portal: InPortal, who: Who, key: Key, name: Name, version: Name, signature: Signature) -> EvidenceRow:
    """Keeps a person's word for exactly this artefact."""
    look_once(portal)
    return signing.sign(portal.world, who.person, name, version, signature, key)
