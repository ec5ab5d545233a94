"""The measured budget as people and scripts read it."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from tests.bench.budget import Runs, Verdict, numbers

QUIET = 0.25
"""Cores that others may use before the times, though not the ratios, mean little."""


def as_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """One line for each row: verdict, ratio, interval, goal and limit."""
    width = max(len(verdict.row.what) for verdict in verdicts)
    lines = [f"{'what':<{width}}  {'ratio':>6}  {'95 % interval':>15}  {'goal':>5}  {'limit':>5}"]
    for verdict in verdicts:
        row, ratio = verdict.row, verdict.ratio
        shown = (
            f"{ratio.value:>6.2f}  {f'{ratio.low:.2f} to {ratio.high:.2f}':>15}" if ratio else f"{'-':>6}  {'-':>15}"
        )
        why = f": {verdict.why_not}" if verdict.why_not else ""
        bounds = "  ".join(f"{bound:>5.2f}" if bound is not None else f"{'-':>5}" for bound in (row.goal, row.limit))
        lines.append(f"{row.what:<{width}}  {shown}  {bounds}  {verdict.word}{why}")
    return lines


def cores_of_others(runs: Runs) -> float | None:
    """How many cores other programs used meanwhile, in the median run; None where no terminal was measured.

    Programs that work in a server are left out: to the stopwatch, the server is one of the others.
    """
    values = [value for name in runs if not name.startswith("home-") for value in numbers(runs, name, "other_cpus")]
    return median(values) if values else None


def as_json(verdicts: Sequence[Verdict], rounds: int, others: float | None) -> dict[str, Any]:
    """The same for scripts, with the medians that each ratio comes from."""
    return {
        "command": f"make bench ROUNDS={rounds}",
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "cores_of_others": others,
        "rows": [
            {
                **asdict(verdict.row),
                "verdict": verdict.word,
                "why_not": verdict.why_not,
                "measured": asdict(verdict.ratio) if verdict.ratio else None,
            }
            for verdict in verdicts
        ],
    }
