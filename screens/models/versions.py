"""Versions of a model side by side: metrics, lineage, what they are; what differs is marked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult

from portal.client import PortalClient
from portal.contract.models.cell_words import version_word
from portal.contract.models.page import DiffRow, ModelDiff, VersionRow
from screens.frame import PortalScreen
from screens.keys import screen_bindings
from screens.sheet import Section, Sheet
from screens.text import Part, columns, content, cut, stack
from screens.words import STYLES

if TYPE_CHECKING:
    from screens.models.plots import MetricPlot

PARTS = {
    "metrics": "Metrics",
    "artefact": "What they are",
    "lineage": "Where they come from",
    "serving": "Where they serve",
}
WIDEST = 40


class VersionsScreen(PortalScreen[ModelDiff]):
    """Two versions next to each other; the older one can be another."""

    PLACE = "promotions"
    WATCHES = ("observations.", "model.")
    FOOTER: ClassVar[tuple[str, ...]] = ("other_version", "next", "previous", "metric", "copy", "back")
    BINDINGS = screen_bindings(("other_version", "copy", "next", "previous", "metric"))

    sheet = getters.query_one("#sheet", Sheet)

    def __init__(self, name: str, project: str, versions: Sequence[VersionRow]) -> None:
        super().__init__()
        self.model, self.project = name, project
        self.known = tuple(versions)
        self.against = self._serving() or (self.known[1].version if len(self.known) > 1 else "")

        self.metrics = sorted({name for one in versions for name in one.metrics})
        self.plotted = 0
        """Which of the metrics is drawn."""
        self.plot: MetricPlot | None = None

    def _serving(self) -> str:
        """The version in the last stage that serves one, unless it is the newest itself."""
        served = [one for one in self.known[1:] if one.serves]
        return min(served, key=lambda one: ("prod" not in one.serves,)).version if served else ""

    async def fetch(self, portal: PortalClient) -> ModelDiff:
        """Read the newest version and the other one."""
        return await portal.models.diff(self.model, f"{self.known[0].version},{self.against}", self.project)

    def crumbs(self) -> tuple[str, ...]:
        """The model's name."""
        return ("Promotions", self.model, "versions")

    def body(self) -> ComposeResult:
        """One sheet."""
        yield Sheet(id="sheet")

    def display_data(self, data: ModelDiff) -> None:
        """Metrics and what they are on the left, where they come from on the right."""
        self.sheet.show(
            (_head(data), _part(data, "metrics"), _part(data, "artefact")),
            (_part(data, "lineage"), _part(data, "serving")),
        )
        self._draw(data)

    def _draw(self, data: ModelDiff) -> None:
        """Draw the chosen metric over all versions; what draws is imported when there is something to draw."""
        if not self.metrics:
            return
        if self.plot is None:
            from screens.models.plots import MetricPlot

            self.plot = MetricPlot(id="plot")
            self.query_one("#body").mount(self.plot)
        self.plot.show(self.metrics[self.plotted], self.known, data.versions)

    def why_not(self, act: str) -> str:
        """Another one needs a third."""
        if act in ("other_version", "next", "previous") and len(self.known) < 3:
            return "it has only these two versions"
        if act == "metric" and len(self.metrics) < 2:
            return "it has no other metric" if self.metrics else "no metric of it is known"
        return super().why_not(act)

    def act_metric(self) -> None:
        """Draw the next metric."""
        self.plotted = (self.plotted + 1) % len(self.metrics)
        if self.data is not None:
            self._draw(self.data)

    def act_other_version(self) -> None:
        """Choose what the newest is compared with."""
        from screens.choosing.chooser import ChooserItem, choose

        rows = [
            ChooserItem(
                one.version, version_word(one.version), f"serves in {' and '.join(one.serves)}" if one.serves else ""
            )
            for one in self.known[1:]
        ]
        choose(
            self.app, f"Compare {version_word(self.known[0].version)} with", rows, lambda choice: self._turn(choice.id)
        )

    def act_next(self) -> None:
        """Compare with the next older one."""
        self._step(1)

    def act_previous(self) -> None:
        """Compare with the next newer one."""
        self._step(-1)

    def _step(self, by: int) -> None:
        older = [one.version for one in self.known[1:]]
        at = older.index(self.against) if self.against in older else 0
        self._turn(older[(at + by) % len(older)])

    def _turn(self, to: str) -> None:
        self.against = to
        self.load_other()

    def act_copy(self) -> None:
        """Copy the line that shows the same on the command line."""
        self.app.copy(f"portal model diff {self.model} --versions {self.known[0].version},{self.against}", "command")


def _head(data: ModelDiff) -> Section:
    numbers = " and ".join(version_word(one) for one in data.versions)
    differ = sum(1 for row in data.rows if row.differs)
    return Section(
        "", content((data.model, "b"), f"  {numbers}  ", (f"{differ} of {len(data.rows)} facts differ", "dim"))
    )


def _part(data: ModelDiff, part: str) -> Section:
    rows: list[list[Part]] = [[("", ""), ("", ""), *((version_word(one), "b") for one in data.versions), ("", "")]]
    found = [row for row in data.rows if row.part == part]
    rows += [_row(row) for row in found]
    return Section(PARTS[part], stack([columns(rows)]) if found else content(""))


def _row(row: DiffRow) -> list[Part]:
    mark: Part = ("≠", STYLES["warn"]) if row.differs else (" ", "")
    values: list[Part] = [(cut(value, WIDEST) or "–", "" if value else "dim") for value in row.values]
    return [mark, (row.name, "dim"), *values, _change(row)]


def _change(row: DiffRow) -> Part:
    """How far the first is from the second, of numbers. Whether more is better only a gate knows."""
    if len(row.numbers) != 2 or row.numbers[0] is None or row.numbers[1] is None or not row.differs:
        return ""
    return (f"{row.numbers[0] - row.numbers[1]:+.4g}", "b")
