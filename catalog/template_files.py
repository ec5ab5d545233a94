"""The files of a template's folder and their hashes."""

import hashlib
import os
from pathlib import Path

from catalog.fault import CatalogueFault

MANIFEST = "template.yaml"
MAX_FILE_BYTES = 1024 * 1024
MAX_FILES = 2000
# What tools leave behind; rendering leaves it out too.
LITTER_FOLDERS = {"__pycache__", ".git", ".svn"}
LITTER_FILES = {".DS_Store"}
LITTER_ENDINGS = (".pyc", ".pyo", ".pyd")


def is_litter(path: Path) -> bool:
    """Whether a tool left it behind, so that it is no part of a template."""
    return not LITTER_FOLDERS.isdisjoint(path.parts) or path.name in LITTER_FILES or path.name.endswith(LITTER_ENDINGS)


def template_files(folder: Path) -> list[Path]:
    """Every file below a template's folder but its manifest, sorted; links to folders are listed, not followed."""
    found = []
    for base, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in LITTER_FOLDERS]
        links = [name for name in folders if (Path(base) / name).is_symlink()]
        found += [Path(base) / name for name in (*files, *links)]
    return sorted(path for path in found if path != folder / MANIFEST and not is_litter(path.relative_to(folder)))


def hashes(folder: Path, root: Path) -> tuple[dict[str, str], list[CatalogueFault]]:
    """SHA-256 by path below the folder, and what may not lie there."""
    found: dict[str, str] = {}
    faults = []
    paths = template_files(folder)
    if len(paths) > MAX_FILES:
        where = folder.relative_to(root).as_posix()
        return {}, [
            CatalogueFault(where, 1, f"the template has {len(paths)} files", f"at most {MAX_FILES} are allowed")
        ]
    for path in paths:
        where = path.relative_to(root).as_posix()
        if path.is_symlink() or not path.is_file():
            faults.append(CatalogueFault(where, 1, "this is a link or no regular file", "put the file itself there"))
        elif (size := path.stat().st_size) > MAX_FILE_BYTES:
            faults.append(
                CatalogueFault(where, 1, f"the file has {size} bytes", f"at most {MAX_FILE_BYTES} are allowed")
            )
        else:
            found[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found, faults
