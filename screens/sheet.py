"""A page of text in sections, in one column or two, that scrolls and stays where it is when it is read again."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from screens.keys import PAGE, widget_bindings
from screens.text import content


@dataclass(frozen=True)
class Section:
    """A title and what stands below it; an empty one is left out."""

    title: str
    text: Content
    tone: str = "b $primary"


class Sheet(VerticalScroll, can_focus=True):
    """Sections below each other; in a wide terminal the second lot stands beside the first."""

    DEFAULT_CSS = """
    Sheet { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        background: $background; scrollbar-background: $background; scrollbar-color: $panel; }
    Sheet > Static { height: auto; }
    Sheet > #right { margin-top: 1; }
    """
    BINDINGS = widget_bindings(PAGE, "page_")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: list[Content] = [content(""), content("")]

    def compose(self) -> ComposeResult:
        """The two lots."""
        yield Static("", id="left")
        yield Static("", id="right")

    def show(self, left: Sequence[Section], right: Sequence[Section] = ()) -> None:
        """Show sections; what did not change is not painted again."""
        self.set_class(not right, "-single")
        for number, (id, sections) in enumerate((("#left", left), ("#right", right))):
            text = joined(sections)
            if not text.is_same(self._shown[number]) or not self._shown[number]:
                self._shown[number] = text
                widget = self.query_one(id, Static)
                widget.display = bool(text)
                widget.update(text)

    def action_line_down(self) -> None:
        """Scroll down a line."""
        self.scroll_down(animate=False)

    def action_line_up(self) -> None:
        """Scroll up a line."""
        self.scroll_up(animate=False)

    def action_page_down(self) -> None:
        """Scroll down a page."""
        self.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll up a page."""
        self.scroll_page_up(animate=False)

    def action_top(self) -> None:
        """Scroll to the top."""
        self.scroll_home(animate=False)

    def action_end(self) -> None:
        """Scroll to the end."""
        self.scroll_end(animate=False)


def joined(sections: Sequence[Section]) -> Content:
    """Sections below each other, an empty line between them."""
    texts = [content((f"{one.title}\n", one.tone), one.text) if one.title else one.text for one in sections if one.text]
    return Content("\n\n").join(texts)
