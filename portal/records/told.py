"""One thing to tell one person."""

from dataclasses import dataclass

from portal.contract.events import Event


@dataclass(frozen=True)
class Told:
    """One thing to tell one person; nobody is told the same `about` twice."""

    person: str
    topic: str
    subject: str
    what: str
    event: Event
    about: str
