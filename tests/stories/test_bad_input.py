"""Whatever somebody types gets one clear line: what was wrong, where, what to do; and nothing is asked for."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from portal.local import server_file
from tests.stories.programs import Portal, home

COMPUTE = "request new compute --set project=retention --set type=d4s-v5"
PROJECT = "request new project --set template=tabular-classic"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that nobody observes Azure for: what is refused needs none."""
    with home(tmp_path_factory.mktemp("stories") / "home", observe_seconds=0) as portal:
        yield portal


@pytest.fixture(scope="module", autouse=True)
def nothing_was_asked_for(portal: Portal) -> Iterator[None]:
    """What is refused leaves no request, and nothing in the audit but that somebody was refused a vote."""
    before = standing(portal)
    yield
    assert standing(portal) == before


def standing(portal: Portal) -> tuple[Any, ...]:
    """What people did by the audit, and every request; what the portal does by itself is left out.

    Whoever tries to decide without the right does stand in the audit, as one who was refused.
    """
    rows = portal.told("request list --limit 200")["items"]
    audit = portal.told("audit list --limit 200")["items"]
    acts = [row["number"] for row in audit if row["actor"] != "portal" and row["act"] != "vote-refused"]
    return acts, [(row["id"], row["state"], row["digest"]) for row in rows]


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("request new compute --set tipe=d4s-v5", 2, ["tipe: there is no such field", "did you mean 'type'?"]),
        (f"{COMPUTE} --set project=nowhere", 2, ["--set gives 'project' twice"]),
        (f"{COMPUTE} --set days=soon", 2, ["days: 'soon' is not a whole number", "from 1 to 90"]),
        (f"{COMPUTE} --set days=-1", 2, ["days: is less than 1"]),
        (f"{COMPUTE} --set nodes=1e9", 2, ["nodes: '1e9' is not a whole number"]),
        (f"{COMPUTE} --set days", 2, ["--set name=value"]),
        ("request new compute --set project=no-such --set type=d4s-v5", 2, ["project: there is no 'no-such'"]),
        ("request new project --set name=retention --set template=tabular-classic", 2, ["project of that name"]),
        ("request new castle --set name=x", 4, ["no kind of request 'castle'", "kinds are: project, compute"]),
        ("request nwe compute", 2, ["there is no command 'nwe'", "did you mean 'new'?"]),
        ("request list --limit many", 2, ["--limit"]),
        ("request list --colour", 2, ["no such option '--colour'", "portal request list --help"]),
        ("request show R-99999", 4, ["no request 'R-99999'"]),
        ("request show churn", 4, ["no request 'churn'", "ids look like R-12"]),
        ("request deny R-5 --as ana", 2, ["--reason"]),
        ("request deny R-5 --reason '' --as ana", 2, ["a denial needs a reason"]),
        ("request approve R-5 --as erik", 3, ["erik has left the organisation"]),
        ("request approve R-5 --as gwen", 3, ["no apps and no guests"]),
        ("request approve R-5 --as ci-churn", 3, ["no apps and no guests"]),
        ("request approve R-5 --as somebody", 4, ["no person 'somebody'", "people are: maya"]),
        ("request list --server http://127.0.0.1:1", 5, ["did not answer", "Connection refused"]),
    ],
)
def test_what_is_typed_wrong_is_named(portal: Portal, typed: str, code: int, says: list[str]) -> None:
    portal.refuses(typed, code, *says)


@pytest.mark.parametrize(
    "name",
    ["Has_Under", "-dash", "trailing-", "1first", "a b", "ünï", "$(id)", "x" * 25, "a\nb"],
)
def test_a_machine_whose_name_azure_would_refuse_is_refused_here(portal: Portal, name: str) -> None:
    portal.refuses([*COMPUTE.split(), "--set", f"name={name}"], 2, "name:")


def test_a_refused_name_says_what_would_be_right(portal: Portal) -> None:
    portal.refuses(f"{COMPUTE} --set name=Has_Under", 2, "3 to 24", "letters, digits and hyphens")


@pytest.mark.parametrize("name", ["Churn", "churn_model", "9lives", "a" * 21])
def test_a_project_whose_name_would_break_other_names_is_refused(portal: Portal, name: str) -> None:
    portal.refuses([*PROJECT.split(), "--set", f"name={name}"], 2, "name:", "Lower-case letters, digits and hyphens")


@pytest.mark.parametrize(
    "value",
    ["\x1b]52;c;aGk=\x07", "\x1b[2J", "\x9b31m", "safe\u202etxt", "zero\u200bwidth", "\u2066isolate", "a\x07"],
    ids=["clipboard", "clear", "c1", "bidi", "zero-width", "isolate", "bell"],
)
def test_text_that_speaks_to_a_terminal_is_refused(portal: Portal, value: str) -> None:
    words = [*PROJECT.split(), "--set", "name=quiet", "--set", f"description={value}"]
    line = portal.refuses(words, 2, "description: holds control or invisible characters")
    assert line.isprintable()
    denial = ["request", "deny", "R-5", "--as", "ana", "--reason", value]
    assert portal.refuses(denial, 2, "control or invisible").isprintable()


def test_a_very_long_value_is_measured_not_kept(portal: Portal, tmp_path: Path) -> None:
    long, longer = tmp_path / "long.yaml", tmp_path / "longer.yaml"
    long.write_text(f"name: long\ntemplate: tabular-classic\ndescription: {'x' * 200_000}\n")
    longer.write_text(f"name: long\ntemplate: tabular-classic\ndescription: {'x' * 1_000_000}\n")
    line = portal.refuses(f"request new project --file {long}", 2, "is 200000 characters long, at most 500")
    assert len(line) < 300, "the value itself is not repeated"
    portal.refuses(f"request new project --file {longer}", 2, "longer.yaml is too large", "256 KiB")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("cut.json", b'{"name": ', "is not valid JSON"),
        ("list.json", b"[1, 2]", "holds no answers"),
        ("twice.yaml", b"name: a\nname: b\n", "twice.yaml:2"),
        ("bomb.yaml", b"a: &a [x]\nb: [*a, *a]\n", "bomb.yaml:1"),
        ("bytes.yaml", bytes(range(128, 256)), "UTF-8"),
        ("deep.json", b"[" * 100_000, "is not valid JSON"),
        ("python.yaml", b"name: !!python/object/apply:os.system [id]\n", "python.yaml:1"),
    ],
)
def test_a_file_of_answers_that_cannot_be_read_is_named(
    portal: Portal, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    portal.refuses(f"request new project --file {tmp_path / name}", 2, says)


def test_a_megabyte_sent_past_the_command_line_is_refused_too(portal: Portal) -> None:
    known = server_file.read(portal.home)
    assert known is not None
    body = json.dumps({"kind": "project", "spec": {"name": "big", "description": "x" * 1_000_000}})
    head = {"Authorization": f"Bearer {known.token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection(urlsplit(known.url).netloc, timeout=30)
    try:
        connection.request("POST", "/requests", body, head)
        answer = connection.getresponse()
        problem = json.loads(answer.read())
    finally:
        connection.close()
    assert (answer.status, problem["type"]) == (413, "portal:too-large")
    assert "256 KiB" in problem["title"]
