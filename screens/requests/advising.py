"""Advise me: words about a workload or a project on the left, what suits with its reasons on the right."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from portal.client import PortalClient
from portal.contract.problem import Problem
from portal.contract.requests import Form
from screens.frame import PortalScreen
from screens.keys import screen_bindings
from screens.lines import Lines
from screens.requests.advised import Advice, Advised, headline, rows_of
from screens.requests.cures import NONE, ask_for_cure, read
from screens.requests.field_rows import FieldRow
from screens.requests.fields import FormField, read_schema
from screens.sheet import Sheet
from screens.tables.columns import TableColumn
from screens.tables.rows import ListSource
from screens.tables.table import VirtualTable
from screens.text import content

PAUSE_SECONDS = 0.2
TITLES = {"compute": "Which compute?", "topology": "Which workspaces?"}

Take = Callable[[str, dict[str, Any]], object]
"""Hears the kind of request and the answers of what was taken."""


class AdviceScreen(PortalScreen[Form]):
    """Asks for a few words, ranks what suits, and says why the others do not."""

    PLACE = "catalogue"
    WATCHES: ClassVar[tuple[str, ...]] = ()
    FOOTER: ClassVar[tuple[str, ...]] = ("take", "cure", "back")
    BINDINGS = screen_bindings(("take", "cure"))
    DEFAULT_CSS = """
    AdviceScreen #words { width: 30; height: 1fr; border-right: solid $panel; scrollbar-size-vertical: 1; }
    AdviceScreen #headline { height: auto; max-height: 3; padding: 0 1; }
    AdviceScreen #table { height: 2fr; }
    AdviceScreen #why { height: 3fr; border-top: solid $panel; }
    AdviceScreen.-wide #words { width: 40; }
    AdviceScreen.-narrow #words { width: 20; }
    """

    table: getters.query_one[VirtualTable[Any]] = getters.query_one("#table", VirtualTable)

    def __init__(self, topic: str, words: dict[str, Any], take: Take) -> None:
        super().__init__()
        self.topic, self.words, self._take = topic, words, take
        self.fields: tuple[FormField, ...] = ()

    async def fetch(self, portal: PortalClient) -> Form:
        """Read which words there are."""
        return await self._form(portal, self.words)

    def crumbs(self) -> tuple[str, ...]:
        """What is asked."""
        return ("Catalogue", TITLES[self.topic])

    def body(self) -> ComposeResult:
        """Words; beside them what suits and why."""
        columns: list[TableColumn[Advised]] = [
            TableColumn("", lambda row: (row.title, "" if row.fits else "dim"), 24, flex=1),
            TableColumn("A month", lambda row: row.cost, 8, rank=1, align="right"),
        ]
        with Horizontal():
            yield VerticalScroll(id="words")
            with Vertical():
                yield Static("", id="headline")
                yield VirtualTable(columns, id="table")
                yield Sheet(id="why")

    def display_data(self, data: Form) -> None:
        """Show the words that there are; those that stay keep what is typed."""
        fields = read_schema(data.schema)
        if fields != self.fields:
            self.fields = fields
            self._show_words()
        self._advise(False)

    @work(exclusive=True, group="words", exit_on_error=False)
    async def _show_words(self) -> None:
        row = self.focused.parent if self.focused is not None else None
        focused = row.id if isinstance(row, FieldRow) else None
        box = self.query_one("#words", VerticalScroll)
        await box.remove_children()
        await box.mount_all([FieldRow(one, self.words.get(one.name)) for one in self.fields])
        rows = list(self.query(FieldRow))
        again = next((row for row in rows if row.id == focused), rows[0] if rows else None)
        if again is not None:
            self.set_focus(next((one for one in again.children if one.focusable), None))

    async def _form(self, portal: PortalClient, words: dict[str, Any]) -> Form:
        form = portal.advice.compute_form if self.topic == "compute" else portal.advice.topology_form
        return await form(words)

    @on(FieldRow.Changed)
    def _changed(self, message: FieldRow.Changed) -> None:
        if message.value is None:
            self.words.pop(message.name, None)
        else:
            self.words[message.name] = message.value
        self._advise(message.chosen)

    @work(exclusive=True, group="advice", exit_on_error=False)
    async def _advise(self, ask_form: bool) -> None:
        await asyncio.sleep(PAUSE_SECONDS if self.table.source.length() else 0)
        portal = self.session.portal
        if portal is None:
            return
        said = dict(self.words)
        try:
            advise = portal.advice.compute if self.topic == "compute" else portal.advice.topology
            self._show(await advise(said))
            if ask_form:
                self.post_message(self.Loaded(await self._form(portal, said), portal))
        except Problem as problem:
            self.query_one("#headline", Static).update(content(("✗ ", "$error"), problem.line()))

    def _show(self, advice: Advice) -> None:
        self.query_one("#headline", Static).update(content(headline(advice)))
        known = {word.name: word for word in advice.words}
        for row in self.query(FieldRow):
            word = known.get(row.field.name)
            if word is not None and row.value is None:
                row.came("" if word.origin == "answered" else word.origin, word.value)
        found: ListSource[Advised] = ListSource(rows_of(advice), _key)
        self.table.show(found)
        self.tell_bars()

    @on(VirtualTable.Moved)
    def _moved(self) -> None:
        row = self.table.cursor_row
        self.query_one("#why", Sheet).show(row.why if row is not None else ())
        self.tell_bars()

    @on(Input.Submitted)
    @on(Lines.Submitted)
    def _to_the_table(self, event: Input.Submitted | Lines.Submitted) -> None:
        event.stop()
        self.table.focus()

    # Acts

    def why_not(self, act: str) -> str:
        """Only what fits can be taken, only what is missing asked for."""
        row = self.table.cursor_row if self.is_mounted else None
        if act == "take":
            return row.why_not if row is not None else "nothing is proposed yet"
        if act == "cure" and (row is None or not row.cure):
            return NONE
        return super().why_not(act)

    @on(VirtualTable.Opened)
    async def _opened(self) -> None:
        await self.action_act("take")

    def act_take(self) -> None:
        """Take it into the form."""
        row = self.table.cursor_row
        if row is not None:
            self.app.leave()
            self._take(row.kind, row.answers)

    def act_cure(self) -> None:
        """Ask for what is missing."""
        row = self.table.cursor_row
        cure = read(row.cure, row.title) if row is not None else None
        if cure is not None:
            ask_for_cure(self.app, [cure])


def _key(row: Advised) -> str:
    return row.key
