"""Begins an organisation's own catalogue: a fresh copy of the one that comes with the package."""

import shutil
from pathlib import Path

from catalog.load import SHIPPED
from catalog.schemas import write_schemas
from catalog.template_files import is_litter

PARTS = (
    "organisation.yaml",
    "prices.yaml",
    "roles.yaml",
    "reasons.yaml",
    "compute",
    "environments",
    "gates",
    "advice",
    "policies",
    "templates",
    "infrastructure",
    "guide",
)
"""What is data in the package's folder; the rest of it is code, and schemas that are written from it."""


class FolderNotEmpty(ValueError):
    """The folder for a new catalogue holds something already."""


def init(folder: Path) -> list[Path]:
    """Copy the starter catalogue into a new or empty folder and say which files it has; raises FolderNotEmpty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(f"{folder} is not empty: name a folder that does not exist yet")
    written = []
    for source in sorted(path for part in PARTS for path in _files(SHIPPED / part)):
        target = folder / source.relative_to(SHIPPED)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        written.append(target)
    return sorted(written + write_schemas(folder / "schemas"))


def _files(path: Path) -> list[Path]:
    """The file, or every file below the folder, without what tools left there; nothing when it is not there."""
    found = [path] if path.is_file() else list(path.rglob("*"))
    return [file for file in found if file.is_file() and not is_litter(file.relative_to(SHIPPED))]
