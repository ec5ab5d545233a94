"""The whole product without a screen: what a script, or somebody in a hurry, does with `portal`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from portal.cli.root import root
from portal.reports.proof import verify_export
from tests.stories.programs import Portal, Ran, home

COMMANDS = """
    open, inbox, serve, doctor,
    catalog list, catalog show, catalog search, catalog validate, catalog init, catalog render,
    request kinds, request new, request list, request show, request edit, request approve, request deny,
    request ask, request withdraw, request retry, request watch,
    project list, project show, project check, project export,
    model board, audit list, audit verify, audit export,
    server status, server stop, demo reset, demo clock, demo azure
"""
"""What scripts may rely on; more may come, none of these may go."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The real command over a private server process of this module."""
    with home(tmp_path_factory.mktemp("stories") / "home") as portal:
        yield portal


def test_from_a_wish_to_a_model_with_its_evidence_and_machines_to_train_on(portal: Portal, tmp_path: Path) -> None:
    id = maya_asks_for_a_project(portal)
    maya_may_not_approve_her_own_request(portal, id)
    ana_approves_it(portal, id)
    its_maker_follows_it_until_it_is_ready(portal, id)
    clone = maya_clones_its_repository(portal, tmp_path)
    its_own_tests_are_green(clone)
    its_training_leaves_evidence(clone)
    card = a_small_cluster_needs_nobody(portal)
    a_gpu_needs_ana(portal)
    everything_that_was_done_is_in_the_audit(portal, id)
    the_line_on_its_card_trains_the_project(card, clone)


def maya_asks_for_a_project(portal: Portal) -> str:
    """A name and a template are enough; everything else has an assumption that is marked as one."""
    asked = portal.told("request new project --set name=churn --set template=tabular-classic --as maya")
    assert (asked["kind"], asked["state"], asked["tier"], asked["requester"]) == ("project", "in_review", "T1", "maya")
    assert asked["origins"]["name"] == "answered"
    assert asked["origins"]["monthly_budget"] == "assumed"
    assert set(asked["waiting_on"]["people"]) == {"ana", "li"}
    id: str = asked["id"]
    return id


def maya_may_not_approve_her_own_request(portal: Portal, id: str) -> None:
    """Nobody decides on what they asked for; the answer says so."""
    portal.refuses(f"request approve {id} --as maya", 3, id, "nobody decides on what they asked for")
    assert portal.told(f"request show {id}")["state"] == "in_review"


def ana_approves_it(portal: Portal, id: str) -> None:
    """She finds it in her inbox and approves exactly what she was shown. Ten seconds later it may start."""
    assert id in {row["id"] for row in portal.told("inbox --as ana")["items"]}
    digest = portal.told(f"request show {id} --as ana")["digest"]
    assert "is approved" in portal.does(f"request approve {id} --as ana --digest {digest}")
    portal.does("demo clock +1m")


def its_maker_follows_it_until_it_is_ready(portal: Portal, id: str) -> None:
    """Watching ends by itself, with exit code 0, when it is ready; the ready card says what to do now."""
    watched = portal.does(f"request watch {id} --timeout 60 --as maya")
    assert f"{id} is ready" in watched
    assert "git clone file://" in watched
    assert portal.told(f"request show {id}")["state"] == "ready"


def maya_clones_its_repository(portal: Portal, folder: Path) -> Path:
    """What the inventory names as its repository is something that `git clone` takes, on the branch for dev."""
    project = portal.told("project show churn --as maya")
    assert (project["owner"], project["phase"], project["template"]) == ("maya", "building", "tabular-classic")
    assert [stage["stage"] for stage in project["stages"]] == ["dev", "test", "prod"]
    clone = folder / "churn"
    subprocess.run(["git", "clone", "--quiet", project["repository"], str(clone)], check=True, capture_output=True)
    assert f"{clone}: nothing is wrong" in portal.does(f"project check {clone}")
    return clone


def its_own_tests_are_green(clone: Path) -> None:
    """The repository brings its tests."""
    done = python(clone, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.code == 0, done.out
    assert "passed" in done.out


def its_training_leaves_evidence(clone: Path) -> None:
    """The commands of its README, word for word, train on the bundled rows and register a model with its evidence."""
    typed = [
        line for line in (clone / "README.md").read_text("utf-8").splitlines() if line.startswith("python -m churn")
    ]
    assert len(typed) == 4
    for line in typed:
        done = python(clone, *line.split()[1:])
        assert done.code == 0, done
    (manifest,) = clone.glob("registry/**/manifest.json")
    digests = json.loads(manifest.read_text("utf-8"))
    assert digests["files"]
    evidence = list((clone / "outputs" / "evidence").glob("*.json"))
    assert evidence
    assert all(json.loads(one.read_text("utf-8")) for one in evidence)


def a_small_cluster_needs_nobody(portal: Portal) -> dict[str, Any]:
    """A T0 machine is approved by policy and is the project's as soon as it is ready; the value is its card."""
    asked = portal.told("request new compute --set project=churn --set type=d4s-v5 --as maya")
    assert (asked["tier"], [review["person"] for review in asked["reviews"]]) == ("T0", ["policy"])
    ready = portal.told(f"request watch {asked['id']} --timeout 60")
    assert ready["state"] == "ready"
    name = ready["plan"]["effects"][0]["name"]
    assert name in {resource["name"] for resource in portal.told("project show churn")["resources"]}
    card: dict[str, Any] = ready["card"]
    return card


def a_gpu_needs_ana(portal: Portal) -> None:
    """A T1 machine waits for one of the platform team."""
    id = portal.told("request new compute --set project=churn --set type=nc4as-t4-v3 --as maya")["id"]
    assert portal.told(f"request show {id}")["state"] == "in_review"
    portal.does(f"request approve {id} --as ana")
    portal.does("demo clock +1m")
    assert portal.told(f"request watch {id} --timeout 60")["state"] == "ready"


def everything_that_was_done_is_in_the_audit(portal: Portal, id: str) -> None:
    """Who did what, in order, in a chain that verifies."""
    acts = [(row["actor"], row["act"]) for row in reversed(portal.told(f"audit list --subject {id}")["items"])]
    assert acts == [
        ("maya", "submitted"),
        ("maya", "vote-refused"),
        ("ana", "approved"),
        ("portal", "started"),
        ("portal", "ready"),
    ]
    assert portal.told("audit verify")["ok"] is True
    assert verify_export(portal.does("audit export").splitlines()).ok


def the_line_on_its_card_trains_the_project(card: dict[str, Any], clone: Path) -> None:
    """The job snippet names this cluster and a pipeline that the repository has; every link leads somewhere."""
    job = next(line for line in card["do_now"] if line.startswith("az ml job create"))
    assert f"azureml:{card['headline'].split()[0]}" in job
    assert (clone / job.split("--file ")[1].split()[0]).is_file(), job
    assert all(title and url for title, url in card["links"]), card["links"]


def python(folder: Path, *words: str) -> Ran:
    """Python in a project's folder, with the portal's own interpreter and nothing else of the portal's."""
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": "src", "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, *words], cwd=folder, env=own, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def test_a_size_that_is_blocked_names_what_to_take_instead(portal: Portal) -> None:
    words = "request new compute --set project=retention --set type=nc6 --as priya"
    portal.refuses(words, 2, "blocked", "nc4as-t4-v3")
    problem = json.loads(portal(f"{words} --json").out)
    assert (problem["type"], problem["complaints"][0]["where"]) == ("portal:blocked-offer", "type")


def test_every_cell_of_the_board_says_how_old_it_is(portal: Portal) -> None:
    board = portal.told("model board --refresh --as maya")
    cells = [cell for row in board["items"] for cell in row["stages"].values()]
    assert len(board["items"]) > 30
    assert None in cells, "a stage that a model never reached is null"
    assert all(cell["observed_at"].endswith("Z") for cell in cells if cell is not None)
    assert all(set(row["stages"]) == {"dev", "test", "prod"} for row in board["items"])


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("catalog list", "id kind title lifecycle"),
        ("catalog search gpu", "id kind title lifecycle"),
        ("request kinds", "id title summary"),
        ("request list --scope all", "id kind state revision digest requester waiting_on"),
        ("inbox --as ana", "id kind state revision digest requester waiting_on"),
        ("project list", "name owner phase template template_version stages resources"),
        ("model board", "name project stages"),
        ("audit list", "number at actor act subject"),
        ("demo azure", "number at method status path"),
    ],
)
def test_a_list_is_one_json_document_of_items_and_a_cursor(portal: Portal, words: str, keys: str) -> None:
    found = portal.told(words)
    assert {"items", "next"} <= set(found)
    assert found["items"]
    assert set(keys.split()) <= set(found["items"][0])


def test_a_long_list_goes_on_where_its_cursor_says(portal: Portal) -> None:
    whole = [row["id"] for row in portal.told("request list --limit 200")["items"]]
    first = portal.told("request list --limit 7")
    second = portal.told(f"request list --limit 7 --cursor {first['next']}")
    assert [row["id"] for row in (*first["items"], *second["items"])] == whole[:14]


@pytest.mark.parametrize("words", sorted(" ".join(one.split()) for one in COMMANDS.split(",")))
def test_every_command_explains_itself_without_a_server(words: str) -> None:
    command = built()[words]
    context = click.Context(command, info_name=f"portal {words}")
    told = command.get_help(context)
    assert told.startswith(f"Usage: portal {words}")
    assert command.help and command.help in " ".join(told.split())
    assert all(option in told for option in ("--json", "--as PERSON", "--server URL"))


def test_what_a_group_lists_is_what_it_has() -> None:
    named = sorted(" ".join(one.split()) for one in COMMANDS.split(","))
    assert set(named) <= set(built())
    assert all(command.help for command in built().values()), "a command without a word of help"


def built() -> dict[str, click.Command]:
    """Every command that there is, by the words that call it."""

    def below(group: click.Group, words: str) -> dict[str, click.Command]:
        found: dict[str, click.Command] = {}
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            called = f"{words} {name}".strip()
            found |= below(command, called) if isinstance(command, click.Group) else {called: command}
        return found

    return below(root, "")


def test_the_command_itself_answers_help_and_its_version(tmp_path: Path) -> None:
    portal = Portal(tmp_path / "home")
    assert "Exit codes: 0 done, 1 failed, 2 bad input, 3 refused" in portal.does("--help")
    assert portal.does("--version").startswith("portal ")
    assert not portal.home.exists(), "asking for help starts nothing"
