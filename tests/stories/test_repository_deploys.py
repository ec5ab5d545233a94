"""A model goes from dev over test to prod, and each time the project's own repository deploys it, behind the gate."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stories.programs import COMMAND, Portal, home
from tests.stories.repository import DIGEST, cell, in_dev


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """A portal of one's own."""
    with home(tmp_path / "home") as portal:
        yield portal


def test_the_repository_deploys_what_was_promoted_and_nothing_else(portal: Portal, tmp_path: Path) -> None:
    wish = "--set name=idea --set template=exploration --set executor=ci --as maya"
    portal.refuses(f"request new project {wish}", 3, "the template brings no such workflow", "--set executor=portal")
    clone = in_dev(portal, tmp_path)
    assert deployed_by_hand(portal, clone, "test", DIGEST) == 3
    promoted(portal, "test")
    assert cell(portal, "test") == ("1", "manifest")
    assert deployed_by_hand(portal, clone, "prod", DIGEST) == 3
    assert probes(portal) == [("ci-churn", DIGEST)]


@pytest.mark.prove
def test_the_same_files_go_on_to_prod(portal: Portal, tmp_path: Path) -> None:
    in_dev(portal, tmp_path)
    promoted(portal, "test")
    portal.does("model sign churn --version 1 --gate G3-intended-use --statement 'I read its card.' --as sam")
    promoted(portal, "prod")
    assert cell(portal, "prod") == ("1", "manifest")
    assert probes(portal) == [("ci-churn", DIGEST)] * 2


def probes(portal: Portal) -> list[tuple[str, str]]:
    """Who handed in that a deployment answers, and of which artefact."""
    found = portal.told("evidence list --model churn --version 1")["items"]
    return [(one["by"], one["artefact"]) for one in found if one["kind"] == "probe"]


def deployed_by_hand(portal: Portal, clone: Path, stage: str, artefact: str) -> int:
    """The exit code of the repository's deploy script where nobody started a promotion."""
    words = ["-m", "scripts.deploy", "--version", "1", "--stage", stage, "--artefact", artefact]
    environment = {**portal.environment, "PORTAL_PERSON": "ci-churn", "PATH": str(COMMAND.parent)}
    done = subprocess.run(
        [sys.executable, *words], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    assert "portal model gate answered 3" in done.stdout, done
    return done.returncode


def promoted(portal: Portal, stage: str) -> dict[str, Any]:
    """A promotion as the project says, by its pipeline, approved by whoever it takes, when it has ended."""
    words = f"request new promotion --set model=churn --set version=1 --set to={stage} --as priya"
    id = portal.told(words)["id"]
    for person in ("ana", "paul") if stage == "prod" else ("theo",):
        portal.does(f"request approve {id} --as {person}")
    portal.does("demo clock +11m")
    ended: dict[str, Any] = portal.told(f"request watch {id} --timeout 90")
    assert ended["state"] == "ready", ended["operation"]
    return ended
