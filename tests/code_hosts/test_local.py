"""Local repositories: the same again changes nothing, other content is a conflict, nobody's settings matter."""

import os
import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.code_hosts import Author, RepositoryConflict, RepositoryError, code_host_at
from portal.code_hosts.local import read_head
from tests.code_hosts.trees import AT, AUTHOR, OTHER, SMALL, File, Files, publish_small


def git(folder: Path, *arguments: str) -> str:
    """What git prints, run with a person's name."""
    command = ["git", "-C", str(folder), "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder with its time of change and its bytes."""
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_a_published_tree_can_be_cloned_byte_for_byte(tmp_path: Path) -> None:
    commit = publish_small(tmp_path / "churn.git")
    git(tmp_path, "clone", "--quiet", commit.clone_url, "clone")
    for file in SMALL.files:
        place = tmp_path / "clone" / file.path
        assert place.read_bytes() == file.content
        assert os.access(place, os.X_OK) is file.executable
    assert git(tmp_path / "clone", "branch", "--show-current").strip() == "main"
    git(tmp_path / "clone", "switch", "--quiet", "develop")
    assert git(tmp_path / "clone", "rev-parse", "HEAD").strip() == commit.sha
    git(tmp_path / "churn.git", "fsck", "--strict")


def test_the_commit_says_who_why_and_when(tmp_path: Path) -> None:
    publish_small(tmp_path / "churn.git")
    said = git(tmp_path / "churn.git", "log", "-1", "--format=%an <%ae>|%cn|%s|%aI", "main")
    assert (
        said.strip()
        == "Maya Chen <maya@example.org>|Maya Chen|Start from tabular-classic 1.0.0|2026-11-23T07:00:00+00:00"
    )


def test_the_same_tree_and_time_give_the_same_commit_anywhere(tmp_path: Path) -> None:
    first = publish_small(tmp_path / "a.git")
    second = publish_small(tmp_path / "b.git")
    later = publish_small(tmp_path / "c.git", at=datetime(2026, 11, 24, tzinfo=UTC))
    assert first.sha == second.sha != later.sha


def test_publishing_again_answers_the_same_and_changes_nothing(tmp_path: Path) -> None:
    first = publish_small(tmp_path / "churn.git")
    before = snapshot(tmp_path / "churn.git")
    assert publish_small(tmp_path / "churn.git") == first
    assert snapshot(tmp_path / "churn.git") == before


def test_publishing_again_after_somebody_pushed_changes_nothing_either(tmp_path: Path) -> None:
    first = publish_small(tmp_path / "churn.git")
    git(tmp_path, "clone", "--quiet", first.clone_url, "clone")
    git(tmp_path / "clone", "commit", "--quiet", "--allow-empty", "--message", "work")
    git(tmp_path / "clone", "push", "--quiet", "origin", "main")
    pushed = git(tmp_path / "clone", "rev-parse", "main").strip()
    assert publish_small(tmp_path / "churn.git") == first
    head = read_head(tmp_path / "churn.git")
    assert head is not None
    assert head.branches == {"main": pushed, "develop": first.sha}


def test_a_repository_with_other_content_is_a_conflict_and_is_left_alone(tmp_path: Path) -> None:
    publish_small(tmp_path / "churn.git", OTHER)
    before = snapshot(tmp_path / "churn.git")
    with pytest.raises(RepositoryConflict, match="is there already with other content"):
        publish_small(tmp_path / "churn.git")
    assert snapshot(tmp_path / "churn.git") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".churn.git.lock", "churn.git"]


def test_a_folder_that_is_no_repository_is_a_conflict(tmp_path: Path) -> None:
    (tmp_path / "churn.git").mkdir()
    (tmp_path / "churn.git" / "precious").write_text("kept", "utf-8")
    with pytest.raises(RepositoryConflict):
        publish_small(tmp_path / "churn.git")
    assert (tmp_path / "churn.git" / "precious").read_text("utf-8") == "kept"


def test_what_a_person_configured_has_no_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = publish_small(tmp_path / "plain.git")
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "reference-transaction").write_text(f"#!/bin/sh\ntouch {tmp_path}/hook-ran\nexit 1\n", "utf-8")
    (hooks / "reference-transaction").chmod(0o755)
    settings = f"[core]\n hooksPath = {hooks}\n autocrlf = true\n[init]\n templateDir = {hooks}\n[user]\n name = Else\n"
    (tmp_path / ".gitconfig").write_text(settings, "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Else")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.hooksPath")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(hooks))
    assert publish_small(tmp_path / "churn.git").sha == plain.sha
    assert not (tmp_path / "hook-ran").exists()
    assert not (tmp_path / "churn.git" / "hooks").exists()


def test_ten_at_once_make_one_repository(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(publish_small(tmp_path / "churn.git").sha)) for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert len(set(found)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".churn.git.lock", "churn.git"]


def test_a_repository_that_is_not_there_has_no_head(tmp_path: Path) -> None:
    assert read_head(tmp_path / "none.git") is None


@pytest.mark.parametrize("path", ["../out", "/etc/passwd", "a/../../b", "line\nbreak"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(RepositoryError, match="leads out"):
        publish_small(tmp_path / "churn.git", Files(File(path, b"x")))
    assert not (tmp_path / "churn.git").exists()


@pytest.mark.parametrize("name", ["a\nb", "x <y>", " "])
def test_an_author_that_would_break_the_commit_is_refused(name: str) -> None:
    with pytest.raises(RepositoryError, match="cannot stand in a commit"):
        Author(name, "maya@example.org")


@pytest.mark.parametrize("branch", ["-x", "a..b", "a b", "a//b", "main\nreset"])
def test_a_branch_that_is_no_name_is_refused(tmp_path: Path, branch: str) -> None:
    with pytest.raises(RepositoryError, match="no name of a branch"):
        publish_small(tmp_path / "churn.git", branches=[branch])


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="no time zone"):
        publish_small(tmp_path / "churn.git", at=datetime(2026, 1, 1))


def test_a_place_is_found_by_the_scheme_of_its_address(tmp_path: Path) -> None:
    place = code_host_at(tmp_path.as_uri())
    commit = place.publish(SMALL, "churn", author=AUTHOR, message="Start", at=AT)
    assert commit.clone_url == place.clone_url("churn") == (tmp_path / "churn.git").as_uri()
    head = place.read_head("churn")
    assert head is not None and head.sha == commit.sha
    with pytest.raises(RepositoryError, match="no name of a repository"):
        place.read_head("../churn")
    with pytest.raises(RepositoryError, match="no repositories can be kept at ftp://"):
        code_host_at("ftp://example.org/git")
