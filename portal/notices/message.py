"""What is said outside, before it takes the shape of a channel."""

from dataclasses import dataclass

from portal.contract.plaintext import one_line

LONGEST = 600
"""Characters of one text of a notice; a longer one is cut and says so."""


@dataclass(frozen=True)
class Message:
    """One notice for one channel; `id` stays the same however often it is sent."""

    id: str
    topic: str
    subject: str
    title: str
    text: str
    at: str
    people: tuple[str, ...]
    """The names of those it is for."""
    open: str
    """The command that shows what it is about."""
    mode: str


def tidy(text: str) -> str:
    """Text from people as it may leave: on one line, without control characters, of bounded length."""
    said = one_line(text)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
