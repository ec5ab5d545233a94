"""A portal server that is warm: a home of its own with the demo's data, started once, stopped at the end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PORTAL = str(Path(sys.executable).with_name("portal"))


class NotWarm(Exception):
    """The portal did not answer; its text says what it said."""


@contextmanager
def warm_server(home: Path) -> Iterator[dict[str, str]]:
    """The environment in which `portal` finds a server that has answered once."""
    environment = {"PORTAL_HOME": str(home), "PORTAL_PERSON": "maya", "PORTAL_IDLE_SECONDS": "3600"}
    said = _portal(environment, "request", "list", "--json")
    if said.returncode:
        raise NotWarm(" ".join(said.stderr.split())[-200:] or f"exit code {said.returncode}")
    try:
        yield environment
    finally:
        _portal(environment, "server", "stop")


def _portal(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [PORTAL, *arguments], capture_output=True, text=True, check=False, env={**inherited, **environment}
    )
