"""Catalogues of one's own: begun with the real command, then changed as somebody with an editor would."""

import re
from pathlib import Path

from tests.stories.programs import Portal


class OwnCatalogue:
    """A copy of the starter catalogue in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        Portal(folder.parent / "no-home").does(f"catalog init {folder}")

    def change(self, path: str, was: str, becomes: str) -> None:
        """Replace a text that stands in a file exactly once, or each time that `was` says so with its line's end."""
        file = self.folder / path
        text = file.read_text("utf-8")
        assert was in text, f"{path} does not say {was!r}"
        file.write_text(text.replace(was, becomes), "utf-8")

    def hold(self, seconds: int) -> None:
        """How long an approved request of tier T1 to T3 is held before it starts."""
        self.change("policies/default.yaml", "hold_seconds: 10\n", f"hold_seconds: {seconds}\n")

    def price(self, compute: str, percent: int) -> None:
        """Let the price of a compute type rise by so many percent, wherever it is offered."""
        file = self.folder / "prices.yaml"

        def dearer(row: re.Match[str]) -> str:
            cents = int(row[2])
            return f"{row[1]}{cents + round(cents * percent / 100)}"

        row = rf"(compute: {re.escape(compute)}, region: \w+, priority: \w+, cents_per_hour: )(\d+)"
        text, changed = re.subn(row, dearer, file.read_text("utf-8"))
        assert changed, f"prices.yaml has no price of {compute}"
        file.write_text(text, "utf-8")
