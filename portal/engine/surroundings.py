"""What every step of an operation is given."""

from collections.abc import Callable
from dataclasses import dataclass

from catalog.model import Catalogue
from portal.azure.cloud import Azure
from portal.clock import Clock, stamp
from portal.engine.operations.patience import Patience
from portal.settings import Settings
from portal.store.connections import Database


@dataclass(frozen=True)
class Surroundings:
    """The store, the settings, Azure, the catalogue in force, and the time."""

    database: Database
    settings: Settings
    azure: Azure
    catalogue: Callable[[], Catalogue]
    clock: Clock

    def now(self) -> str:
        """The present moment as a stamp."""
        return stamp(self.clock())

    @property
    def patience(self) -> Patience:
        """How long to wait between two looks at Azure."""
        if self.azure.kind != "emulated":
            return Patience(self.settings.poll_seconds, 60.0)
        takes = self.settings.operation_seconds
        return Patience(min(self.settings.poll_seconds, max(0.02, takes / 10)), max(0.2, takes / 4))
