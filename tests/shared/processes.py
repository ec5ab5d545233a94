"""Real servers and workers in processes of their own, each with its own home."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from portal.local import server_file

ROOT = Path(__file__).parents[2]
QUICK = {"PORTAL_OPERATION_SECONDS": "0", "PORTAL_POLL_SECONDS": "0.05", "PORTAL_OBSERVE_SECONDS": "0"}


class Running(NamedTuple):
    """A process that said that it is ready, and what it said."""

    process: "subprocess.Popen[str]"
    home: Path
    told: dict[str, Any]

    @property
    def token(self) -> str:
        """What the server takes from its own user."""
        known = server_file.read(self.home)
        assert known is not None
        return known.token


@contextmanager
def running(home: Path, *words: str, **environment: str) -> Iterator[Running]:
    """Run `portal` with these words until the test is done with it; it has to leave in good order."""
    command = [sys.executable, "-m", "portal.cli.main", *words, "--json"]
    known = {**os.environ, **QUICK, "PORTAL_HOME": str(home), **environment}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT, env=known) as process:
        assert process.stdout is not None
        said = "".join(iter(process.stdout.readline, "}\n"))
        assert process.poll() is None or said, process.communicate()
        try:
            yield Running(process, home, json.loads(said + "}"))
        finally:
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
