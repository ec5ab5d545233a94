"""Templates that want more than plain rendering are refused with what, where and what to do."""

import os
from pathlib import Path

import pytest

from portal.rendering.cage import RenderError, render
from portal.rendering.paths import final_path
from portal.rendering.template import check_settings
from portal.rendering.tree import MAX_FILES
from tests.rendering.small_template import ANSWERS, SETTINGS, template


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("_tasks: ['touch {mark}']\n", "sets _tasks"),
        ("_migrations: [{{version: v1, before: ['touch {mark}']}}]\n", "sets _migrations"),
        ("_jinja_extensions: [jinja2.ext.do]\n", "sets _jinja_extensions"),
        ("_external_data: {{other: ../other.yml}}\n", "sets _external_data"),
        ("_preserve_symlinks: true\n", "sets _preserve_symlinks"),
        ("_answers_file: ../../answers.yml\n", "sets _answers_file"),
        ("question: {{type: str}}\n", "asks the question question"),
        ("_exclude: /a.txt\n", "_exclude is not a list of text"),
        ("more: !include ../../*.yml\n", "cannot be read"),
        ("more: !!python/object/apply:os.system ['touch {mark}']\n", "cannot be read"),
        ("]\n", "cannot be read"),
    ],
)
def test_a_setting_beyond_plain_rendering_is_refused_before_anything_runs(
    tmp_path: Path, more: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    folder = template(tmp_path, {"a.txt": "x"}, more.format(mark=mark))
    monkeypatch.setattr("portal.rendering.cage._run_child", lambda *_: pytest.fail("the child was started"))
    with pytest.raises(RenderError, match=what) as raised:
        render(folder, ANSWERS)
    assert raised.value.where == "copier.yml"
    assert raised.value.todo
    assert not mark.exists()


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("_subdirectory: template", "_subdirectory: ..", "_subdirectory is not the fixed one"),
        ("_templates_suffix: .jinja", "_templates_suffix: ''", "_templates_suffix is not the fixed one"),
        ('"<%="', '"[["', "_envops is not the fixed one"),
        ("jinja2.StrictUndefined", "jinja2.Undefined", "_envops is not the fixed one"),
        ("_subdirectory: template\n", "", "_subdirectory is missing"),
    ],
)
def test_a_setting_that_is_fixed_cannot_be_another(old: str, new: str, what: str) -> None:
    assert old in SETTINGS
    check_settings(SETTINGS.encode())
    with pytest.raises(RenderError, match=what):
        check_settings(SETTINGS.replace(old, new).encode())


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
@pytest.mark.parametrize("goal", ["/etc/passwd", "a.txt", "nowhere"])
def test_a_symbolic_link_is_refused(tmp_path: Path, goal: str) -> None:
    folder = template(tmp_path, {"a.txt": "x"})
    (folder / "template" / "link").symlink_to(goal)
    with pytest.raises(RenderError, match="symbolic link"):
        render(folder, ANSWERS)


def test_a_link_to_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    folder = template(tmp_path, {"a.txt": "x"})
    (folder / "template" / "link").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(RenderError, match="symbolic link"):
        render(folder, ANSWERS)
    (folder / "template" / "link").unlink()
    os.mkfifo(folder / "template" / "pipe")
    with pytest.raises(RenderError, match="not a regular file"):
        render(folder, ANSWERS)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("<%= text %>", "without saying how"),
        ("<%= text['__class__'] | tojson %>", "unsafe"),
        ("<%= lipsum() | tojson %>", "undefined"),
        ("<%= range(10 ** 9) | list | tojson %>", "Range too big"),
        ("<%= (text * 10 ** 10) | tojson %>", "memory"),
        ("<%= name | word %>\n<%= '${{ x }}' | word %>", "not a plain word"),
        ("<%= missing | tojson %>", "'missing' is undefined"),
        ("<%= missing | word %>", "'missing' is undefined"),
    ],
)
def test_what_goes_wrong_in_the_child_is_one_error_with_its_place(tmp_path: Path, source: str, what: str) -> None:
    folder = template(tmp_path, {"a.txt.jinja": source + "\n"})
    with pytest.raises(RenderError, match=what) as raised:
        render(folder, ANSWERS)
    assert raised.value.where.startswith("small, template/a.txt.jinja:")


def test_a_loop_without_end_stops_at_the_deadline(tmp_path: Path) -> None:
    loops = "".join(f"<% for n{depth} in range(99999) %>" for depth in range(4)) + "<% endfor %>" * 4
    with pytest.raises(RenderError, match=r"took longer than 1\.5 s"):
        render(template(tmp_path, {"a.txt.jinja": loops}), ANSWERS, timeout_seconds=1.5)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("{name}/a.txt", ".."),
        ("{name}/a.txt", "/etc"),
        ("{name}/a.txt", "a/../../b"),
        ("{name}/a.txt", ".git"),
        ("{name}/a.txt", ""),
        ("{name}/a.txt", "a b"),
        ("{name}/a.txt", "C:"),
        ("{name}.txt", "x" * 250),
        ("{unknown}/a.txt", "churn"),
        ("a b.txt", "churn"),
    ],
)
def test_no_answer_leads_a_file_out_of_the_tree(path: str, answer: str) -> None:
    assert final_path("{name}/a.txt", {"name": "churn-2.x_y"}) == "churn-2.x_y/a.txt"
    with pytest.raises(RenderError):
        final_path(path, {"name": answer})


def test_an_answer_that_leads_out_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"answer 'name' is '\.\.', which cannot be part of a path"):
        render(template(tmp_path, {"{name}/a.txt": "x"}), {"name": ".."})


def test_two_files_cannot_become_one(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="the same path"):
        render(template(tmp_path, {"{name}.txt": "x", "Churn.txt": "y"}), ANSWERS)


def test_template_code_in_a_file_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="template code in its name"):
        render(template(tmp_path, {"<%= name %>.txt": "x"}), ANSWERS)


@pytest.mark.parametrize("path", ["beside.txt", "template/.git/hooks/post-checkout"])
def test_files_beside_the_tree_and_git_folders_are_refused(tmp_path: Path, path: str) -> None:
    folder = template(tmp_path, {"a.txt": "x"})
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text("x", "utf-8")
    with pytest.raises(RenderError):
        render(folder, ANSWERS)


def test_a_tree_that_is_too_large_is_refused_however_it_became_so(tmp_path: Path) -> None:
    many = template(tmp_path / "many", {f"{number}.txt": "" for number in range(MAX_FILES + 1)})
    with pytest.raises(RenderError, match="is more than"):
        render(many, ANSWERS)
    grown = "<% for n in range(40000) %><%= text | tojson %><%= text | tojson %><% endfor %>"
    files: dict[str, str | bytes] = {f"{number}.txt.jinja": grown for number in range(4)}
    with pytest.raises(RenderError, match=r"is more than|a limit on"):
        render(template(tmp_path / "grown", files), {"text": "x" * 10})


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_a_folder_that_is_no_template_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RenderError, match="is not a template"):
        render(tmp_path / folder, ANSWERS)


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        ({"name": object()}, "is a object"),
        ({"name": b"x"}, "is a bytes"),
        ({"name": float("nan")}, "is a float"),
        ({"name": "\ud800"}, "half a character"),
        ({"name": {1: "x"}}, "not text"),
        ({"_copier_conf": "x"}, "not a name"),
        ({"Name": "x"}, "not a name"),
        ({"name": "x" * 300_000}, "above 256 KiB"),
        ({"name": [[[[[[[[[["deep"]]]]]]]]]]}, "deeper"),
    ],
)
def test_an_answer_that_is_no_plain_value_is_refused(tmp_path: Path, answers: dict[str, object], what: str) -> None:
    with pytest.raises(RenderError, match=what):
        render(template(tmp_path, {"a.txt": "x"}), answers)
