"""The filter of a list: a line to type in, then a chip that stays visible while rows are left out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.containers import Horizontal
from textual.message import Message

from screens.keys import shown
from screens.text import content, grouped

if TYPE_CHECKING:
    from textual.widgets import Input


class FilterBar(Horizontal):
    """Hidden, and empty, until somebody filters: the line to type in is imported only then."""

    DEFAULT_CSS = """
    FilterBar { height: 1; display: none; background: $surface; padding: 0 1; }
    FilterBar > .slash { width: auto; color: $accent; text-style: bold; }
    FilterBar > Input { width: 1fr; border: none; height: 1; padding: 0 1; background: $surface; }
    FilterBar > Input:focus { border: none; }
    FilterBar > .hits { width: auto; color: $text-muted; }
    """

    @dataclass
    class Changed(Message):
        """Other words are looked for."""

        words: str

    @dataclass
    class Closed(Message):
        """The keys go back to the rows."""

    def __init__(self) -> None:
        super().__init__()
        self._said = content("")

    async def open(self) -> None:
        """Show the line and type into it; words that are in force stay, words that were cleared do not come back."""
        from textual.widgets import Static

        from screens.lines import OneLine

        if not self.display:
            await self.remove_children()
            self.display = True
            line = OneLine(id="filter", joins=True)
            await self.mount(Static(content("/"), classes="slash"), line, Static(self._said, classes="hits"))
        self.query_one(OneLine).focus()

    def clear(self) -> None:
        """Take the filter away."""
        self.display = False
        self.remove_children()
        self.post_message(self.Changed(""))
        self.post_message(self.Closed())

    def count(self, hits: int, total: int, more: bool) -> None:
        """Say how many rows are shown."""
        from textual.widgets import Static

        self._said = content(f"{grouped(hits)}{'+' if more else ''} of {grouped(total)}")
        if total and not hits and not more:
            self._said = content(
                ("no row has these words", "$warning"), f" · {shown('back')} shows all {grouped(total)}"
            )
        for label in self.query(".hits").results(Static):
            label.update(self._said)

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Other words."""
        event.stop()
        self.post_message(self.Changed(event.value.strip()))

    def on_input_submitted(self, event: "Input.Submitted") -> None:
        """Keep the filter and go to the rows; without words there is no filter."""
        event.stop()
        if event.value.strip():
            self.post_message(self.Closed())
        else:
            self.clear()

    def on_key(self, event: events.Key) -> None:
        """Esc clears, arrows go back to the rows with the filter in force."""
        if event.key == "escape":
            event.stop()
            self.clear()
        elif event.key in ("down", "up"):
            event.stop()
            self.post_message(self.Closed())
