"""One model: what every stage serves, deployment by deployment, how it compares, and how sure that is."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.content import Content

from portal.contract.models import BoardRow
from portal.contract.models import Cell as BoardCell
from portal.contract.problem import not_found
from screens.api import Api
from screens.board_cells import board_cell, compared_words, version
from screens.frame import PortalScreen
from screens.keys import screen_bindings
from screens.promotions import STAGES
from screens.request_columns import waiting_cell
from screens.sheet import Section, Sheet
from screens.text import Part, ago, columns, content, stack
from screens.words import STYLES

STRENGTH = {
    "manifest": "strong: a manifest of file digests, written by the job that registered it",
    "registry": "medium: the registry asset that our own promotion made",
    "none": "none: nothing proves which files these are",
}


class ModelDetail(PortalScreen[BoardRow]):
    """Everything that is known of one model."""

    PLACE = "promotions"
    WATCHES = ("observation.", "model.", "promotion.", "request.")
    FOOTER: ClassVar[tuple[str, ...]] = ("project", "copy", "back")
    BINDINGS = screen_bindings(("copy", "project"))

    sheet = getters.query_one("#sheet", Sheet)

    def __init__(self, name: str, project: str = "") -> None:
        super().__init__()
        self.model, self.project = name, project

    async def fetch(self, api: Api) -> BoardRow:
        """Read its line of the board. Raises Problem when it is not there any more."""
        board = await api.board(self.model)
        for row in board.items:
            if row.name == self.model and self.project in ("", row.project):
                return row
        raise not_found("model", self.model, "go back to the board and read it again")

    def crumbs(self) -> tuple[str, ...]:
        """The model's name."""
        return ("Promotions", self.model)

    def body(self) -> ComposeResult:
        """One sheet."""
        yield Sheet(id="sheet")

    def display_data(self, data: BoardRow) -> None:
        """Stage by stage on the left, what it means on the right."""
        rows: list[Part] = [
            content(
                (data.name, "b"), f"  of project {data.project} ({data.unit}), owned by {self.session.name(data.owner)}"
            )
        ]
        if data.attention:
            rows.append(content(("▲ ", "$error"), (data.attention, "b")))
        if data.waiting_on:
            cell = waiting_cell(self.session, data.waiting_on)
            rows.append(
                content(
                    ("waiting on ", "dim"), cell if isinstance(cell, str) else cell[0], f" · {data.waiting_on.what}"
                )
            )
        if data.gates:
            rows.append(content(("gates ", "dim"), data.gates))
        stages = [self._stage(stage, data.stages.get(stage)) for stage in STAGES]
        self.sheet.show((Section("", stack(rows)), *stages), (self._compared(data), self._evidence(data)))

    def _stage(self, stage: str, cell: BoardCell | None) -> Section:
        if cell is None:
            return Section(stage, content(("never reached", "dim")))
        now = self.session.now()
        shown = board_cell(cell, now)
        text, tone = (shown, "") if isinstance(shown, str) else shown
        rows: list[Part] = [content((text, STYLES.get(tone, "")))]
        if cell.detail:
            rows.append(content(("▲ ", "$warning"), cell.detail))
        table: list[list[Part]] = [
            [(head, "dim") for head in ("endpoint", "deployment", "version", "traffic", "state", "last run")]
        ]
        for one in cell.serving:
            traffic = "default" if one.default else "–" if one.traffic is None else f"{one.traffic} %"
            run = f"{one.last_run} {ago(one.last_run_at, now)}" if one.last_run else "–"
            table.append([(one.endpoint, "b"), one.deployment, version(one.version), traffic, one.state, run])
        if cell.serving:
            rows.append(columns(table))
        rows.append(content((f"seen {ago(cell.observed_at, now)} in {cell.workspace} through {cell.source}", "dim")))
        return Section(stage, stack(rows))

    def _compared(self, data: BoardRow) -> Section:
        rows: list[list[Part]] = []
        for stage, before in zip(STAGES[1:], STAGES, strict=False):
            cell = data.stages.get(stage)
            if cell is not None and cell.before:
                rows.append([cell.before, f"{stage} against {before}", compared_words(cell.before)])
            if cell is not None and cell.approved:
                approved = f"approved {version(cell.approved_version)}" if cell.approved_version else "approved"
                rows.append([cell.approved, f"{stage} against {approved}", compared_words(cell.approved)])
        return Section("Compared", columns(rows))

    def _evidence(self, data: BoardRow) -> Section:
        rows: list[list[Part]] = [
            [stage, STRENGTH.get(cell.identity, cell.identity)] for stage in STAGES if (cell := data.stages.get(stage))
        ]
        return Section("How sure we are which model it is", columns(rows) if rows else Content(""))

    def act_copy(self) -> None:
        """Copy the name."""
        self.app.copy(self.model, "name")

    def act_project(self) -> None:
        """Open its project."""
        if self.data is not None:
            self.app.open_page("project", self.data.project)
