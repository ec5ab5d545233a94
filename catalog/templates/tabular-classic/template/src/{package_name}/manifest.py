"""The manifest of a model: which files it is, byte for byte. It is the model's identity on its way to production."""

import hashlib
import json
from pathlib import Path
from typing import Any

FILE_NAME = "manifest.json"


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest()


def describe(folder: Path) -> dict[str, Any]:
    """The manifest of the files below a folder, itself left out; `digest` stands for all of them."""
    files = [
        {"path": path.relative_to(folder).as_posix(), "size": path.stat().st_size, "sha256": file_digest(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != FILE_NAME
    ]
    canonical = json.dumps(files, sort_keys=True, separators=(",", ":")).encode()
    return {"schema": 1, "files": files, "digest": hashlib.sha256(canonical).hexdigest()}


def write(folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Write the manifest beside the files it describes, with facts about how they came to be."""
    manifest = {**describe(folder), **facts}
    (folder / FILE_NAME).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return manifest


def verify(folder: Path) -> dict[str, Any]:
    """The manifest of a folder whose files are exactly those it names; anything else is refused."""
    manifest: dict[str, Any] = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    found = describe(folder)
    if found["files"] != manifest["files"] or found["digest"] != manifest["digest"]:
        raise SystemExit(f"{folder / FILE_NAME}: the files are not the ones that were trained; train again")
    return manifest
