"""The real server behind the real command line: from a wish to a repository that can be cloned, and what is refused."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.contract.plaintext import is_plain
from portal.settings import Settings
from tests.cli.conftest import Run
from tests.client.serving import serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address and token of a real server with the demo's stories, quick and in a thread."""
    from portal.server.app import create_app

    home = tmp_path_factory.mktemp("home")
    app = create_app(Settings(home, operation_seconds=0.0, poll_seconds=0.1, observe_seconds=0.0))
    with serving(app) as url:
        yield url, app.state.token


@pytest.fixture
def live(server: tuple[str, str], portal: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line, speaking to the real server."""
    monkeypatch.setenv("PORTAL_SERVER", server[0])
    monkeypatch.setenv("PORTAL_TOKEN", server[1])
    return portal


def document(live: Run, *words: str) -> Any:
    """What a command answers as JSON; it has to succeed and be alone."""
    ran = live(*words, "--json")
    assert (ran.code, ran.err) == (0, ""), ran.out
    return json.loads(ran.out)


def test_a_project_comes_to_be_and_its_repository_can_be_cloned(live: Run, tmp_path: Path) -> None:
    wish = "request new project --set name=whole-way --set template=tabular-classic --as maya"
    made = document(live, *wish.split())
    id, digest = made["id"], made["digest"]
    assert (made["state"], made["tier"], made["requester"]) == ("in_review", "T1", "maya")
    assert "ana" in made["waiting_on"]["people"]
    assert id in {row["id"] for row in document(live, "inbox", "--as", "ana")["items"]}

    own = live("request", "approve", id, "--as", "maya")
    assert own.code == 3
    stale = live("request", "approve", id, "--as", "ana", "--digest", "0" * 64)
    assert stale.code == 3
    assert document(live, "request", "approve", id, "--as", "ana", "--digest", digest[:12])["state"] == "approved"
    document(live, "demo", "clock", "+1m")  # the hold passes

    watched = live("request", "watch", id, "--timeout", "60")
    assert watched.code == 0, watched
    assert watched.out.count("Repository whole-way is published") == 1
    ready = document(live, "request", "show", id)
    assert ready["state"] == "ready"
    project = document(live, "project", "show", "whole-way")
    assert project["request"] == id
    clone = ["git", "clone", "--quiet", project["repository"], str(tmp_path / "clone")]
    subprocess.run(clone, check=True, capture_output=True)
    assert live("project", "check", str(tmp_path / "clone")).code == 0
    acts = [row["act"] for row in document(live, "audit", "list", "--subject", id)["items"]]
    assert acts[0] == "ready"
    assert {"approved", "started"} <= set(acts)
    assert live("audit", "verify").code == 0


def test_a_denial_stops_a_request_and_says_why(live: Run) -> None:
    wish = "request new project --set name=not-this --set template=tabular-classic --as maya"
    made = document(live, *wish.split())
    denied = live("request", "deny", made["id"], "--reason", "there is one already", "--as", "li")
    assert (denied.code, denied.out) == (0, f"{made['id']} is denied\n")
    assert live("request", "watch", made["id"]).code == 1
    assert "there is one already" in live("request", "show", made["id"]).out
    assert live("request", "approve", made["id"], "--as", "ana").code == 3


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("request new compute --set project=retention --set type=nc6 --set name=k80", 2, "nc4as-t4-v3"),
        ("request new compute --set tipe=d4s-v5", 2, "did you mean 'type'?"),
        ("request new nothing", 4, "kinds are: project"),
        ("request show R-99999", 4, "no request 'R-99999'"),
        ("request show nonsense", 4, "nonsense"),
        ("project show nothing", 4, "nothing"),
        ("catalog show nothing", 4, "nothing"),
        ("project export --as nobody", 4, "no person 'nobody'"),
        ("demo clock yesterday", 2, "is no span of time"),
        ("request list --cursor rubbish", 2, "cursor"),
        ("request edit R-99999 --set a=b", 4, "no request"),
        ("request retry R-1 --as paul", 3, ""),
        ("request list --text " + "x" * 300, 2, "text"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(live: Run, words: str, code: int, says: str) -> None:
    ran = live(*words.split())
    assert ran.code == code, ran
    (line,) = ran.err.splitlines()
    assert says in line
    problem = json.loads(live(*words.split(), "--json").out)
    assert problem["type"].startswith("portal:")


def test_a_wrong_token_is_refused(live: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_TOKEN", "wrong")
    ran = live("inbox")
    assert ran.code == 3
    assert "token" in ran.err


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("catalog list", "items"),
        ("catalog search gpu", "items"),
        ("catalog show d4s-v5", "digest"),
        ("catalog show tabular-classic", "facts"),
        ("catalog show sklearn-1.5", "lifecycle"),
        ("request list", "next"),
        ("request kinds", "items"),
        ("request kinds compute", "schema"),
        ("request kinds project --set template=tabular-classic", "schema"),
        ("request new compute --set project=retention --set type=d4s-v5 --dry-run", "plan"),
        ("inbox --as ana", "items"),
        ("open R-1", "waiting_on"),
        ("open retention", "phase"),
        ("project list", "total"),
        ("project show retention", "stages"),
        ("model board", "headline"),
        ("audit list", "items"),
        ("audit verify", "ok"),
        ("audit export", "items"),
        ("server status", "fingerprint"),
        ("doctor", "checks"),
    ],
)
def test_every_reading_command_answers_in_both_forms(
    live: Run, monkeypatch: pytest.MonkeyPatch, words: str, key: str
) -> None:
    assert key in document(live, *words.split())
    monkeypatch.setenv("COLUMNS", "100")
    ran = live(*words.split())
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip()
    assert is_plain(ran.out)


@pytest.mark.parametrize("format", ["csv", "json", "markdown", "catalog-info"])
def test_the_inventory_is_exported_in_each_format(live: Run, format: str) -> None:
    ran = live("project", "export", "--format", format)
    assert ran.code == 0
    assert "retention" in ran.out
