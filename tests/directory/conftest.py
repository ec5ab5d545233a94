"""An office whose people and groups come from the directory."""

from dataclasses import dataclass

import pytest

from portal.clock import stamp
from portal.domain.people.directory import SeenDirectory
from portal.services.people.directory import Directory, keep
from portal.store.connections import Database
from tests.directory.made import catalogue
from tests.services.office import Office, opened


@dataclass
class Observed:
    """An office, and the directory over its catalogue."""

    office: Office
    directory: Directory

    def sees(self, seen: SeenDirectory) -> None:
        """The directory was read just now."""
        keep(self.office.database, seen, stamp(self.office.now))
        self.looks()

    def looks(self) -> None:
        """The server looks at what was read."""
        self.directory.refresh()
        self.office.catalogue = self.directory.over(catalogue())


@pytest.fixture
def observed(database: Database) -> Observed:
    """On SQLite and on PostgreSQL; nothing was read yet."""
    return Observed(opened(database, catalogue()), Directory(database))
