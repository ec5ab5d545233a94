"""The promotion board, the page of one model, its versions, gates and evidence."""

from portal.client.caller import Routes, route, with_query
from portal.contract.models.board import Board, Look
from portal.contract.models.gates import EvidenceDocument, EvidenceRow, GateReport, Signature
from portal.contract.models.page import Assignment, AssignmentWish, ModelDiff, ModelPage


class ModelRoutes(Routes):
    """The promotion board, the page of one model, its versions, gates and evidence."""

    async def board(self, text: str = "", as_of: str = "") -> Board:
        """What dev, test and prod were last seen to serve, or were known to serve at a moment of the past."""
        return await self._c.get("/models/board", Board, text=text, as_of=as_of)

    async def refresh(self, workspaces: tuple[str, ...] = ()) -> Board:
        """Look again now, at some workspaces alone if any are named, and show what was seen."""
        return await self._c.send("POST", "/models/refresh", Look(workspaces) if workspaces else {}, Board)

    async def gates(self, name: str, version: str, stage: str, project: str = "") -> GateReport:
        """How the gates of a version stand in front of a stage, and whether the way is open."""
        return await self._c.get(
            route("models", name, "gates"), GateReport, version=version, stage=stage, project=project
        )

    async def evidence(self, name: str, version: str) -> tuple[EvidenceRow, ...]:
        """The evidence under a version's number, newest first."""
        return await self._c.get(route("models", name, "versions", version, "evidence"), tuple[EvidenceRow, ...])

    async def add_evidence(
        self, name: str, version: str, document: EvidenceDocument, key: str | None = None
    ) -> EvidenceRow:
        """Hand evidence in, as a pipeline."""
        return await self._c.send(
            "POST", route("models", name, "versions", version, "evidence"), document, EvidenceRow, key
        )

    async def sign(self, name: str, version: str, signature: Signature, key: str | None = None) -> EvidenceRow:
        """Give one's word for exactly this artefact."""
        return await self._c.send(
            "POST", route("models", name, "versions", version, "signoffs"), signature, EvidenceRow, key
        )

    async def show(self, name: str, project: str = "") -> ModelPage:
        """Everything that is known of one model; `project` tells models of one name apart."""
        return await self._c.get(route("models", name), ModelPage, project=project)

    async def look_again(self, name: str, project: str = "") -> ModelPage:
        """Look again now, at the runs behind its versions too, and show its page."""
        return await self._c.send(
            "POST", with_query(route("models", name, "refresh"), {"project": project}), {}, ModelPage
        )

    async def diff(self, name: str, versions: str = "", project: str = "") -> ModelDiff:
        """Versions side by side, named with commas between; the newest two when none is named."""
        return await self._c.get(route("models", name, "diff"), ModelDiff, versions=versions, project=project)

    async def assign(self, name: str, wish: AssignmentWish, key: str | None = None) -> Assignment:
        """Say which project the untagged model of a workspace belongs to."""
        return await self._c.send("POST", route("models", name, "assignments"), wish, Assignment, key)
