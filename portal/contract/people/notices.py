"""Notices: what a person is told of, and where they want to be told."""

from dataclasses import dataclass

from portal.contract.values import PersonId, Stamp

TOPICS = {
    "turn": "something waits for you",
    "decided": "your request was decided on, or came back",
    "ended": "what you asked for is ready, or failed",
    "said": "somebody said something about your request",
    "lease": "the time of something of yours ends",
    "free": "what you waited for is free",
}
"""What a notice can be about, with what that means."""
PORTAL = "portal"
"""The channel that is the portal's own list."""


@dataclass(frozen=True)
class Notice:
    """One thing that a person was told."""

    number: int
    at: Stamp
    topic: str
    subject: str
    title: str
    text: str
    who: PersonId
    open: str
    """The command that shows what it is about: `portal open R-12`."""
    seen_at: Stamp | None = None


@dataclass(frozen=True)
class NoticeList:
    """One's own notices, newest first."""

    items: tuple[Notice, ...]
    next: str | None
    unread: int


@dataclass(frozen=True)
class NoticeWish:
    """Whether a person is told of a topic on a channel."""

    topic: str
    channel: str
    wanted: bool
    title: str = ""
    """What the channel is called."""
    chosen: bool = False
    """Whether the person said so; else it is the default."""
