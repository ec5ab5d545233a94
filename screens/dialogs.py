"""Dialogs that anybody can operate: y and n, arrows, Tab, Enter, Esc and the mouse; they start on Cancel."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from screens.keys import shown
from screens.lines import Lines, OneLine
from screens.text import Part, content, stack

Outcome = TypeVar("Outcome")
LONGEST = 1000
"""So much of a reason or a question is read."""


class Dialog(ModalScreen[Outcome]):
    """A box in the middle; what is behind it stays visible."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > #box { width: 76; max-width: 94%; height: auto; max-height: 90%; padding: 1 2;
        background: $surface; border: round $primary; overflow-y: auto; }
    Dialog #said { height: auto; margin-bottom: 1; }
    Dialog #beside { height: auto; }
    Dialog #wrong { height: auto; color: $error; display: none; }
    Dialog #buttons { height: auto; margin-top: 1; align-horizontal: right; }
    Dialog Button { min-width: 12; margin-left: 2; }
    Dialog Button:focus { text-style: bold reverse; }
    Dialog Input { border: tall $panel; }
    Dialog Input:focus { border: tall $primary; }
    AskText Lines { border: tall $panel !important; max-height: 10; }
    AskText Lines:focus { border: tall $primary !important; }
    """
    BINDINGS = [
        Binding("escape", "cancel", "cancel", show=False),
        Binding("left", "app.focus_previous", "", show=False),
        Binding("right", "app.focus_next", "", show=False),
    ]

    def __init__(self, title: str, said: Sequence[Part], yes: str) -> None:
        super().__init__()
        self._said = stack([content((title, "b")), *said])
        self._yes = yes

    def compose(self) -> ComposeResult:
        """What it is about, what is asked, and the two ways out."""
        with Vertical(id="box"):
            yield Static(self._said, id="said")
            yield from self.asked()
            yield Static("", id="wrong")
            with Horizontal(id="buttons"):
                yield Button(Content(self._cancel_label()), id="cancel", compact=True)
                yield Button(Content(self._yes_label()), id="yes", variant="primary", compact=True)

    def asked(self) -> ComposeResult:
        """The widgets that take an answer."""
        yield from ()

    def _cancel_label(self) -> str:
        return "Cancel  esc"

    def _yes_label(self) -> str:
        return f"{self._yes}  ⏎"

    def wrong(self, why: str) -> None:
        """Say why the answer cannot be taken."""
        widget = self.query_one("#wrong", Static)
        widget.update(content(why))
        widget.display = True


class Confirm(Dialog[bool]):
    """Yes or no."""

    BINDINGS = [
        Binding("y", "yes", "yes", show=False),
        Binding("n", "cancel", "no", show=False),
        Binding("up", "app.focus_previous", "", show=False),
        Binding("down", "app.focus_next", "", show=False),
    ]
    AUTO_FOCUS = "#cancel"

    def _cancel_label(self) -> str:
        return "Cancel  n"

    def _yes_label(self) -> str:
        return f"{self._yes}  y"

    @on(Button.Pressed, "#yes")
    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """No."""
        self.dismiss(False)


class AskText(Dialog[str | None]):
    """Some lines, such as a reason; Down goes through prepared ones and shows what each says beside."""

    AUTO_FOCUS = "OneLine, Lines"

    def __init__(
        self,
        title: str,
        said: Sequence[Part],
        yes: str,
        prepared: Mapping[str, str] | None = None,
        must: str = "",
        one_line: bool = False,
    ) -> None:
        prepared = prepared or {}
        hint = [content((f"↓ prepared: {'; '.join(prepared)}", "dim"))] if prepared else []
        new_line = [] if one_line else [content((f"{shown('new_line')} begins a new line", "dim"))]
        super().__init__(title, [*said, *hint, *new_line], yes)
        self._prepared = tuple(prepared.items())
        self._must = must
        self._one_line = one_line
        self._at = -1

    def asked(self) -> ComposeResult:
        """The place to write, and below it what the prepared text in it says beside."""
        yield OneLine(compact=False) if self._one_line else Lines()
        yield Static("", id="beside")

    def key_down(self) -> None:
        """The next prepared text, from the last line on."""
        if not self._prepared:
            return
        place = self.query_one(Lines)
        if place.has_focus and place.at_edge("down"):
            self._at = (self._at + 1) % len(self._prepared)
            place.value, beside = self._prepared[self._at]
            self.query_one("#beside", Static).update(content((beside, "dim")))

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted)
    @on(Lines.Submitted)
    def _given(self) -> None:
        place = self.query_one(OneLine) if self._one_line else self.query_one(Lines)
        text = place.value.strip()
        if self._must and not text:
            self.wrong(self._must)
        elif len(text) > LONGEST:
            self.wrong(f"It is {len(text)} characters long, at most {LONGEST} are read: make it shorter.")
        else:
            self.dismiss(text)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """No answer."""
        self.dismiss(None)


class TypeName(Dialog[bool]):
    """For what cannot be taken back: the name of the thing has to be typed."""

    AUTO_FOCUS = "#cancel"

    def __init__(self, title: str, said: Sequence[Part], yes: str, name: str) -> None:
        super().__init__(title, [*said, content("Type ", (name, "b $warning"), " to go on.")], yes)
        self._wanted = name

    def asked(self) -> ComposeResult:
        """The line for the name."""
        yield OneLine(compact=False)

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted)
    def _given(self) -> None:
        if self.query_one(OneLine).value.strip() == self._wanted:
            self.dismiss(True)
        else:
            self.wrong(f"That is not '{self._wanted}'.")

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Leave it as it is."""
        self.dismiss(False)
