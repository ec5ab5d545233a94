"""Real processes: started once, found again, replaced, and gone when nobody needs them."""

import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from portal.client.connection import Connection
from portal.contract.problem import Problem
from portal.local import find, find_or_start, find_or_start_async, launch, server_file
from portal.settings import Settings
from tests.local.conftest import running_server


def test_many_starts_at_once_make_one_server_and_its_secrets_are_its_users(small: Settings) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(find_or_start, [small] * 6))
    assert len(set(found)) == 1
    known = running_server(small.home)
    assert os.getsid(known.process) != os.getsid(0), "it would end with the terminal"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (small.home, *small.home.rglob("*"))}
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}
    assert find(small) == found[0]
    second = subprocess.run(
        [sys.executable, "-m", "tests.local.small_server", "--home", str(small.home)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert second.returncode == 1
    assert second.stdout == ""
    (line,) = second.stderr.splitlines()
    assert f"another server already holds {small.home} - it is process {known.process}" in line
    assert "portal server stop" in line


def test_a_server_that_was_killed_is_followed_by_another(small: Settings) -> None:
    first = find_or_start(small)
    killed = running_server(small.home).process
    os.kill(killed, signal.SIGKILL)
    assert launch.wait_until_free(small.home, 30)
    assert (small.home / server_file.NAME).exists(), "a killed server leaves its file behind"
    assert find(small) is None
    said: list[str] = []
    second = find_or_start(small, said.append)
    assert second.token != first.token
    assert said == ["starting the private server"]


async def test_an_older_server_makes_room_for_a_newer_one_with_its_streams_open(small: Settings) -> None:
    first = await find_or_start_async(small)
    known = running_server(small.home)
    server_file.write(small.home, replace(known, fingerprint="00000000000000-0"))
    async with Connection(*first) as connection, connection.http.stream("GET", f"{first.url}/events") as response:
        chunks = response.aiter_raw()
        assert await anext(chunks) == b": here\n\n"
        said: list[str] = []
        second = await find_or_start_async(small, said.append)
        assert [chunk async for chunk in chunks if chunk] == []
    assert second.token != first.token
    assert running_server(small.home).process != known.process
    assert said[0].startswith("a newer portal takes over")


def test_a_server_that_nobody_needs_leaves_and_tidies_up(small: Settings) -> None:
    environment = {**os.environ, "PORTAL_IDLE_SECONDS": "0"}
    left = subprocess.run(
        [sys.executable, "-m", "tests.local.small_server", "--home", str(small.home)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    assert (left.returncode, left.stdout, left.stderr) == (0, "", "")
    assert not (small.home / server_file.NAME).exists()


@pytest.mark.parametrize(
    ("how", "last_words"),
    [
        ("crash", "RuntimeError: the tables[31m are gone"),
        ("refuse", "the catalogue is broken - mend compute.yaml"),
        ("silent", "it left exit code 7 and no word"),
    ],
)
def test_a_server_that_ends_while_starting_is_quoted(
    small: Settings, monkeypatch: pytest.MonkeyPatch, how: str, last_words: str
) -> None:
    monkeypatch.setenv("PORTAL_TEST_START", how)
    with pytest.raises(Problem) as caught:
        find_or_start(small)
    assert caught.value.exit_code == 5
    assert caught.value.body.title == "the private server ended while it was starting"
    assert caught.value.body.detail == last_words


def test_a_signal_ends_it_in_good_order(small: Settings) -> None:
    find_or_start(small)
    os.kill(running_server(small.home).process, signal.SIGTERM)
    assert launch.wait_until_free(small.home, 30)
    assert not (small.home / server_file.NAME).exists(), "a killed server would have left it"
    assert "Finished server process" in (small.home / "log" / "server.log").read_text()
