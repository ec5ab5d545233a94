"""The models of a portal server that lives in the test."""

from dataclasses import replace
from typing import TypeVar

from portal.contract.models.board import Board
from portal.contract.models.gates import EvidenceRow, Signature
from portal.contract.models.page import ModelDiff, ModelPage
from portal.contract.problem import not_found
from tests.screens import made

Thing = TypeVar("Thing")


def found(things: dict[str, Thing], what: str, id: str) -> Thing:
    """The thing of that id. Raises Problem."""
    if id not in things:
        raise not_found(what, id)
    return things[id]


class FakeModels:
    """Answers from its fields, and remembers what it was asked to do."""

    person: str

    def __init__(self) -> None:
        super().__init__()
        self.models = Board((), "", 0, 0, None, None)
        self.model_pages: dict[str, ModelPage] = {}
        self.model_diffs: dict[str, ModelDiff] = {}
        self.signed: list[tuple[str, str, Signature]] = []
        self.done: list[tuple[str, ...]] = []

    def _check(self) -> None:
        """Whether it answers at all. Raises Problem."""

    async def board(self, text: str = "", as_of: str = "") -> Board:
        self._check()
        return replace(self.models, as_of=as_of) if as_of else self.models

    async def refresh_board(self, workspaces: tuple[str, ...] = ()) -> Board:
        self.done.append(("refresh", "board", *workspaces))
        return self.models

    async def model(self, name: str, project: str = "") -> ModelPage:
        return found(self.model_pages, "model", name)

    async def refresh_model(self, name: str, project: str = "") -> ModelPage:
        self.done.append(("refresh", name))
        return found(self.model_pages, "model", name)

    async def model_diff(self, name: str, versions: str = "", project: str = "") -> ModelDiff:
        self.done.append(("diff", name, versions))
        return found(self.model_diffs, "model", name)

    async def sign(self, name: str, version: str, signature: Signature, key: str) -> EvidenceRow:
        self._check()
        self.signed.append((name, version, signature))
        return EvidenceRow(
            "E-9", name, version, signature.artefact, "signoff", {}, "", "person", self.person, "", "", made.before(),
            made.before(),
        )  # fmt: skip
