"""Which server is meant, and what stands in the way, without starting any."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock

from portal.contract import CONTRACT_VERSION
from portal.contract.problem import Problem
from portal.local import Address, find, find_or_start, launch, server_file
from portal.local.fingerprint import fingerprint
from portal.local.server_file import ServerFile
from portal.settings import Settings
from tests.client.serving import Scripted, serving


@contextmanager
def home_server(home: Settings, contract: int = CONTRACT_VERSION, **other: object) -> Iterator[Address]:
    """A server in a thread that a home's file leads to."""
    known = Scripted()
    known.answer("GET", "/health", {"contract": contract, "version": "0", "fingerprint": "f"})
    home.home.mkdir(parents=True, exist_ok=True)
    with serving(known.app()) as url:
        written = ServerFile(url, "secret", os.getpid(), "0", fingerprint())
        server_file.write(home.home, replace(written, **other))  # type: ignore[arg-type]
        yield written.address


@pytest.fixture
def settings(portal_home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a home in which no program can be started."""
    monkeypatch.setattr(launch, "PROGRAM", "tests.local.no_such_program")
    return Settings(portal_home)


def problem_of(settings: Settings) -> Problem:
    """What finding or starting ends in."""
    with pytest.raises(Problem) as caught:
        find_or_start(settings)
    return caught.value


def test_the_server_that_runs_is_found(settings: Settings) -> None:
    with home_server(settings) as address:
        assert find(settings) == address
        assert find_or_start(settings) == address


def test_nothing_is_found_and_nothing_made_where_nothing_is(settings: Settings) -> None:
    assert find(settings) is None
    assert not settings.home.exists()


def test_a_file_whose_server_is_gone_counts_for_nothing(settings: Settings) -> None:
    with home_server(settings):
        pass
    assert find(settings) is None


def test_a_stranger_at_the_old_port_is_not_spoken_to_and_hears_no_token(settings: Settings) -> None:
    stranger = Scripted()
    stranger.answer("GET", "/health", {"hello": "I am a web shop"})
    settings.home.mkdir(parents=True)
    with serving(stranger.app()) as url:
        server_file.write(settings.home, ServerFile(url, "secret", 1, "0", fingerprint()))
        assert find(settings) is None
    assert [call.path for call in stranger.calls] == ["/health"]
    assert "authorization" not in stranger.calls[0].headers


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": 1}', '{"url": "x", "token": "y", "extra": 1}', "\x00"])
def test_a_file_that_a_crash_left_half_written_counts_for_nothing(settings: Settings, content: str) -> None:
    settings.home.mkdir(parents=True)
    path = settings.home / server_file.NAME
    path.write_text(content)
    path.chmod(0o600)
    assert find(settings) is None


def test_a_file_that_others_can_read_is_refused(settings: Settings) -> None:
    with home_server(settings):
        (settings.home / server_file.NAME).chmod(0o644)
        problem = problem_of(settings)
    assert problem.exit_code == 3
    assert problem.body.code == "open-server-file"
    assert "0644" in problem.line()


def test_a_file_of_another_user_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with home_server(settings):
        monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        problem = problem_of(settings)
    assert problem.exit_code == 3
    assert "belongs to another user" in problem.line()
    assert "PORTAL_HOME" in problem.line()


def test_a_foreground_server_is_not_replaced_by_a_newer_program(settings: Settings) -> None:
    with home_server(settings, kind=server_file.FOREGROUND, fingerprint="0") as address:
        assert find_or_start(settings) == address


def test_a_server_of_a_newer_program_is_left_alone(settings: Settings) -> None:
    with home_server(settings, fingerprint="9" * 31) as address:
        assert find_or_start(settings) == address


def test_a_server_that_speaks_a_much_newer_contract_is_refused(settings: Settings) -> None:
    with home_server(settings, contract=CONTRACT_VERSION + 1) as address:
        assert find_or_start(settings) == address
    with home_server(settings, contract=CONTRACT_VERSION + 2):
        assert problem_of(settings).body.code == "contract-mismatch"


def test_a_server_with_other_settings_is_not_taken_for_what_was_asked(settings: Settings) -> None:
    with home_server(settings, settings={"mode": "demo", "azure": "emulator"}):
        problem = problem_of(replace(settings, mode="solo", azure="real"))
    assert problem.exit_code == 3
    assert "has mode 'demo', not 'solo'" in problem.line()


def test_a_server_with_other_settings_can_be_looked_at_and_stopped(settings: Settings) -> None:
    with home_server(settings, settings={"catalogue": "/elsewhere"}) as address:
        assert problem_of(settings).body.code == "other-settings"
        assert find(settings, whatever_its_settings=True) == address


def test_whoever_names_no_database_means_the_one_that_a_server_in_the_foreground_was_given(settings: Settings) -> None:
    told = {"database": "postgresql://api@db/portal"}
    with home_server(settings, kind=server_file.FOREGROUND, settings=told) as address:
        assert find_or_start(settings) == address
        assert "has another database" in problem_of(replace(settings, database="postgresql://other@db/x")).line()
    with home_server(settings, settings=told):
        assert "has another database" in problem_of(settings).line()


def test_who_wants_to_look_only_gets_no_server_that_acts_but_anybody_one_that_looks(settings: Settings) -> None:
    with home_server(settings, settings={"readonly": "False"}):
        assert "has readonly 'False', not 'True'" in problem_of(replace(settings, readonly=True)).line()
    with home_server(settings, settings={"readonly": "True"}) as known:
        assert find(settings) == known


def test_a_named_server_needs_no_home(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    named = replace(settings, server="http://127.0.0.1:9")
    assert find_or_start(named) == Address("http://127.0.0.1:9", "")
    monkeypatch.setenv("PORTAL_TOKEN", "from outside")
    assert find_or_start(named) == Address("http://127.0.0.1:9", "from outside")
    assert not settings.home.exists()


def test_the_homes_own_server_may_be_named_without_its_token(settings: Settings) -> None:
    with home_server(settings) as address:
        assert find_or_start(replace(settings, server=address.url + "/")).token == "secret"


def test_team_mode_needs_an_address(settings: Settings) -> None:
    problem = problem_of(replace(settings, mode="team"))
    assert problem.exit_code == 2
    assert "PORTAL_SERVER" in problem.line()


@pytest.mark.parametrize("below", ["", "deeper/down"])
def test_a_home_that_is_a_file_is_named(settings: Settings, tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")
    problem = problem_of(replace(settings, home=tmp_path / "file" / below))
    assert problem.exit_code == 2
    assert "cannot be a folder" in problem.line()
    assert str(tmp_path / "file") in problem.line()


def test_a_full_disk_is_said_to_be_one(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    problem = problem_of(settings)
    assert problem.body.code == "disk-full"
    assert problem.exit_code == 1
    assert "make room" in problem.line()
    assert list(settings.home.glob("room.*")) == [], "the probe is taken away"


def test_a_home_that_cannot_be_written_is_said_to_be_one() -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "import portal.local.launch\n"
        "from portal.contract.problem import Problem\n"
        "from portal.local import find_or_start\n"
        "from portal.settings import Settings\n"
        "if os.geteuid() == 0:  # for whom the mode of a folder does not count\n"
        "    os.setgid(65534)\n"
        "    os.setuid(65534)\n"
        "try:\n"
        "    find_or_start(Settings(Path(sys.argv[1])))\n"
        "except Problem as problem:\n"
        "    print(problem.body.code, problem.exit_code, problem.line())\n"
    )
    with TemporaryDirectory() as top:
        os.chmod(top, 0o755)
        locked = Path(top, "locked")
        locked.mkdir()
        locked.chmod(0o555)
        command = [sys.executable, "-c", program, str(locked / "home")]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    assert run.stdout.startswith(f"home-not-writable 1 the portal's home {locked / 'home'} cannot be written")


def test_a_server_that_holds_the_home_and_is_silent_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "ANSWER_SECONDS", 0.0)
    monkeypatch.setattr(launch, "LEAVE_SECONDS", 0.0)
    settings.home.mkdir(parents=True)
    with socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with FileLock(settings.home / server_file.LOCK):
        said: list[str] = []
        with pytest.raises(Problem) as unnamed:
            find_or_start(settings, said.append)
        server_file.write(settings.home, ServerFile(url, "secret", 4711, "0", fingerprint()))
        problem = problem_of(settings)
    assert said == ["waiting for the server that holds this home"]
    assert "did not say which" in unnamed.value.line()
    assert problem.exit_code == 5
    assert "does not answer - it is process 4711" in problem.line()


def test_a_home_that_somebody_else_has_been_starting_for_ever_is_said_to_be_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "START_SECONDS", 0.0)
    settings.home.mkdir(parents=True)
    with FileLock(settings.home / launch.START_LOCK):
        assert problem_of(settings).body.code == "start-locked"


def test_a_start_that_takes_too_long_says_where_to_look(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "START_SECONDS", 0.0)
    problem = problem_of(settings)
    assert problem.body.code == "start-failed"
    assert "start.log" in problem.line()


def test_the_greater_fingerprint_is_the_newer_program(tmp_path: Path) -> None:
    module = tmp_path / "portal" / "deep" / "module.py"
    module.parent.mkdir(parents=True)
    module.write_text("one = 1")
    os.utime(module, (1_000_000_000, 1_000_000_000))
    before = fingerprint.__wrapped__(tmp_path)
    (tmp_path / "portal" / "notes.txt").write_text("not a source")
    assert fingerprint.__wrapped__(tmp_path) == before
    os.utime(module, (1_100_000_000, 1_100_000_000))
    assert fingerprint.__wrapped__(tmp_path) > before
    module.write_text("one = 2")
    os.utime(module, (1_000_000_000, 1_000_000_000))
    assert fingerprint.__wrapped__(tmp_path) == before, "same name, size and time: not read, as said"
    module.write_text("one = 12")
    os.utime(module, (1_000_000_000, 1_000_000_000))
    assert fingerprint.__wrapped__(tmp_path) != before


def test_finding_imports_nothing_but_the_standard_library() -> None:
    program = "import portal.local, sys; print(' '.join(sorted({m.partition('.')[0] for m in sys.modules})))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    ours = set(loaded) - sys.stdlib_module_names
    assert {name for name in ours if not name.startswith(("_", "sitecustomize"))} <= {"portal"}
