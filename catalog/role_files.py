"""The files of the portal's own roles in Azure, one for each duty, below `infrastructure/roles`."""

import json
from pathlib import Path

from catalog.load import SHIPPED
from catalog.model.identities import DUTIES, DutyRole


class RoleFileBroken(ValueError):
    """A file that is no role definition; the text names it."""


def read_duty_roles(root: Path | None = None) -> dict[str, DutyRole]:
    """The role of every duty; a catalogue that has none of its own has the shipped one. Raises RoleFileBroken."""
    return {duty: _read(root or SHIPPED, duty) for duty in DUTIES}


def _read(root: Path, duty: str) -> DutyRole:
    mine = root / "infrastructure" / "roles" / f"ml-portal-{duty}.json"
    path = mine if mine.exists() else SHIPPED / "infrastructure" / "roles" / mine.name
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return DutyRole(str(told["Description"]), tuple(map(str, told["Actions"])), tuple(map(str, told["NotActions"])))
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise RoleFileBroken(f"{path} is no role definition: {broken}") from None
