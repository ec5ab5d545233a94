"""What is wrong in a catalogue: one fault per place, and the error that carries them all."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class CatalogueFault:
    """One thing that is wrong: where, what, and what would be right. Lines count from 1."""

    file: str
    line: int
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.wrong}; {self.right}"


class CatalogueError(Exception):
    """A catalogue that cannot be used, with all its faults in order of file and line."""

    def __init__(self, faults: list[CatalogueFault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
