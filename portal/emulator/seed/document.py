"""Reading the seed: YAML files in one folder, each a mapping of lists."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.packaged import read_yaml

Rows = list[dict[str, Any]]
_HERE = Path(__file__).parent


class Seed:
    """What to plant: lists of rows by the name of their section, e.g. `workspaces`. Read when it is first needed."""

    def __init__(self, read: Callable[[], dict[str, Rows]]) -> None:
        self._read = read

    @cached_property
    def sections(self) -> dict[str, Rows]:
        """All rows by section."""
        return self._read()

    def rows(self, section: str) -> Rows:
        """The rows of one section; none when it is absent."""
        return self.sections.get(section, [])


def load_seed(folder: Path = _HERE / "organisation") -> Seed:
    """All sections of all files in a folder. Reading raises ValueError when two files claim one section."""

    def read() -> dict[str, Rows]:
        sections: dict[str, Rows] = {}
        for path in sorted(folder.glob("*.yaml")):
            for name, rows in _yaml(path).items():
                if name in sections:
                    raise ValueError(f"{path}: section '{name}' is already in another file of the seed")
                sections[name] = rows
        return sections

    return Seed(read)


def _yaml(path: Path) -> dict[str, Rows]:
    found: dict[str, Rows] = read_yaml(path)
    return found


def load_reference() -> Seed:
    """What every emulated Azure knows: sizes and built-in roles."""
    return Seed(lambda: _yaml(_HERE / "reference.yaml"))


def load_prices() -> Seed:
    """What the emulated price list says."""
    return Seed(lambda: _yaml(_HERE / "prices.yaml"))


def bare_seed(*subscriptions: str) -> Seed:
    """An empty organisation with these subscriptions."""
    rows: Rows = [{"id": id_, "title": f"Subscription {number}"} for number, id_ in enumerate(subscriptions, 1)]
    return Seed(lambda: {"subscriptions": rows})
