"""The promotion board, the gates on the way to the next stage, and the evidence that they are judged by."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from portal.contract.gates import EvidenceDocument, EvidenceRow, GateReport, Signature
from portal.contract.limits import LINE_LENGTH
from portal.contract.models import Board
from portal.server.asking import InPortal, Key, Who
from portal.services import evidence, gates, handing_in, models, signing
from portal.services.observation_history import past_moment
from portal.services.observations import was_observed

router = APIRouter()


@router.get("/models/board")
def board(
    portal: InPortal,
    who: Who,
    text: Annotated[str, Query(max_length=LINE_LENGTH)] = "",
    as_of: Annotated[str, Query(max_length=LINE_LENGTH)] = "",
) -> Board:
    """What every stage serves, as it was seen last; where nothing was ever read, Azure is read first.

    `as_of` is a moment of the past, or a day, of which the end counts.
    """
    past = past_moment(as_of, portal.world.now()) if as_of else ""
    with portal.database.read() as connection:
        seen = was_observed(connection)
    if not seen:
        portal.observer.refresh()
    return models.board(portal.database, portal.catalogue().organisation, text, past)


@router.post("/models/refresh")
def refresh(portal: InPortal, who: Who) -> Board:
    """Reads Azure now, then the board."""
    portal.observer.refresh()
    return models.board(portal.database, portal.catalogue().organisation)


Name = Annotated[str, Path(max_length=LINE_LENGTH)]
Text = Annotated[str, Query(max_length=LINE_LENGTH)]


@router.get("/models/{name}/gates")
def gate_report(portal: InPortal, who: Who, name: Name, version: Text, stage: Text, project: Text = "") -> GateReport:
    """How the gates of a version stand in front of a stage, and whether exactly this artefact may be deployed now."""
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
    return handing_in.submit(portal.world, who.person, name, version, document, key)


@router.post("/models/{name}/versions/{version}/signoffs", status_code=201)
def sign(portal: InPortal, who: Who, key: Key, name: Name, version: Name, signature: Signature) -> EvidenceRow:
    """Keeps a person's word for exactly this artefact."""
    return signing.sign(portal.world, who.person, name, version, signature, key)
