"""A metric over the versions of a model, drawn in the terminal. Imported when versions are first compared."""

from collections.abc import Sequence

from textual_plotext import PlotextPlot

from portal.contract.models.cell_words import version_word
from portal.contract.models.page import VersionRow
from screens.text import line


class MetricPlot(PlotextPlot):
    """One metric, a point for each version that has it, the oldest first; the compared ones stand out."""

    DEFAULT_CSS = "MetricPlot { height: 11; padding: 0 1; }"

    def show(self, metric: str, versions: Sequence[VersionRow], compared: Sequence[str]) -> None:
        """Draw another metric."""
        known = [one for one in reversed(versions) if metric in one.metrics]
        at = [float(place) for place, _ in enumerate(known, 1)]
        marked = [(place, one) for place, one in zip(at, known, strict=True) if one.version in compared]
        plot = self.plt
        plot.clear_data()
        plot.clear_figure()
        plot.title(line(metric))
        plot.plot(at, [one.metrics[metric] for one in known], marker="braille")
        plot.scatter([place for place, _ in marked], [one.metrics[metric] for _, one in marked], marker="●")
        plot.xticks(at, [line(version_word(one.version)) for one in known])
        self.refresh()
