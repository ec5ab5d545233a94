"""Real servers in processes of their own: in the foreground, and the private one that comes and goes by itself."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal.local import launch, server_file
from tests.cli.conftest import Run
from tests.local.conftest import end

ROOT = Path(__file__).parents[2]


def test_a_foreground_server_is_found_by_commands_and_ends_with_ctrl_c(portal: Run, portal_home: Path) -> None:
    command = [sys.executable, "-m", "portal.cli.main", "serve", "--port", "0", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    with process:
        assert process.stdout is not None
        told = json.loads("".join(iter(process.stdout.readline, "}\n")) + "}")
        found = json.loads(portal("server", "status", "--json").out)
        assert (found["process"], found["mode"]) == (process.pid, "demo")
        assert told["url"].startswith("http://127.0.0.1:")
        second = portal("serve", "--port", "0")
        assert second.code == 1
        (line,) = second.err.splitlines()
        assert f"another server already holds {portal_home} - it is process {process.pid}" in line
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "", "")
    assert not (portal_home / server_file.NAME).exists()


def test_a_private_server_comes_with_the_first_command_and_goes_when_told(portal: Run, portal_home: Path) -> None:
    try:
        assert portal("server", "status").code == 5
        inbox = portal("inbox", "--as", "ana", "--json")
        assert (inbox.code, inbox.err) == (0, "")
        waiting = [row["id"] for row in json.loads(inbox.out)["items"]]
        assert waiting
        assert json.loads(portal("demo", "azure", "--json").out)["state"] == str(portal_home / "azure.db")
        assert portal("request", "deny", waiting[0], "--reason", "no", "--as", "ana").code == 0
        reset = portal("demo", "reset", "--json")
        assert reset.code == 0
        assert json.loads(portal("audit", "verify", "--json").out)["ok"]
        again = json.loads(portal("inbox", "--as", "ana", "--json").out)["items"]
        assert [row["id"] for row in again] == waiting, "the demo is as it was at first"
        assert portal("server", "stop").out == "the server has left\n"
        assert portal("server", "stop", "--json").out == '{\n  "stopped": false\n}\n'
        assert launch.wait_until_free(portal_home, 0)
    finally:
        end(portal_home)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "portal.example.org"])
def test_without_sign_in_only_this_machine_is_served(portal: Run, portal_home: Path, host: str) -> None:
    ran = portal("serve", "--host", host)
    assert ran.code == 3
    assert "it has no sign-in" in ran.err
    assert not portal_home.exists()


def test_a_port_that_is_taken_is_named(portal: Run) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = portal("serve", "--port", str(port))
    assert ran.code == 3
    assert f"port {port} on 127.0.0.1 cannot be used - another program listens there" in ran.err
