"""Checks what changed and runs its tests each time a file is saved: `make watch`.

The checks of one change are those of `make check` that look at one file; floors, shape and all other files are left to
`make check`, and tests further away than the nearest few to `make test`.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grimp.exceptions import SourceSyntaxError
from watchfiles import Change, DefaultFilter, watch

from tests.house.affected import heads_of, importers, modules_of, nearest_tests
from tests.house.tracked import PACKAGES, ROOT, inside_template_tree

MOST = 8
"""How many test files a change runs at most, unless `--most` says otherwise."""
NOTHING_COLLECTED = 5
"""pytest's exit code when every test of the files is one that only a campaign runs."""


@dataclass(frozen=True)
class Step:
    """One command of a round."""

    name: str
    words: tuple[str, ...]
    fine: tuple[int, ...] = (0,)
    """The exit codes that are no fault."""


class Sources(DefaultFilter):
    """Python and YAML files, where they are no tool's own."""

    def __call__(self, change: Change, path: str) -> bool:
        """Whether a change of that file is looked at."""
        return path.endswith((".py", ".yaml")) and super().__call__(change, path)


def steps(changed: Sequence[Path], tests: Sequence[str]) -> list[Step]:
    """What a change of these files, of which some may be gone, asks for."""
    sources = [str(path) for path in changed if path.suffix == ".py" and not inside_template_tree(path)]
    files = [f"{test.replace('.', '/')}.py" for test in tests]
    todo = [
        Step("format", ("ruff", "format", "--check", *sources)),
        Step("lint", ("ruff", "check", "--quiet", *sources)),
        Step("types", ("mypy", *sources)),
    ]
    return [
        *(todo if sources else ()),
        *([Step("tests", ("pytest", "-q", "-x", *files), (0, NOTHING_COLLECTED))] if files else ()),
    ]


def shortened(tests: Sequence[str], most: int) -> tuple[list[str], str]:
    """The nearest tests, and what to say of how many there are."""
    if not tests:
        return [], "no test imports this"
    if len(tests) <= most:
        return list(tests), "its test file" if len(tests) == 1 else f"its {len(tests)} test files"
    return list(tests[:most]), f"the nearest {most} of {len(tests)} test files; MOST=n runs more"


def look(changed: Sequence[Path], most: int) -> list[str]:
    """Check and test what changed; the names of the steps that found a fault."""
    try:
        known = importers()
    except SourceSyntaxError:  # the lint below says where
        near, said = list[str](), "no test, for not every source is Python"
    else:
        asked = {one for path in changed for one in modules_of(path, known)}
        near, said = shortened(nearest_tests(asked, known, heads_of(known)), most)
    print(f"\n▸ {_few(map(str, changed))} · {said}", flush=True)
    return [step.name for step in steps([path for path in changed if (ROOT / path).is_file()], near) if not _run(step)]


def _run(step: Step) -> bool:
    return subprocess.run([sys.executable, "-m", *step.words], cwd=ROOT, check=False).returncode in step.fine


def _few(names: Iterable[str]) -> str:
    first, *others = sorted(names)
    return f"{first} and {len(others)} more" if others else first


def main() -> int:
    """Watch until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make watch", description=__doc__)
    parser.add_argument("--most", type=int, default=MOST, help="how many test files a change runs at most")
    most = parser.parse_args().most
    print(f"watching {', '.join(PACKAGES)}; Ctrl-C ends", flush=True)
    try:
        for changes in watch(*(ROOT / package for package in PACKAGES), watch_filter=Sources()):
            wrong = look(sorted({Path(path).relative_to(ROOT) for _, path in changes}), most)
            print(f"✗ {', '.join(wrong)}" if wrong else "✓ nothing found", flush=True)
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
