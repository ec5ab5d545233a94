"""Reading the seed: YAML files in one folder, each a mapping of lists."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

Rows = list[dict[str, Any]]
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Seed:
    """What to plant: lists of rows by the name of their section, e.g. `workspaces`."""

    sections: dict[str, Rows]

    def rows(self, section: str) -> Rows:
        """The rows of one section; none when it is absent."""
        return self.sections.get(section, [])


def load_seed(folder: Path = _HERE / "organisation") -> Seed:
    """All sections of all files in a folder. Raises ValueError when two files claim one section."""
    sections: dict[str, Rows] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, rows in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")).items():
            if name in sections:
                raise ValueError(f"{path}: section '{name}' is already in another file of the seed")
            sections[name] = rows
    return Seed(sections)


def load_reference() -> Seed:
    """What every emulated Azure knows: sizes and built-in roles."""
    return Seed(YAML(typ="safe", pure=True).load((_HERE / "reference.yaml").read_text(encoding="utf-8")))


def bare_seed(*subscriptions: str) -> Seed:
    """An empty organisation with these subscriptions."""
    rows: Rows = [{"id": id_, "title": f"Subscription {number}"} for number, id_ in enumerate(subscriptions, 1)]
    return Seed({"subscriptions": rows})
