"""The catalogue in force: read again when its files change, the last good one kept while they are broken."""

import threading
from pathlib import Path

from catalog.load import CatalogueError, load
from catalog.model import Catalogue
from portal.services.people.app_roles import AppRoles
from portal.services.people.directory import Directory


class CatalogueSource:
    """Serves the newest catalogue that is whole; `warning` says why a newer one is not taken."""

    def __init__(
        self, folder: Path | None, directory: Directory | None = None, app_roles: AppRoles | None = None
    ) -> None:
        self._folder = folder
        self._directory = directory
        self._app_roles = app_roles
        self._lock = threading.Lock()
        self._read = load(folder)
        self._look_at_people()
        self._catalogue = self._in_force()
        self._seen = self._signature()
        self.warning = ""

    def __call__(self) -> Catalogue:
        """The catalogue in force."""
        return self._catalogue

    def refresh(self) -> bool:
        """Looks at the files and at what was seen of people; says whether another catalogue is in force now."""
        with self._lock:
            files, people = self._look_at_files(), self._look_at_people()
            if files or people:
                self._catalogue = self._in_force()
            return files or people

    def refresh_people(self) -> None:
        """Looks at what was seen of people alone: one small query, no files."""
        with self._lock:
            if self._look_at_people():
                self._catalogue = self._in_force()

    def replace(self, catalogue: Catalogue) -> None:
        """Puts another catalogue in force until the files change."""
        self._read = catalogue
        self._catalogue = self._in_force()

    def _in_force(self) -> Catalogue:
        known = self._directory.over(self._read) if self._directory else self._read
        return self._app_roles.over(known) if self._app_roles else known

    def _look_at_people(self) -> bool:
        organisation = self._read.organisation
        moved = self._directory is not None and organisation.directory != "file" and self._directory.refresh()
        return (self._app_roles is not None and self._app_roles.refresh(organisation)) or moved

    def _look_at_files(self) -> bool:
        signature = self._signature()
        if signature == self._seen:
            return False
        self._seen = signature
        try:
            self._read = load(self._folder)
        except CatalogueError as broken:
            self.warning = f"the catalogue on disk is broken, the last good one is in force: {broken}"
            return False
        self.warning = ""
        return True

    def _signature(self) -> tuple[tuple[str, int, int], ...]:
        root = self._folder or self._catalogue.root
        found = []
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                status = path.stat()
                found.append((str(path), status.st_mtime_ns, status.st_size))
        return tuple(found)
