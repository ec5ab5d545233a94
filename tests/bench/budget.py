"""The speed budget: which ratio each row is, its goal, and where it fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.ratio import Ratio, ratio_of_medians

Runs = Mapping[str, Sequence[Mapping[str, object]]]
"""What each program's runs measured: program, then one mapping of metrics for each run."""


@dataclass(frozen=True)
class Row:
    """One line of the budget: a metric of one program against a metric of another."""

    what: str
    ours: str
    base: str
    goal: float | None
    """None where the budget sets none and the figure is only shown."""
    limit: float | None
    metric: str = "ready_ms"
    base_metric: str = ""
    """Where it differs from `metric`."""


@dataclass(frozen=True)
class Verdict:
    """What came out for one row."""

    row: Row
    ratio: Ratio | None
    word: str
    why_not: str = ""


BUDGET = (
    Row("first paint of Home with the last seen rows, to floor's ready", "home-last-seen", "floor", 1.35, 1.6),
    Row("Home with live data, to floor's ready", "home-live", "floor", 2.0, 2.4),
    Row("Home with live data, to posting's ready", "home-live", "posting", 0.6, 0.75),
    Row("Home with live data, to harlequin's ready", "home-live", "harlequin", 0.5, 0.65),
    Row("down p50 in Home, to floor's key p50", "home-live", "floor", 1.25, 2.0, "key_p50_ms"),
    Row("down p50 in 1,000 rows, to floor's key p50", "rows-1k", "floor", 1.25, 2.0, "key_p50_ms"),
    Row("down p50 in 100,000 rows, to floor's key p50", "rows-100k", "floor", 1.25, 2.0, "key_p50_ms"),
    Row("pagedown p50, to DataTable with 10,000 rows", "pages-10k", "datatable-10k", 0.35, 0.5, "key_p50_ms"),
    Row("100,000 rows against 1,000: ready", "rows-100k", "rows-1k", 1.1, 1.25),
    Row("100,000 rows against 1,000: key p50", "rows-100k", "rows-1k", 1.1, 1.25, "key_p50_ms"),
    Row("100,000 rows against 1,000: memory", "rows-100k", "rows-1k", 1.1, 1.25, "rss_peak_mb"),
    Row(
        "filter key to first paint, 100,000 rows, p95, to down p95", "filter-100k", "list-100k", 3.0, 5.0, "key_p95_ms"
    ),
    Row("the same until every hit is counted", "filter-100k", "list-100k", None, None, "settle_p95_ms"),
    Row("memory of the terminal process, to floor", "home-live", "floor", 1.6, 2.0, "rss_peak_mb"),
    Row("portal request list --json, warm server, to import httpx", "request-list", "import-httpx", 1.6, 2.0),
    Row("reading Azure's lists, 50 ms each, to azure-ai-ml in sequence", "fast-reads", "azure-ai-ml", None, None),
)


def numbers(runs: Runs, program: str, metric: str) -> list[float]:
    """One metric of one program over its runs; a run that ended in an error is left out."""
    values = (run.get(metric) for run in runs.get(program, ()) if "error" not in run)
    return [float(value) for value in values if isinstance(value, int | float)]


def judge(row: Row, runs: Runs, missing: Mapping[str, str]) -> Verdict:
    """What one row came to, or why it was not measured."""
    for program in (row.ours, row.base):
        if program in missing:
            return Verdict(row, None, "not measured here", f"{program}: {missing[program]}")
    ours = numbers(runs, row.ours, row.metric)
    base = numbers(runs, row.base, row.base_metric or row.metric)
    ratio = ratio_of_medians(ours, base)
    if ratio is None:
        silent = row.base if ours else row.ours
        errors = sorted({str(run["error"]) for run in runs.get(silent, ()) if "error" in run})
        return Verdict(row, None, "failed", f"{silent}: {', '.join(errors) or 'nothing was measured'}")
    if row.goal is None or row.limit is None:
        return Verdict(row, ratio, "shown only")
    if ratio.value <= row.goal:
        return Verdict(row, ratio, "meets the goal")
    return Verdict(row, ratio, "misses the goal" if ratio.value <= row.limit else "failed")
