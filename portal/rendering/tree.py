"""A rendered project: its files with their digests, as values."""

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MAX_FILES = 500
MAX_BYTES = 2 * 1024 * 1024


class RenderError(Exception):
    """A template or an answer that cannot be rendered: what was wrong, where, and what to do."""

    def __init__(self, what: str, where: str, todo: str) -> None:
        self.what = what
        self.where = where
        self.todo = todo
        super().__init__(f"{where}: {what}; {todo}")


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file of a project; `path` is relative, with forward slashes."""

    path: str
    content: bytes
    executable: bool
    sha256: str

    @classmethod
    def of(cls, path: str, content: bytes) -> "RenderedFile":
        """A file that is executable when it starts with `#!`, since a package index keeps no mode bits."""
        return cls(path, content, content.startswith(b"#!"), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class Tree:
    """All files of a project, sorted by path, and one digest over paths, modes and contents."""

    files: tuple[RenderedFile, ...]
    digest: str

    @classmethod
    def of(cls, files: Iterable[RenderedFile]) -> "Tree":
        """A tree of these files, in whatever order they come."""
        ordered = tuple(sorted(files, key=lambda file: file.path))
        return cls(ordered, digest_of(ordered))

    def file(self, path: str) -> RenderedFile | None:
        """The file at a path, or None."""
        return next((file for file in self.files if file.path == path), None)

    def write_to(self, folder: Path) -> None:
        """Write all files below a folder that is new or empty; refuses any other."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise RenderError("is there already and not empty", str(folder), "name a new folder")
        for file in self.files:
            place = folder / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.content)
            if file.executable:
                place.chmod(place.stat().st_mode | 0o111)


def digest_of(files: Iterable[RenderedFile]) -> str:
    """SHA-256 over one line per file: its own digest, its mode, its path."""
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.sha256} {'x' if file.executable else '-'} {file.path}\n".encode())
    return total.hexdigest()


def read_folder(folder: Path, ignored: frozenset[str] = frozenset()) -> tuple[RenderedFile, ...]:
    """The regular files below a folder, sorted; anything else, or too much, is a RenderError.

    `ignored` are names of folders and files that are passed over wherever they stand.
    """
    found: list[RenderedFile] = []
    size = 0
    for entry in _entries(folder, ignored):
        path = Path(entry.path).relative_to(folder).as_posix()
        mode = entry.stat(follow_symlinks=False).st_mode
        if not stat.S_ISREG(mode):
            what = "is a symbolic link" if stat.S_ISLNK(mode) else "is not a regular file"
            raise RenderError(what, path, "a project tree holds files and folders only: remove it")
        size += entry.stat(follow_symlinks=False).st_size
        if len(found) == MAX_FILES or size > MAX_BYTES:
            limits = f"{MAX_FILES} files and {MAX_BYTES // 1024} KiB"
            raise RenderError(f"is more than {limits}", str(folder.name), "leave out data and generated files")
        found.append(RenderedFile.of(path, Path(entry.path).read_bytes()))
    return tuple(sorted(found, key=lambda file: file.path))


def _entries(folder: Path, ignored: frozenset[str]) -> Iterable[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name in ignored:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path), ignored)
            else:
                yield entry
