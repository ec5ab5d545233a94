"""Which files of the project the rules of the house look at."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "screens", "catalog", "tests")


def inside_template_tree(path: Path) -> bool:
    """Whether a file belongs to a tree that a project is rendered from: such a tree follows its own project's rules."""
    parts = path.parts
    return parts[:2] == ("catalog", "templates") and "template" in parts[3:]


def project_files() -> list[Path]:
    """The files that Git tracks or would track, relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = (Path(name) for name in listed.split("\0") if name)
    return sorted(path for path in paths if (ROOT / path).is_file())


def python_files() -> Iterator[Path]:
    """The Python modules of the packages and their tests, relative to the root."""
    for path in project_files():
        if path.suffix == ".py" and path.parts[0] in PACKAGES and not inside_template_tree(path):
            yield path
