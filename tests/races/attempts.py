"""What somebody tried, when, and what they were answered: what a history is judged by, beside the record."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.services.requests.starting import Outcome
from portal.store.tables import chain_head
from tests.services.office import Office

DONE = "done"
LOST = "role-lost"
BACK = "delegation-ended"
_ticks = itertools.count(1)


@dataclass
class Attempt:
    """One try of one actor. `act` is the word that the audit has for it when it is done."""

    who: str
    act: str
    does: Callable[[], object]
    shown: str = ""
    """The digest that a vote was bound to; "" for what stands when it comes."""
    key: str = ""
    """The idempotency key; what has the same one is done once."""
    wish: dict[str, Any] = field(default_factory=dict)
    answer: str = ""
    """`done`, the code of a refusal, or the word of an Outcome."""
    why: str = ""
    begun: int = 0
    ended: int = 0
    """Moments in the order of this process; what ended before another began came before it."""
    after: int = 0
    until: int = 0
    """The newest number of the audit before it began and when it had ended."""
    clock: datetime | None = None
    """The office's time when it had ended."""

    def go(self, office: Office) -> None:
        """Try it."""
        self.after, self.begun = newest(office), next(_ticks)
        try:
            came = self.does()
            self.answer = DONE
            if isinstance(came, Outcome):
                self.answer, self.why = DONE if came.word == "started" else came.word, came.reason
        except Problem as refused:
            self.answer, self.why = refused.body.code, refused.body.detail
        self.ended, self.until, self.clock = next(_ticks), newest(office), office.now


@dataclass
class Race:
    """Everything that was tried with one request."""

    request: str
    attempts: list[Attempt] = field(default_factory=list)
    away: bool = False
    """Whether Ana let Lena decide in her place before."""
    crew: int = 0
    """How many actors met."""

    @property
    def number(self) -> int:
        """The number in the request's id."""
        return int(self.request.removeprefix("R-"))


def newest(office: Office) -> int:
    """The newest number of the audit. It is asked past the meeting place, so that nobody stops for it."""
    with office.database.engine.connect() as connection:
        return int(connection.execute(sa.select(chain_head.c.audit_number)).scalar_one())
