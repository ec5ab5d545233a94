"""Whoever signs in at a terminal of the test: the test says what the provider answers, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from portal.contract.problem import Problem
from screens.connection.account import Prompt

ENDED = Problem(401, "your sign-in has ended", todo="sign in again", code="ended")


@dataclass(frozen=True)
class Code:
    """A code that a person has to enter."""

    address: str
    code: str
    expires_on: int


class FakeAccount:
    """Signs in when the test lets it; a code is shown where one is set."""

    def __init__(self, way: str = "device") -> None:
        self.way = way
        self.kept = False
        self.codes: list[Code] = []
        self.faults: list[Problem] = []
        self.ways: list[str] = []
        self.signed_in = self.forgotten = False
        self._entered = Event()

    def token(self, refused: str = "") -> str:
        """The token, or the need to sign in."""
        if not self.signed_in:
            raise ENDED
        return "a token"

    def sign_in(self, tell: Callable[[Prompt], None], way: str = "") -> str:
        """Waits for the test."""
        self.way = way or self.way
        self.ways.append(self.way)
        if self.codes:
            tell(self.codes.pop(0))
        if self.faults:
            raise self.faults.pop(0)
        entered = self._entered = Event()
        entered.wait(30)
        if not self.signed_in:
            raise Problem(401, "the sign-in was stopped", code="stopped")
        return "a token"

    def enter(self) -> None:
        """The person has entered the code."""
        self.signed_in = True
        self._entered.set()

    def seconds_left(self) -> float:
        """An hour."""
        return 3600.0

    def forget(self) -> None:
        """Sign out."""
        self.signed_in, self.forgotten = False, True

    def stop(self) -> None:
        """Whoever waits, waits no more."""
        self._entered.set()
