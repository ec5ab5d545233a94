"""A repository holds exactly the files that were approved, and is removed only while nobody has worked in it."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.contract.plan import Effect, Plan
from portal.services.operations import operations
from portal.store.tables import ledger, projects, resources
from tests.engine import plans
from tests.engine.workbench import Workbench, journal_text, plan_of
from tests.kill.scene import catalogue, project


@pytest.fixture
def library(bench: Workbench) -> Workbench:
    """A workbench with the starter catalogue."""
    bench.catalogue = catalogue
    return bench


def repository(**changes: Any) -> Effect:
    """The repository of a project."""
    effect = next(effect for effect in project("churn").effects if effect.kind == "repository")
    return replace(effect, payload={**effect.payload, **changes})


def with_refused_group(bench: Workbench, effect: Effect) -> Plan:
    """A plan whose second step is refused, so that the first is undone."""
    bench.fault(kind="refuse", method="PUT", path=plans.GROUP_ID, status=400, error={"code": "No", "message": "no"})
    return plan_of(effect, plans.group())


def bare(bench: Workbench) -> Path:
    """Where the repository lies."""
    return bench.home / "repositories" / "churn.git"


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder."""
    identity = ("-c", "user.name=maya", "-c", "user.email=maya@example.org")
    done = subprocess.run(["git", *identity, "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_what_was_approved_is_published_and_the_project_knows_where(library: Workbench) -> None:
    library.ask(plan_of(repository(), plans.inventory()))
    library.start()
    done = library.until("done", "stuck")
    assert library.request()["state"] == "ready", journal_text(done)
    outcome = next(row["outcome"] for row in library.rows(ledger) if row["kind"] == "repository")
    row = library.rows(projects)[0]
    assert (row["repository"], row["commit"]) == (outcome["url"], outcome["commit"])
    assert git(bare(library), "rev-parse", "develop") == outcome["commit"]
    listed = git(bare(library), "ls-tree", "-r", "--name-only", "main").splitlines()
    assert sorted(listed) == sorted(repository().payload["files"])
    assert library.rows(resources)[0]["url"] == outcome["url"]


def test_a_template_that_renders_other_files_stops_it(library: Workbench) -> None:
    files = {**repository().payload["files"], "README.md": "0" * 64}
    library.ask(plan_of(repository(files=files)))
    library.start()
    stuck = library.until("stuck")
    assert stuck.reason == "template tabular-classic renders other files than were approved: README.md"
    assert not bare(library).exists()


def test_a_repository_of_that_name_with_other_content_is_left_alone(library: Workbench) -> None:
    bare(library).mkdir(parents=True)
    git(bare(library), "init", "--quiet", "--bare")
    library.ask(plan_of(repository()))
    library.start()
    assert "is there already with other content" in library.until("stuck").reason
    operations.give_up(library.database, 1, "maya", library.clock(), "demo")
    library.until("done")
    assert library.request()["state"] == "failed_clean"
    assert bare(library).exists()
    assert library.rows(resources) == []


def test_undoing_removes_it(library: Workbench) -> None:
    library.ask(with_refused_group(library, repository()))
    library.start()
    library.until("stuck")
    assert bare(library).exists()
    operations.give_up(library.database, 1, "maya", library.clock(), "demo")
    library.until("done")
    assert library.request()["state"] == "failed_clean"
    assert not bare(library).exists()


def test_undoing_keeps_it_once_somebody_has_pushed(library: Workbench, tmp_path: Path) -> None:
    library.ask(with_refused_group(library, repository()))
    library.start()
    library.until("stuck")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(bare(library)), str(clone))
    git(clone, "commit", "--quiet", "--allow-empty", "-m", "My work")
    git(clone, "push", "--quiet", "origin", "main")
    operations.give_up(library.database, 1, "maya", library.clock(), "demo")
    library.until("done")
    request = library.request()
    assert request["state"] == "failed_leftovers"
    assert "somebody has pushed to" in request["reason"]
    assert bare(library).exists()
