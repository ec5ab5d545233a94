"""What the cage makes of a template, and that the same template and answers make the same bytes."""

import subprocess
import tempfile
from pathlib import Path

import pytest

from portal.rendering.cage import RenderedFile, RenderError, Tree, render, template_digest
from tests.rendering.small_template import ANSWERS, template


def contents(tree: Tree) -> dict[str, str]:
    """The files of a tree as text."""
    return {file.path: file.content.decode() for file in tree.files}


def test_only_files_that_end_in_jinja_are_rendered(tmp_path: Path) -> None:
    source = 'df[["a", "b"]] ${{ secrets.X }} {{ x }} <%= text | tojson %>\n'
    folder = template(tmp_path, {"a.txt.jinja": source, "b.txt": source, "run.sh": "#!/bin/sh\n"})
    tree = render(folder, ANSWERS)
    assert contents(tree) == {
        "a.txt": 'df[["a", "b"]] ${{ secrets.X }} {{ x }} "said"\n',
        "b.txt": source,
        "run.sh": "#!/bin/sh\n",
    }
    assert [file.executable for file in tree.files] == [False, False, True]


def test_an_answer_names_a_folder_and_leaves_out_a_file(tmp_path: Path) -> None:
    exclude = "_exclude:\n  - \"<% if name == 'churn' %>/left-out.txt<% endif %>\"\n"
    files: dict[str, str | bytes] = {"src/{name}/__init__.py": "", "left-out.txt": "x"}
    folder = template(tmp_path, files, exclude)
    assert list(contents(render(folder, ANSWERS))) == ["src/churn/__init__.py"]
    assert "left-out.txt" in contents(render(folder, {"name": "risk"}))


def test_bytes_that_are_no_text_come_through_unchanged(tmp_path: Path) -> None:
    content = bytes(range(256))
    assert render(template(tmp_path, {"picture.png": content}), {}).files[0].content == content


def test_the_same_template_and_answers_make_the_same_tree(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.json.jinja": "<%= names | tojson %>\n", "b/c.txt": "x"}
    first = render(template(tmp_path / "one", files), {"names": {"b": 1, "a": [1.5, None, True]}})
    second = render(template(tmp_path / "two", files), {"names": {"a": [1.5, None, True], "b": 1}})
    assert first == second
    assert first.file("a.json") is not None
    assert render(tmp_path / "two" / "small", {"names": {"a": [1.5, None, False], "b": 1}}).digest != first.digest


def test_the_digest_of_a_template_follows_its_files_and_nothing_else(tmp_path: Path) -> None:
    folder = template(tmp_path, {"a.txt": "x"})
    first = template_digest(folder)
    (folder / "template.yaml").write_text("id: small\n", "utf-8")
    (folder / "template" / "__pycache__").mkdir()
    (folder / "template" / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert template_digest(folder) == first
    (folder / "template" / "a.txt").write_text("y", "utf-8")
    assert template_digest(folder) != first


def test_template_code_in_an_answer_stays_as_it_was_typed(tmp_path: Path) -> None:
    typed = "<%= 7 * 7 %> {{ 7 * 7 }} <% include 'x' %> ${{ github.token }}"
    folder = template(tmp_path, {"a.md.jinja": "- <%= text | markdown %>\n", "a.json.jinja": "<%= text | tojson %>\n"})
    files = contents(render(folder, {"text": typed}))
    assert files["a.json"] == f'"{typed}"\n'
    assert "49" not in files["a.md"]


def test_nothing_is_left_behind_whether_it_worked_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    folder = template(tmp_path, {"a.txt.jinja": "<%= missing | tojson %>\n"})
    with pytest.raises(RenderError):
        render(folder, {})
    render(folder, {"missing": "here"})
    assert list(scratch.iterdir()) == []


def test_the_child_sees_nothing_of_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "very secret")
    seen: list[dict[str, str]] = []
    original = subprocess.run

    def watched(*arguments: object, **more: object) -> object:
        environment = more["env"]
        assert isinstance(environment, dict)
        seen.append(environment)
        return original(*arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    render(template(tmp_path, {"a.txt": "x"}), {})
    assert len(seen) == 1
    assert set(seen[0]) <= {"HOME", "TMPDIR", "COPIER_SETTINGS_PATH", "SYSTEMROOT", "TEMP"}


def test_a_tree_is_written_to_a_new_folder_only(tmp_path: Path) -> None:
    tree = Tree.of([RenderedFile.of("b/run.sh", b"#!/bin/sh\n"), RenderedFile.of("a.txt", b"x")])
    tree.write_to(tmp_path / "out")
    assert (tmp_path / "out" / "b" / "run.sh").stat().st_mode & 0o111
    with pytest.raises(RenderError, match="not empty"):
        tree.write_to(tmp_path / "out")


def test_an_error_names_the_file_and_line_it_came_from(tmp_path: Path) -> None:
    folder = template(tmp_path, {"sub/a.txt.jinja": "one\n<%= missing | tojson %>\n"})
    with pytest.raises(RenderError) as raised:
        render(folder, {})
    assert raised.value.where == "small, template/sub/a.txt.jinja:2"
    assert "missing" in raised.value.what
    assert str(tmp_path) not in str(raised.value)
