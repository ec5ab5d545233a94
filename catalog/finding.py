"""What lint found: something that is valid and still worth a look."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One warning: its rule, what it is about (an item's id, or a part such as `policy`), the file, and what to do."""

    file: str
    rule: str
    about: str
    message: str
    right: str

    def __str__(self) -> str:
        return f"{self.file}: {self.about}: {self.message}; {self.right} [{self.rule}]"
