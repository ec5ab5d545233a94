"""The parts of a catalogue while it is loaded: each file's model, if it has one, beside its document."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from catalog.model import ComputeType, Environment, Gate, Model, Organisation, Policy, PriceBook, Template
from catalog.strict_yaml import StrictDocument

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Source(Generic[M]):
    """One file: its model, None when it did not fit its shape, and its document with all faults."""

    model: M | None
    document: StrictDocument

    @property
    def stem(self) -> str:
        """The id that the file's name promises: compute/d4s-v5.yaml and templates/tabular/template.yaml."""
        path = PurePosixPath(self.document.file)
        return path.parent.name if path.parts[0] == "templates" else path.stem


@dataclass(frozen=True)
class Parts:
    """Every file of a catalogue."""

    templates: list[Source[Template]]
    computes: list[Source[ComputeType]]
    environments: list[Source[Environment]]
    organisation: Source[Organisation]
    prices: Source[PriceBook]
    policy: Source[Policy]
    gates: list[Source[Gate]] = field(default_factory=list)

    def offers(self) -> Iterator[Source[Template] | Source[ComputeType] | Source[Environment]]:
        """The sources of everything that may be asked for."""
        yield from self.templates
        yield from self.computes
        yield from self.environments

    def documents(self) -> Iterator[StrictDocument]:
        """Every document."""
        for offer in self.offers():
            yield offer.document
        yield self.organisation.document
        yield self.prices.document
        yield self.policy.document
        for gate in self.gates:
            yield gate.document
