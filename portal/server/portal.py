"""The portal as its routes see it; `assembly` puts it together with what runs beside the application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portal.clock import Clock
from portal.engine.files import Renderings
from portal.engine.observer import ObserverLoop
from portal.services.catalogue.catalogue_source import CatalogueSource
from portal.services.people.app_roles import AppRoles
from portal.services.world import World
from portal.settings import Settings
from portal.store.connections import Database


@dataclass(frozen=True)
class Portal:
    """Everything that the routes use."""

    settings: Settings
    database: Database
    clock: Clock
    catalogue: CatalogueSource
    app_roles: AppRoles
    world: World
    azure: str
    """Which Azure it looks at: `real` or `emulated`."""
    renderings: Renderings
    observer: ObserverLoop
    running: Callable[[], int]
    """How many operations are alive, those included whose approved request only waits for its hold to pass."""
    started_at: datetime
    owner: str

    @property
    def mode(self) -> str:
        """demo, solo or team."""
        return self.settings.mode
