"""Where people write: a line, or several. A paste arrives whole, or is refused with words; nothing of it is dropped."""

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input, TextArea

from screens.keys import widget_bindings
from screens.text import count


def pasted_lines(text: str) -> list[str]:
    """The lines of a paste that say something."""
    return [line for line in text.replace("\t", " ").splitlines() if line.strip()]


_ELSEWHERE = ("f6", "f7", "ctrl+z,super+z")
"""Keys of the library's field that mean something else in the portal."""


class OneLine(Input):
    """One line. Where it holds words that are looked for, or a list, pasted lines are joined by blanks."""

    takes_a_line = True

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        joins: bool = False,
        compact: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__(value, placeholder=placeholder, compact=compact, select_on_focus=False, id=id)
        self._joins = joins

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = pasted_lines(event.text)
        text = " ".join(line.strip() for line in lines) if len(lines) > 1 else "".join(lines)
        if len(lines) > 1 and not self._joins:
            told = f"this takes one line, and {count(len(lines), 'line')} were pasted: nothing of it was taken"
            self.app.clear_notifications()
            self.app.notify(told, severity="warning", markup=False, timeout=12)
        elif text:
            self.replace(text, *self.selection)


class Lines(TextArea, inherit_bindings=False):
    """Several lines that grow as one writes; Enter goes on as in one line, ctrl+j begins a new line."""

    BINDINGS = [
        *(one for one in TextArea.BINDINGS if isinstance(one, Binding) and one.key not in _ELSEWHERE),
        Binding("enter", "submit", show=False),
        *widget_bindings(("new_line",)),
    ]
    DEFAULT_CSS = """
    Lines { height: auto; max-height: 6; border: none; padding: 0 1; scrollbar-size-vertical: 1; }
    Lines:focus { border: none; }
    """

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            text, placeholder=placeholder, compact=True, highlight_cursor_line=False, tab_behavior="focus", id=id
        )

    @property
    def value(self) -> str:
        """What stands in it, named as in one line."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.move_cursor(self.document.end)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Only letters stay here; Enter and Tab go on."""
        return character is not None and character.isprintable()

    def at_edge(self, key: str) -> bool:
        """Whether up or down would leave it."""
        if key == "up":
            return self.navigator.is_first_wrapped_line(self.selection.end)
        return self.navigator.is_last_wrapped_line(self.selection.end)

    def action_submit(self) -> None:
        """Go on."""
        self.post_message(self.Submitted())

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.replace("\n", *self.selection)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(event.text.replace("\r\n", "\n").replace("\r", "\n"), *self.selection)
