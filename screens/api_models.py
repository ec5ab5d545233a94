"""What the screens ask of a portal server about models: board, page, versions side by side, gates."""

from __future__ import annotations  # the types are for readers and checkers; importing them would cost the first paint

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from portal.contract.models.board import Board
    from portal.contract.models.gates import EvidenceRow, Signature
    from portal.contract.models.page import ModelDiff, ModelPage


class ModelsApi(Protocol):
    """Models as one person sees them."""

    async def board(self, text: str = "", as_of: str = "") -> Board:
        """The promotion board, now or as it was known at a moment of the past."""

    async def refresh_board(self, workspaces: tuple[str, ...] = ()) -> Board:
        """The promotion board, read from Azure now; some workspaces alone, if any are named."""

    async def model(self, name: str, project: str = "") -> ModelPage:
        """Everything that is known of one model."""

    async def refresh_model(self, name: str, project: str = "") -> ModelPage:
        """The same, read from Azure now."""

    async def model_diff(self, name: str, versions: str = "", project: str = "") -> ModelDiff:
        """Versions side by side, named with commas between."""

    async def sign(self, name: str, version: str, signature: Signature, key: str) -> EvidenceRow:
        """Give one's word for exactly one artefact."""
