"""What holds for every test: a home of its own, no network, and campaigns that can be repeated."""

import gc
import ipaddress
import json
import os
import platform
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# `make test` draws the same examples every time, so that a red run means a change; `make prove` draws new ones and
# prints how to repeat them.
settings.register_profile("test", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("prove", deadline=None, derandomize=False, print_blob=True, max_examples=2000)


pytest_plugins = ["tests.databases"]
"""One server and one template for all tests of a process: a fixture that is imported is another one in each place."""

QUICK_FOLDER, ROOM_BYTES = Path("/dev/shm"), 4 * 2**30
"""Where there is a disk in memory with that much room, tests write to it: a store waits for its disk at each commit."""


class NetworkReached(AssertionError):
    """A test tried to leave this machine."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a campaign be repeated: `make prove SEED=...` passes this on."""
    parser.addoption("--campaign-seed", type=int, default=1, help="where the campaigns' own random choices start")


def pytest_report_header(config: pytest.Config) -> str:
    """Say how to repeat this run."""
    return f"campaign seed: {config.getoption('--campaign-seed')}"


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples hypothesis draws, few or a campaign, and a quick place for files.

    What is imported and collected lives as long as the process, so nothing is looked for in it that could go.
    """
    gc.disable()
    if "TMPDIR" not in os.environ and has_room(QUICK_FOLDER):
        os.environ["TMPDIR"] = tempfile.tempdir = str(QUICK_FOLDER)
    settings.load_profile("prove" if config.option.markexpr == "prove" else "test")


def pytest_collection_finish() -> None:
    """From now on what a test leaves behind is collected as ever; what stood before it is left out for good."""
    gc.freeze()
    gc.enable()


def has_room(folder: Path) -> bool:
    """Whether this user can write much to a folder, and run what is written there."""
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        return False
    runs = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return runs and shutil.disk_usage(folder).free >= ROOM_BYTES


def stays_here(family: int, address: object) -> bool:
    """Whether a socket's target is this machine: a Unix socket or a loopback address."""
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = address[0] if isinstance(address, tuple) else ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, original: Callable[..., Any] = original) -> Any:
            if not stays_here(self.family, address):
                raise NetworkReached(f"a test tried to connect to {address!r}; tests talk to this machine alone")
            return original(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def portal_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a state folder of its own and nothing of the developer's settings."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "portal-home"
    monkeypatch.setenv("PORTAL_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def campaign_seed(pytestconfig: pytest.Config) -> int:
    """Where a campaign's random choices start: 1 in `make test`, another one each time in `make prove`."""
    seed: int = pytestconfig.getoption("--campaign-seed")
    return seed


@pytest.fixture(scope="session")
def proof_record(campaign_seed: int) -> Callable[[str, dict[str, Any]], Path]:
    """Write a campaign's result to `proof/<name>.json`: what was run, with which seed, what came out."""

    def write(name: str, result: dict[str, Any]) -> Path:
        folder = ROOT / "proof"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.json"
        where = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
        record = {"command": f"make prove SEED={campaign_seed}", "seed": campaign_seed, **where, **result}
        path.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        return path

    return write
