"""What every use case is given: the store, the clock, the catalogue in force, and the mode."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from catalog.model import Catalogue, Person
from portal.clock import Clock, stamp
from portal.contract.problem import not_found, refused
from portal.kinds.kind import RenderOrder
from portal.store.connections import Database


def _as_it_is() -> bool:
    return False


Render = Callable[[RenderOrder], Mapping[str, str]]
"""Renders a template and returns path to SHA-256 of every file. Injected, as rendering stands above the services."""


@dataclass(frozen=True)
class World:
    """The surroundings of a use case."""

    database: Database
    clock: Clock
    catalogue: Callable[[], Catalogue]
    mode: str
    render: Render
    brings_name: Callable[[str], bool]
    """Says of a kind of effect whether it brings a name. Injected, as the effects stand above the services."""
    refresh: Callable[[], bool] = _as_it_is
    """Looks whether the catalogue's files changed; says whether another catalogue is in force now."""

    def now(self) -> str:
        """The present moment as a stamp."""
        return stamp(self.clock())

    def person(self, person_id: str) -> Person:
        """The active person of that id. Raises Problem when there is none, or when they have left."""
        person = self.catalogue().organisation.person(person_id)
        if person is None:
            people = ", ".join(one.id for one in self.catalogue().organisation.people if one.active)
            raise not_found("person", person_id, f"people are: {people}")
        if not person.active:
            raise refused(f"{person.id} has left the organisation", todo="act as somebody who has not")
        return person
