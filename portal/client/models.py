"""The promotion board, gates and evidence."""

from portal.client.caller import Caller, route
from portal.contract.models.board import Board, Look
from portal.contract.models.gates import EvidenceDocument, EvidenceRow, GateReport, Signature


async def board(c: Caller, text: str = "", as_of: str = "") -> Board:
    """What dev, test and prod were last seen to serve, or were known to serve at a moment of the past."""
    return await c.get("/models/board", Board, text=text, as_of=as_of)


async def refresh(c: Caller, workspaces: tuple[str, ...] = ()) -> Board:
    """Look again now, at some workspaces alone if any are named, and show what was seen."""
    return await c.send("POST", "/models/refresh", Look(workspaces) if workspaces else {}, Board)


async def gates(c: Caller, name: str, version: str, stage: str, project: str = "") -> GateReport:
    """How the gates of a version stand in front of a stage, and whether the way is open."""
    return await c.get(route("models", name, "gates"), GateReport, version=version, stage=stage, project=project)


async def evidence(c: Caller, name: str, version: str) -> tuple[EvidenceRow, ...]:
    """The evidence under a version's number, newest first."""
    return await c.get(route("models", name, "versions", version, "evidence"), tuple[EvidenceRow, ...])


async def add_evidence(
    c: Caller, name: str, version: str, document: EvidenceDocument, key: str | None = None
) -> EvidenceRow:
    """Hand evidence in, as a pipeline."""
    return await c.send("POST", route("models", name, "versions", version, "evidence"), document, EvidenceRow, key)


async def sign(c: Caller, name: str, version: str, signature: Signature, key: str | None = None) -> EvidenceRow:
    """Give one's word for exactly this artefact."""
    return await c.send("POST", route("models", name, "versions", version, "signoffs"), signature, EvidenceRow, key)
