"""One line of Home, as it is shown and as it is remembered for the next start."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class HomeLine:
    """What a line is about, what is with it, who has to act, and since when."""

    key: str
    """Section and subject, because one thing may stand in two sections; "" for a heading."""
    page: str
    """The page that Enter opens, "" for none."""
    subject_id: str
    sign: str
    tone: str
    subject: str
    text: str
    state: str = ""
    who: str = ""
    since: str = ""
    until: str = ""
    """In place of the age, where a moment to come matters."""


@dataclass(frozen=True)
class HomeView:
    """Everything on Home: headings and lines in their order, and the numbers beside the tabs."""

    lines: tuple[HomeLine, ...]
    counts: dict[str, int] = field(default_factory=dict)
    newest: int = 0
    """The number of the newest change that is shown."""
    newest_notice: int = 0
    """The number of the newest notice that is shown."""


def heading(text: str) -> HomeLine:
    """The line above a section."""
    return HomeLine("", "", "", "", "head", "", text)
