"""The screens' view of a real server's models (see `screens.api_models.ModelsApi`)."""

from portal.client import model_page, models
from portal.contract.models.board import Board
from portal.contract.models.gates import EvidenceRow, Signature
from portal.contract.models.page import ModelDiff, ModelPage
from screens.connection.late import LateConnection


class LiveModels:
    """One method per route, over the connection of whoever inherits it."""

    _c: LateConnection

    async def board(self, text: str = "", as_of: str = "") -> Board:
        """The promotion board."""
        return await models.board(self._c, text, as_of)

    async def refresh_board(self, workspaces: tuple[str, ...] = ()) -> Board:
        """The promotion board, read from Azure now."""
        return await models.refresh(self._c, workspaces)

    async def model(self, name: str, project: str = "") -> ModelPage:
        """Everything that is known of one model."""
        return await model_page.show(self._c, name, project)

    async def refresh_model(self, name: str, project: str = "") -> ModelPage:
        """The same, read from Azure now."""
        return await model_page.look_again(self._c, name, project)

    async def model_diff(self, name: str, versions: str = "", project: str = "") -> ModelDiff:
        """Versions side by side."""
        return await model_page.diff(self._c, name, versions, project)

    async def sign(self, name: str, version: str, signature: Signature, key: str) -> EvidenceRow:
        """Give one's word."""
        return await models.sign(self._c, name, version, signature, key)
