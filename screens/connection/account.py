"""Signing in as the screens see it: done elsewhere (`portal.local.sign_in`), asked for and drawn here."""

from collections.abc import Callable
from typing import Protocol


class Prompt(Protocol):
    """What a person has to do: open an address and enter a code there, before a moment (seconds since 1970)."""

    @property
    def address(self) -> str:
        """The page to open."""

    @property
    def code(self) -> str:
        """What to enter there."""

    @property
    def expires_on(self) -> int:
        """Until when."""


class TerminalAccount(Protocol):
    """Whoever signs in at this terminal; `token`, `sign_in`, `forget` and `stop` block, so they run in a thread."""

    way: str
    kept: bool

    def token(self, refused: str = "") -> str:
        """A token, without asking anybody. Raises Problem."""

    def sign_in(self, tell: Callable[[Prompt], None], way: str = "") -> str:
        """A token of whoever signs in now. Raises Problem."""

    def seconds_left(self) -> float:
        """How long the token is still good."""

    def forget(self) -> None:
        """Sign out. Raises Problem."""

    def stop(self) -> None:
        """End what waits for somebody to sign in."""
