"""The emulator as a process of its own: `python -m portal.emulator --state FILE`."""

import argparse
import sqlite3
from pathlib import Path

from portal.clock import system_clock
from portal.emulator.alone import listen, serve
from portal.emulator.app import create_app
from portal.emulator.fault_plan import read_plan
from portal.emulator.fault_rules import put_plan
from portal.emulator.seed.document import load_seed
from portal.emulator.tuning import tune


def main() -> None:
    """Serves on loopback, says where as one line of JSON, leaves when its standard input closes or on a signal."""
    parser = argparse.ArgumentParser(prog="python -m portal.emulator", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the SQLite file that holds everything")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--empty", action="store_true", help="begin with an empty Azure, not with the organisation")
    parser.add_argument("--operation-seconds", type=float, help="how long a long-running operation takes")
    parser.add_argument("--faults", type=Path, metavar="FILE", help="a fault plan; one in force before is replaced")
    arguments = parser.parse_args()
    try:
        app = create_app(arguments.state, system_clock, None if arguments.empty else load_seed())
        if arguments.operation_seconds is not None:
            tune(arguments.state, operation_seconds=arguments.operation_seconds)
        if arguments.faults is not None:
            put_plan(arguments.state, read_plan(arguments.faults))
        listening, host = listen(arguments.port)
    except (OSError, ValueError, sqlite3.Error) as problem:
        parser.error(f"the emulator cannot start: {problem}")
    serve(app, listening, {"url": f"http://{host}"})


if __name__ == "__main__":
    main()
