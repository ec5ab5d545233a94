"""Changes the rules one by one and counts the changes that no test notices: `python -m tests.mutation [LANE] [NAMES]`.

A lane is a room of the house with the tests that speak of it; NAMES, such as `portal.domain.models.cells*`, narrows it.
The work is done on a copy of the tree by mutmut, which keeps the tests loaded and forks for each mutant: cosmic-ray
starts a process for each, and starting costs more here than the tests do. What came out goes to `proof/mutation.json`.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.house.tracked import ROOT, project_files

PROOF = ROOT / "proof" / "mutation.json"
CAUGHT = ("killed", "timeout", "caught by type check")


@dataclass(frozen=True)
class Lane:
    """What is changed, and the tests that should notice."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


LANES = {
    "domain": Lane(("portal/domain",), ("tests/domain", "tests/board", "tests/gates/test_judging.py", "tests/advice")),
    "budget": Lane(
        ("portal/kinds/projects/budget.py",), ("tests/kinds/test_budget.py", "tests/kinds/test_budget_words.py")
    ),
    "promotion": Lane(("portal/kinds/models",), ("tests/kinds/test_promotion.py", "tests/kinds/test_rollback.py")),
    "records": Lane(("portal/records",), ("tests/services", "tests/models", "tests/inventory")),
}


def configuration(lane: Lane) -> str:
    """What mutmut has to know, as a table of `pyproject.toml`."""
    told = {
        "source_paths": list(lane.sources),
        "also_copy": ["portal", "screens", "catalog", "README.md"],
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-x", "-q"],
        "pytest_add_cli_args_test_selection": list(lane.tests),
    }
    return "\n[tool.mutmut]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items())


def outcomes(said: str) -> dict[str, str]:
    """Each mutant's name and what became of it, as `mutmut results --all true` says it."""
    rows = (line.strip().partition(": ") for line in said.splitlines())
    return {name: outcome for name, colon, outcome in rows if colon and "__mutmut_" in name}


def summary(found: dict[str, str]) -> dict[str, object]:
    """Figures of one run, with every mutant that nobody noticed by its name."""
    counted = Counter(outcome for outcome in found.values() if outcome != "not checked")
    tried = sum(counted.values())
    caught = sum(counted[one] for one in CAUGHT)
    missed = sorted(name for name, outcome in found.items() if outcome in ("survived", "no tests"))
    return {"tried": tried, "caught": caught, "outcomes": dict(sorted(counted.items())), "missed": missed}


def run(lane: Lane, names: list[str], folder: Path) -> dict[str, object]:
    """Tries the mutants of a lane in a copy of the tree below `folder`. Raises CalledProcessError."""
    for path in project_files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, folder / path)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(configuration(lane))
    mutmut = [sys.executable, "-m", "mutmut"]
    subprocess.run([*mutmut, "run", *names], cwd=folder, check=True)
    said = subprocess.run([*mutmut, "results", "--all", "true"], cwd=folder, check=True, capture_output=True, text=True)
    return summary(outcomes(said.stdout))


def main(arguments: list[str]) -> int:
    """Runs one lane, or all of them; 2 for a lane that does not exist."""
    wanted, names = arguments[:1] or list(LANES), arguments[1:]
    if unknown := [one for one in wanted if one not in LANES]:
        print(f"there is no lane {unknown[0]}; lanes are: {', '.join(LANES)}", file=sys.stderr)
        return 2
    proof = json.loads(PROOF.read_text("utf-8")) if PROOF.exists() else {}
    for one in wanted:
        with tempfile.TemporaryDirectory() as folder:
            found = run(LANES[one], names, Path(folder))
        proof[" ".join([one, *names])] = {"command": " ".join(["python -m tests.mutation", one, *names]), **found}
        PROOF.write_text(json.dumps(proof, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{one}: {found['caught']} of {found['tried']} changes were noticed; the others stand in {PROOF.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
