"""Measure the speed budget and print it: `make bench`, or `python -m tests.bench --rounds 11 --only 'Home|memory'`."""

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench.budget import BUDGET, Row, Runs, Verdict, judge
from tests.bench.commands import time_commands
from tests.bench.peers import find_peers
from tests.bench.probe import ROOT, Program, find_probe, run_interleaved
from tests.bench.report import QUIET, as_json, as_lines, cores_of_others
from tests.bench.suite import floor_program, home_programs, interleaved, list_programs
from tests.bench.warm import PORTAL, NotWarm, warm_server

NO_PROBE = "the stopwatch for terminals is not here; name it in PORTAL_TTYPROBE"
SERVED = ("home-last-seen", "home-live", "request-list")


def measure(rows: Sequence[Row], rounds: int, folder: Path) -> tuple[list[Verdict], Runs]:
    """Run every program that the rows name, and judge the rows; what every run measured comes with it."""
    wanted = {name for row in rows for name in (row.ours, row.base)}
    peers, missing = find_peers(folder)
    with ExitStack() as stack:
        environment: dict[str, str] = {}
        if wanted & set(SERVED):
            try:
                environment = stack.enter_context(warm_server(folder / "home"))
            except NotWarm as fault:
                missing |= dict.fromkeys(SERVED, f"the server did not start: {fault}")
        probe = find_probe()
        if probe is None:
            programs: list[Program] = []
        else:
            home = home_programs(environment) if environment else []
            programs = interleaved(home, list_programs(), [floor_program(probe), *peers])
        chosen = [program for program in programs if program.name in wanted]
        runs = dict(run_interleaved(probe, chosen, rounds, folder)) if probe and chosen else {}
        commands = {"import-httpx": [sys.executable, "-c", "import httpx"]}
        if environment:
            commands["request-list"] = [PORTAL, "request", "list", "--json"]
        if "request-list" in wanted:
            runs |= time_commands(commands, rounds * 2, environment)
        if "fast-reads" in wanted:
            from tests.bench.azure_lists import time_lists  # imports azure-ai-ml, which takes seconds

            runs |= time_lists(folder, rounds)
    if probe is None:
        missing = {name: NO_PROBE for name in wanted if name not in runs} | missing
    return [judge(row, runs, missing) for row in rows], runs


def main() -> int:
    """Print the rows and write proof/bench.json; the exit code is 1 when a row failed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="runs of each program")
    parser.add_argument("--only", default="", help="measure only rows that match this regular expression")
    arguments = parser.parse_args()
    rows = [row for row in BUDGET if re.search(arguments.only, row.what)]
    with tempfile.TemporaryDirectory() as folder:
        verdicts, runs = measure(rows, arguments.rounds, Path(folder))
    print("\n".join(as_lines(verdicts)))
    others = cores_of_others(runs)
    if others is not None and others > QUIET:
        print(f"The machine was busy: other programs used {others:.1f} cores. Measure again when it is quiet.")
    if not arguments.only:
        path = ROOT / "proof" / "bench.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(as_json(verdicts, arguments.rounds, others), indent=2) + "\n", encoding="utf-8")
    return 1 if any(verdict.word == "failed" for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
