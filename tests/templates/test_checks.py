"""Every check finds what it is for, and finds nothing in what the templates make."""

from pathlib import Path

import pytest

from portal.rendering.cage import RenderedFile, RenderError, render
from portal.rendering.checks import CHECKS, Demands, ProjectFault, check_folder, check_tree
from tests.templates.rendered import TEMPLATES, demands, replaced, tree
from tests.templates.sample_answers import sample_answers
from tests.templates.spoiled import DEAD_GATES, SPOILED, Spoiled

VARIANTS = [
    (endpoint, problem) for endpoint in ("online", "batch", "both") for problem in ("classification", "regression")
]


def spoil(spoiled: Spoiled) -> tuple[RenderedFile, ...]:
    """The template's tree with that one thing wrong."""
    files = tree(spoiled.template).files
    if spoiled.old is None:
        return replaced(files, spoiled.path, spoiled.new)
    before = next(file.content.decode() for file in files if file.path == spoiled.path)
    assert spoiled.old in before, f"{spoiled.path} does not hold {spoiled.old!r}"
    assert spoiled.new is not None
    return replaced(files, spoiled.path, before.replace(spoiled.old, spoiled.new))


def rules_at(faults: list[ProjectFault], path: str) -> set[str]:
    """The rules that are broken in one file."""
    return {fault.rule for fault in faults if fault.path == path}


@pytest.mark.parametrize(("endpoint", "problem"), VARIANTS)
def test_nothing_is_wrong_with_what_tabular_classic_makes(endpoint: str, problem: str) -> None:
    files = tree("tabular-classic", endpoint, problem).files
    assert check_tree(files, demands(), run_gate=True) == []


def test_nothing_is_wrong_with_what_exploration_makes() -> None:
    assert check_tree(tree("exploration").files, demands("exploration")) == []
    assert check_tree(tree("exploration").files) == []
    assert check_tree(tree("exploration").files, demands()) != []


@pytest.mark.parametrize("spoiled", SPOILED, ids=lambda spoiled: f"{spoiled.rule} in {spoiled.path}")
def test_a_spoiled_project_is_found_out_where_it_was_spoiled(spoiled: Spoiled) -> None:
    faults = check_tree(spoil(spoiled), demands(spoiled.template))
    assert spoiled.rule in rules_at(faults, spoiled.reported_in or spoiled.path)
    assert all(fault.line >= 1 and fault.message for fault in faults)


@pytest.mark.parametrize("spoiled", DEAD_GATES, ids=lambda spoiled: spoiled.new)
def test_a_dead_gate_is_found_out_by_running_it(spoiled: Spoiled) -> None:
    files = spoil(spoiled)
    assert "gate-blocks" not in {fault.rule for fault in check_tree(files, demands())}
    assert "gate-blocks" in rules_at(check_tree(files, demands(), run_gate=True), "src/churn/register.py")


def test_every_check_has_a_project_that_it_finds_out() -> None:
    assert {check.rule for check in CHECKS} == {spoiled.rule for spoiled in SPOILED}
    assert len({check.rule for check in CHECKS}) == len(CHECKS)


def test_a_gate_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.rendering.checks.gate_run.SECONDS", 1)
    endless = Spoiled(
        "gate-blocks", "src/churn/register.py", "def main() -> int:", "while True: 1\n\n\ndef main() -> int:"
    )
    faults = check_tree(spoil(endless), demands(), run_gate=True)
    assert any("took longer" in fault.message for fault in faults)


def test_a_secret_is_reported_without_being_repeated() -> None:
    spoiled = next(spoiled for spoiled in SPOILED if spoiled.rule == "secrets-absent" and spoiled.path.endswith(".py"))
    assert all("hunter2" not in str(fault) for fault in check_tree(spoil(spoiled), demands()))


def test_a_project_may_be_about_what_samples_are_about() -> None:
    answers = sample_answers(project_name="taxi-demand", description="Where taxis are wanted. A TO" + "DO list.")
    files = render(TEMPLATES / "tabular-classic", answers).files
    assert check_tree(files, demands()) == []
    left = replaced(files, "data/notes.txt", "from the taxi sample\n")
    assert [fault.path for fault in check_tree(left, demands())] == ["data/notes.txt"]


def test_a_working_copy_is_checked_without_what_tools_left_there(tmp_path: Path) -> None:
    folder = tmp_path / "churn"
    tree("exploration").write_to(folder)
    for litter in (".git", ".venv", "outputs"):
        (folder / litter).mkdir()
        (folder / litter / "broken.yml").write_text("a: [", "utf-8")
    assert check_folder(folder, Demands(demands().required_tags)) == []
    (folder / "config" / "dev.yml").unlink()
    assert [fault.rule for fault in check_folder(folder)] == ["stage-configurations"]


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="is not a folder"):
        check_folder(tmp_path / "nowhere")


def test_a_profile_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="none of explore, building"):
        check_tree([], Demands(profile="production"))


def test_an_empty_folder_breaks_rules_and_nothing_else(tmp_path: Path) -> None:
    rules = {fault.rule for fault in check_folder(tmp_path, run_gate=True)}
    assert {"code-owners", "project-facts", "documents", "tests-exist", "gate-declared", "gate-blocks"} <= rules


def test_files_that_no_check_expects_are_reported_and_never_raise() -> None:
    odd = {
        ".github/workflows/a.yml": "on: 1\njobs: [x]\n",
        ".github/workflows/b.yml": "jobs: {a: {steps: {x: 1}}, b: null}\npermissions: read-all\n",
        "azureml/a.yml": "$schema: https://azuremlschemas/x\ncode: 3\npath: [1]\ncommand: {a: 1}\n",
        "config/dev.yml": "- 1\n",
        "config/stages.yml": "stages: {dev: develop, test: {branch: 3}}\n",
        "portal.yml": "gate: 3\nowner: []\n",
        "infrastructure/main.json": "[]",
        "infrastructure/parameters/dev.json": '{"parameters": []}',
        "requirements.txt": "\x00\n",
        "tests/test_a.py": "def test_a(:\n",
        "CODEOWNERS": "\n",
        "bytes.yml": "\udc80",
    }
    files = [RenderedFile.of(path, text.encode("utf-8", "surrogateescape")) for path, text in odd.items()]
    assert check_tree(files, demands(), run_gate=True)
