"""The catalogue in force: read again when its files change, the last good one kept while they are broken."""

import threading
from pathlib import Path

from catalog.load import CatalogueError, load
from catalog.model import Catalogue


class CatalogueSource:
    """Serves the newest catalogue that is whole; `warning` says why a newer one is not taken."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._catalogue = load(folder)
        self._seen = self._signature()
        self.warning = ""

    def __call__(self) -> Catalogue:
        """The catalogue in force."""
        return self._catalogue

    def refresh(self) -> bool:
        """Reads the files again if they changed; says whether another catalogue is in force now."""
        with self._lock:
            signature = self._signature()
            if signature == self._seen:
                return False
            self._seen = signature
            try:
                self._catalogue = load(self._folder)
            except CatalogueError as broken:
                self.warning = f"the catalogue on disk is broken, the last good one is in force: {broken}"
                return False
            self.warning = ""
            return True

    def replace(self, catalogue: Catalogue) -> None:
        """Puts another catalogue in force until the files change."""
        self._catalogue = catalogue

    def _signature(self) -> tuple[tuple[str, int, int], ...]:
        root = self._folder or self._catalogue.root
        found = []
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                status = path.stat()
                found.append((str(path), status.st_mtime_ns, status.st_size))
        return tuple(found)
