"""Other people's terminal programs, where they are installed for the comparison.

PORTAL_BENCH_PEERS names their virtual environments, separated like PATH: posting and harlequin ask for different
versions of Textual, so each needs its own.
"""

import os
from pathlib import Path

from tests.bench.probe import Program

ARGUMENTS = {"posting": [], "harlequin": ["-a", "sqlite", ":memory:"]}
READY = {"posting": "Collection is empty", "harlequin": "Query Results"}
NOT_INSTALLED = "not installed; name its virtual environment in PORTAL_BENCH_PEERS"


def find_peers(home: Path) -> tuple[list[Program], dict[str, str]]:
    """The peers that are installed, with a home of their own, and why the others are missing."""
    folders = [Path(part) for part in os.environ.get("PORTAL_BENCH_PEERS", "").split(os.pathsep) if part]
    programs, missing = [], {}
    for name, arguments in ARGUMENTS.items():
        commands = [folder / "bin" / name for folder in folders if (folder / "bin" / name).is_file()]
        if commands:
            programs.append(Program(name, [str(commands[0]), *arguments], READY[name], env={"HOME": str(home)}))
        else:
            missing[name] = NOT_INSTALLED
    return programs, missing
