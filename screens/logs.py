"""The logs, for whoever has to find out what went wrong: where they are, and their newest lines."""

from collections import deque
from pathlib import Path

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.host import Host
from screens.sheet import Section, Sheet
from screens.text import content, stack

NEWEST = 100
"""So many lines of each log are shown."""


class LogView(ModalScreen[None]):
    """Scrolls like a page; Esc closes it."""

    DEFAULT_CSS = """
    LogView { align: center middle; background: $background 60%; }
    LogView > #box { width: 96%; height: 90%; padding: 0 1; background: $surface; border: round $primary; }
    LogView Static { height: auto; }
    """
    BINDINGS = [Binding("escape,q,ctrl+l", "close", "close", show=False)]

    def __init__(self, sections: list[Section]) -> None:
        super().__init__()
        self._sections = sections

    def compose(self) -> ComposeResult:
        """The logs below each other, and the keys."""
        with Vertical(id="box"):
            yield Sheet()
            yield Static(content(("↓ ↑ pgdn G move · esc closes", "dim")))

    def on_mount(self) -> None:
        """Show them, each from its newest line on."""
        self.query_one(Sheet).show(self._sections)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)


def newest_lines(path: Path) -> list[str]:
    """The newest lines of a log, the newest first; what cannot be read says why."""
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            kept = deque((line.rstrip() for line in lines), NEWEST)
    except OSError as fault:
        return [f"cannot be read: {fault.strerror}"]
    return list(reversed(kept)) or ["empty"]


def show_logs(app: Host) -> None:
    """Show every log of this home, the one that was written last first."""
    folder = app.session.settings.home / "log"
    found = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    sections = [Section(str(path), stack(newest_lines(path))) for path in found]
    app.push_screen(LogView(sections or [Section(str(folder), content("Nothing was logged yet."))]))
