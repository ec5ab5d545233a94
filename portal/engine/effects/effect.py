"""What every effect can do. A new one is one file here and one line in `registry`."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import sqlalchemy as sa

from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making
from portal.records.operations.fence import hold


class EffectRefused(Exception):
    """The effect itself will not go on: what it found is not what was approved."""


@dataclass(frozen=True)
class Accepted:
    """A call was accepted. `operation_url` is where to wait for its end; None when there is nothing to wait for."""

    operation_url: str | None = None
    correlation: str = ""
    outcome: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()
    """Lines for the journal."""


Call = Callable[[], Accepted]
"""One write, ready to be made. Raises EffectRefused or AzureFault."""


class EffectOfKind(ABC):
    """One kind of effect. Reads and writes raise AzureFault; a call and `undo` put at most one write on the wire."""

    doing: str
    """What its journal line says at the beginning, as in "is being created"."""
    done: str
    """What its journal line says at the end, as in "is ready"."""
    brings_name = False
    """Whether its name is new in the world, such as a workspace's; a preview then shows whether it is free."""

    @abstractmethod
    def subject(self, intent: Intent) -> str:
        """What it is about, as people say it: "Workspace mlw-churn-dev"."""

    @abstractmethod
    def resource(self, intent: Intent) -> str:
        """The id of what comes to be, known beforehand; where that is no resource, a name for the ledger."""

    def making(self, intent: Intent) -> Making | None:
        """The row in the inventory for what it makes, or None when it makes nothing that stays by itself."""
        return None

    @abstractmethod
    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """How things stand; compares the intent tag with ours."""

    @abstractmethod
    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Reads and checks what the call needs, writing nothing; returns it. Raises EffectRefused or AzureFault."""

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """How things stand while what it made is being removed; `missing` and `other` end that."""
        return self.read(world, intent)

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Begins to remove what this intent made; only called when a read has shown that it is ours.

        So an effect of which nothing ever remains has no need of its own.
        """
        return Accepted()


@contextmanager
def own_records(world: Surroundings, intent: Intent) -> Iterator[sa.Connection]:
    """A transaction on the portal's own records, for the run that still holds the operation. Raises Fenced."""
    with world.database.write() as connection:
        hold(connection, intent.operation, intent.fence)
        yield connection


HAPPENED = "happened"
"""In what `remaining` finds out: the step came to its end after all, and that is not taken back."""


@runtime_checkable
class Settles(Protocol):
    """An effect that changes the portal's own records when its step is done, in the transaction that says so."""

    def settled(self, connection: sa.Connection, intent: Intent, outcome: Mapping[str, Any], now: str) -> None:
        """Writes what follows from the step; `outcome` is what the step found out."""


Effects = Mapping[str, EffectOfKind]
