"""Whatever goes wrong: one line that says what, where and what to do, or a problem document; and its exit code."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli import faults
from portal.contract.problem import Problem
from tests.cli.conftest import Ran, Run
from tests.client.serving import Scripted, serving

ROOT = Path(__file__).parents[2]


def one_line_of(ran: Ran) -> str:
    """The only line a failed command wrote."""
    assert ran.out == ""
    (line,) = ran.err.splitlines()
    assert line.startswith("portal: ")
    assert "Traceback" not in line
    return line


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 2), (401, 3), (403, 3), (404, 4), (409, 3), (413, 2), (422, 2), (429, 3), (500, 1), (502, 5), (503, 5)],
)
def test_each_status_has_its_exit_code(scripted: Scripted, portal: Run, status: int, code: int) -> None:
    document = {"title": "it is wrong", "status": status, "detail": "here", "todo": "do that", "code": "c"}
    scripted.answer("GET", "/requests/R-1", document, status)
    ran = portal("request", "show", "R-1")
    assert ran.code == code
    assert one_line_of(ran) == "portal: it is wrong - here - do that"
    ran = portal("request", "show", "R-1", "--json")
    assert (ran.code, ran.err) == (code, "")
    assert json.loads(ran.out) == {**document, "type": "portal:c", "complaints": []}


def test_every_complaint_is_in_the_line(scripted: Scripted, portal: Run) -> None:
    complaints = [
        {"where": "naame", "what": "there is no such field", "todo": "did you mean 'name'?"},
        {"where": "size", "what": "is missing", "todo": ""},
    ]
    scripted.answer("POST", "/requests", {"title": "no", "status": 422, "complaints": complaints}, 422)
    ran = portal("request", "new", "compute", "--set", "naame=x")
    assert ran.code == 2
    assert "naame: there is no such field (did you mean 'name'?); size: is missing" in one_line_of(ran)


def test_a_hostile_problem_stays_one_harmless_line(scripted: Scripted, portal: Run) -> None:
    scripted.answer("GET", "/requests/R-1", {"title": "a\x1b[2J\nb\u202e", "status": 404}, 404)
    assert one_line_of(portal("request", "show", "R-1")) == "portal: a[2J b"
    ran = portal("request", "show", "R-1", "--json")
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert json.loads(ran.out)["title"] == "a\x1b[2J\nb\u202e"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("requst", "there is no command 'requst'; did you mean 'request'?"),
        ("request lst", "there is no command 'lst'; did you mean 'list'?"),
        ("request", "`portal request` needs a command"),
        ("frobnicate", "commands are: open, token"),
        ("request list --foo", "no such option '--foo'"),
        ("request list --limit many", "'many' is not a valid integer"),
        ("request list --limit 0", "0 is not in the range"),
        ("request list --scope none", "'none' is not one of"),
        ("request show", "missing argument 'ID'"),
        ("request show R-1 R-2", "unexpected extra argument"),
        ("request deny R-1", "missing option '--reason'"),
        ("request new compute --set size", "--set 'size' is no answer"),
        ("request new compute --set =5", "is no answer"),
        ("request new compute --set a=1 --set a=2", "--set gives 'a' twice"),
        ("request new compute --file no/such/file.yaml", "no/such/file.yaml cannot be read"),
        ("request edit R-1", "nothing is to be changed"),
        ("project export --format pdf", "'pdf' is not one of"),
        ("project check no/such/folder", "no/such/folder is no folder"),
        ("catalog render tabular-classic", "missing option '--out'"),
        ("serve --port 99999", "99999 is not in the range"),
        ("serve --server http://127.0.0.1:1", "--server has no meaning here"),
        ("--server nonsense request list", "nonsense did not answer"),
        ("", "the terminal app needs a terminal"),
        ("--as ana", "the terminal app needs a terminal"),
    ],
)
def test_bad_words_are_answered_with_what_is_wrong_and_what_to_do(portal: Run, words: str, says: str) -> None:
    ran = portal(*words.split())
    assert ran.code == (5 if "nonsense" in words else 2)
    line = one_line_of(ran)
    assert says in line
    if not words or words.startswith("--as"):
        return
    ran = portal(*words.split(), "--json")
    assert ran.err == ""
    assert says in " ".join(str(value) for value in flat(json.loads(ran.out)))


def flat(document: dict[str, object]) -> list[object]:
    """A problem's words, those of its complaints included."""
    complaints = document.pop("complaints")
    assert isinstance(complaints, list)
    return [*document.values(), *(value for one in complaints for value in one.values())]


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("PORTAL_MODE", "party", "mode 'party' does not exist"),
        ("PORTAL_POLL_SECONDS", "soon", "setting 'poll_seconds' cannot be 'soon'"),
        ("PORTAL_AZURE", "real", "demo mode never touches real Azure"),
    ],
)
def test_a_bad_setting_is_bad_input(
    portal: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    monkeypatch.setenv(variable, value)
    ran = portal("inbox")
    assert ran.code == 2
    assert says in one_line_of(ran)


def test_no_server_is_exit_5_and_none_is_started_by_looking(portal: Run, portal_home: Path) -> None:
    ran = portal("server", "status")
    assert ran.code == 5
    assert f"no server runs for {portal_home}" in one_line_of(ran)
    assert portal("server", "stop").code == 0
    assert not portal_home.exists()


def test_what_nobody_foresaw_is_one_line_too(portal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("no\nway")

    monkeypatch.setattr("portal.cli.session.load_settings", broken)
    ran = portal("inbox")
    assert ran.code == 1
    line = one_line_of(ran)
    assert "ZeroDivisionError: no way" in line
    assert "PORTAL_DEBUG=1" in line
    monkeypatch.setenv("PORTAL_DEBUG", "1")
    assert "Traceback" in portal("inbox").err


def test_a_problem_keeps_its_own_words() -> None:
    problem = Problem(404, "no such thing")
    assert faults.problem_of(problem) is problem


def test_ctrl_c_is_said_and_not_traced(portal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("portal.cli.session.load_settings", interrupted)
    ran = portal("inbox")
    assert (ran.code, ran.out, ran.err) == (1, "", "portal: stopped\n")


def in_shell(command: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A shell line in which `portal` is the command line of this checkout."""
    line = command.replace("portal ", f"'{sys.executable}' -m portal.cli.main ")
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, **more}
    )


def test_a_reader_that_goes_away_leaves_no_complaint() -> None:
    ran = in_shell("portal --help | true; echo ${PIPESTATUS[0]}")
    assert ran.stderr == ""
    assert ran.stdout.strip() in ("0", "1")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_output_that_cannot_be_written_is_a_failure() -> None:
    ran = in_shell("portal --help > /dev/full")
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert "No space left on device" in line


def test_an_output_that_cannot_spell_a_letter_is_no_failure(scripted: Scripted) -> None:
    page = {"items": [{"id": "x", "title": "naïve → ok", "summary": "é"}], "next": None}
    scripted.answer("GET", "/kinds", page["items"])
    ran = in_shell("portal request kinds", PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "na?ve" in ran.stdout
    ran = in_shell("portal request kinds --json", PYTHONIOENCODING="ascii")
    assert json.loads(ran.stdout) == page


def test_a_signal_while_a_server_is_slow_ends_the_command_in_one_line() -> None:
    heard, release = threading.Event(), threading.Event()
    known = Scripted()

    def slow(_call: object) -> Iterator[str]:
        heard.set()
        release.wait(30)
        yield "{}"

    known.stream("/kinds", slow)
    with serving(known.app()) as url:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli.main", "--server", url, "request", "kinds"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        with process:
            assert heard.wait(30)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        release.set()
    assert (process.returncode, out, err) == (1, "", "portal: stopped\n")
