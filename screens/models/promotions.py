"""Promotions: the board that is true, made from what really serves."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from portal.client import PortalClient
from portal.contract.models.board import Board, BoardRow
from portal.contract.problem import Problem
from screens.keys import screen_bindings
from screens.models import moving
from screens.models.board_cells import EMERGENCY, STAGES, attention_sign, board_cell
from screens.requests.request_columns import waiting_cell
from screens.tables import faces
from screens.tables.columns import Cell, TableColumn
from screens.tables.lists import ListScreen
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable
from screens.text import age, ago, content, listed

_WIDTHS = {"dev": 16, "prod": 21}
"""Cells that a stage wants at least, where it is more than the others want."""


class PromotionsScreen(ListScreen[Board, BoardRow]):
    """One line a model, one column a stage; what needs a look comes first."""

    PLACE = "promotions"
    REMEMBERED: ClassVar[type | None] = Board
    WATCHES: ClassVar[tuple[str, ...]] = ("observations.", "model.", "request.")
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "promote", "roll_back", "filter", "read_azure", "order")
    BINDINGS = screen_bindings((*moving.MOVES, "read_azure", "as_of"))
    DEFAULT_CSS = "PromotionsScreen #headline { height: auto; padding: 0 1; }"

    async def fetch(self, portal: PortalClient) -> Board:
        """Read the board as it was last observed."""
        return await portal.models.board()

    def body(self) -> ComposeResult:
        """The sentence that says what is wrong, above the table."""
        yield Static("", id="headline")
        yield from super().body()

    def columns(self) -> list[TableColumn[BoardRow]]:
        """The model, then its stages."""
        return [
            TableColumn("", attention_sign, 1),
            TableColumn(
                "Model", lambda row: (row.name, "strong"), 14, flex=1, most=30, order=lambda row: row.name.lower()
            ),
            TableColumn(
                "Project", lambda row: row.project, 8, rank=4, flex=1, most=20, order=lambda row: row.project.lower()
            ),
            *(self._stage(stage) for stage in STAGES),
            TableColumn("Gates", lambda row: row.gates or "–", 5, rank=3),
            TableColumn("Service", self._service, 7, rank=6),
            TableColumn("Waiting on", self._waiting, 10, rank=2, flex=9, most=30),
        ]

    def _waiting(self, row: BoardRow) -> Cell:
        cell = waiting_cell(self.session, row.waiting_on)
        if not row.deputy:
            return cell
        text, tone = (cell, "") if isinstance(cell, str) else cell
        me = self.session.me.person.id if self.session.me else ""
        return f"{text}, or {self.session.short(row.deputy)}", "accent" if row.deputy == me else tone

    def _service(self, row: BoardRow) -> Cell:
        if not row.service:
            return "–", "dim"
        met, _, total = row.service.partition("/")
        seen = f" {age(row.service_at, self.session.now())}" if row.service_at else ""
        return f"{row.service}{seen}", "" if met == total else "warn"

    def _stage(self, stage: str) -> TableColumn[BoardRow]:
        def cell(row: BoardRow) -> Cell:
            return board_cell(row.stages.get(stage), self.session.now())

        return TableColumn(stage, cell, _WIDTHS.get(stage, 14), rank=5 if stage == "dev" else 0, flex=3, most=40)

    def rows_of(self, data: Board) -> list[BoardRow | Heading]:
        """What needs a look first, each part by name."""
        return [*sorted(data.items, key=_wanting_first)]

    def key(self, row: BoardRow) -> str:
        """A model's name is its own within a project only."""
        return f"{row.project}/{row.name}"

    def display_data(self, data: Board) -> None:
        """Also the headline, and the sources that could not be read."""
        super().display_data(data)
        pieces: list[Content] = [content((data.headline, "b $error" if data.attention else "b $success"))]
        if urgent := [row.name for row in data.items if EMERGENCY in row.attention]:
            owed = f"‼ {EMERGENCY}, a second look is owed: {listed(urgent)}"
            pieces.append(content((f"\n{owed}", "b $error")))
        bad = [one for one in data.sources if one.get("status") not in ("seen", "ok", None)]
        if bad:
            said = [f"{one.get('workspace', '?')} {one.get('status', '')}" for one in bad]
            oldest = min((one.get("observed_at") or "" for one in bad), default="")
            seen = f" · last seen {ago(oldest, self.session.now())}" if oldest else ""
            pieces.append(content(("\n⊘ ", "$warning"), listed(said, 4), (seen, "dim")))
        self.query_one("#headline", Static).update(content(*pieces))

    def nothing(self, data: Board) -> Content | None:
        """No model has been seen."""
        if data.items:
            return None
        keys = (("read_azure", "ask Azure now"), ("go_projects", "see the projects that could have models"))
        return faces.empty(
            "No model has been observed yet: the board is built from what workspaces really serve.", keys
        )

    def why_not(self, act: str) -> str:
        """Reading Azure needs the server, a move a model that can be moved."""
        if act == "read_azure" and not self.session.live:
            return "connecting…"
        if reason := super().why_not(act):
            return reason
        return moving.why_not_move(act, self.row) if act in moving.MOVES else ""

    def act_promote(self) -> None:
        """Ask that the model under the cursor goes on."""
        if self.row is not None:
            moving.promote(self.app, self.row, self._label(self.row))

    def act_roll_back(self) -> None:
        """Ask that it goes back."""
        if self.row is not None:
            moving.roll_back(self.app, self.row, self._label(self.row))

    def act_break_glass(self) -> None:
        """Bring it to prod at once."""
        if self.row is not None:
            moving.break_glass(self.app, self.row, self._label(self.row))

    def _label(self, row: BoardRow) -> str:
        return moving.label_of(row, self.data.items if self.data is not None else ())

    def act_read_azure(self) -> None:
        """Ask Azure what it serves now, first where the rows on the screen are; the old rows stay meanwhile."""
        seen = self.on_screen()
        self.say("asking Azure, first what is on the screen…" if seen else "asking Azure…")
        self._read_azure(seen)

    def on_screen(self) -> tuple[str, ...]:
        """The workspaces of the rows that one sees; none when one sees every row."""
        first, last = self.table.visible_range()
        if last - first >= self.table.source.length():
            return ()
        rows = [one for one in self.table.source.rows(first, last) if isinstance(one, BoardRow)]
        cells = (cell for row in rows for cell in row.stages.values() if cell is not None)
        return tuple(dict.fromkeys(cell.workspace for cell in cells if cell.workspace))

    def act_as_of(self) -> None:
        """Ask for a day, and open the board of then."""
        from screens.dialogs import AskText

        def then(day: str | None) -> None:
            if day is not None:
                self.app.open_page("past_board", day)

        said = ("What had been seen until the end of a day, or until a moment:", "2026-11-20 or 2026-11-20T12:00:00Z")
        self.app.push_screen(AskText("The board as of when?", said, "Show", None, "Write a day.", one_line=True), then)

    @work(exclusive=True, group="load", exit_on_error=False)
    async def _read_azure(self, first: tuple[str, ...]) -> None:
        portal = self.session.portal
        if portal is None:
            return
        try:
            if first:
                self.post_message(self.Loaded(await portal.models.refresh(first), portal))
            board = await portal.models.refresh()
        except Problem as problem:
            self.post_message(self.Failed(problem))
        else:
            self.post_message(self.Loaded(board, portal))

    @on(VirtualTable.Opened)
    def _opened(self) -> None:
        if self.row is not None:
            self.app.open_page("model", self.row.name, self.row.project, self._label(self.row))


def _wanting_first(row: BoardRow) -> tuple[bool, str]:
    return not row.attention, row.name.lower()
