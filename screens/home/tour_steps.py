"""The steps of the tour: what to do next, and what shows that it was done. All of it is pure."""

from __future__ import annotations  # the types are for readers and checkers; importing them would cost time

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.contract.requests import RequestRow

KIND = "project"
"""The kind of request that the tour follows: its end can be cloned."""
LOST = ("denied", "withdrawn", "expired", "superseded", "failed_clean", "failed_leftovers")
"""States after which the tour needs another request."""
READY = ("ready", "ready_with_differences")


@dataclass(frozen=True)
class TourState:
    """What the app knows: who one is, where one looks, the request of the tour, and what was copied last."""

    person: str
    place: str = "home"
    request: RequestRow | None = None
    deciders: tuple[str, ...] = ()
    """The people on whom the request waits and whom one can be, the one to name first at the front."""
    clipboard: str = ""


@dataclass(frozen=True)
class TourStep:
    """One thing to do, and how it shows in what the app knows."""

    id: str
    text: str
    """One or two sentences; `{n}` stands for the nth key, `{request}`, `{number}`, `{name}`, `{decider}` and `{word}`
    for what the tour is about."""
    keys: tuple[str, ...]
    """The acts whose keys do it."""
    done: Callable[[TourState], bool]
    lasting: bool = False
    """Whether it stays done when what showed it has gone, like a thing that was copied."""


def _asked(seen: TourState) -> bool:
    return seen.request is not None


def _approved(seen: TourState) -> bool:
    return seen.request is not None and seen.request.state in ("approved", "running", *READY)


def _decides(seen: TourState) -> bool:
    return _approved(seen) or seen.person in seen.deciders


def _ready(seen: TourState) -> bool:
    return seen.request is not None and seen.request.state in READY


def _copied(seen: TourState) -> bool:
    return seen.request is not None and "git clone" in seen.clipboard and seen.request.project in seen.clipboard


def _at_board(seen: TourState) -> bool:
    return seen.place == "promotions"


STEPS = (
    TourStep(
        "ask",
        "Ask for a project: {0} on Home, Enter. Give a name and a template (Classic is not automatic); {1} sends it.",
        ("new", "submit"),
        _asked,
    ),
    TourStep("decider", "{request} waits for {decider}. Be {decider}: {0}, type {name}, Enter.", ("act_as",), _decides),
    TourStep(
        "approve",
        "{0} lists what waits. Enter on {request} says what would happen and by which rules; {1} approves it.",
        ("go_approvals", "approve"),
        _approved,
    ),
    TourStep(
        "watch",
        "{request} is {word}. Watch its steps: type {0}{number} and Enter. {1} takes a vote back before the start.",
        ("goto", "undo"),
        _ready,
    ),
    TourStep(
        "clone",
        "{request} is ready. Open it ({0}{number}, Enter): the card says what to do now; {1} copies the clone line.",
        ("goto", "copy_all"),
        _copied,
        lasting=True,
    ),
    TourStep(
        "board",
        "{0} is the board: which version dev, test and prod really serve, and whether it was approved.",
        ("go_promotions",),
        _at_board,
        lasting=True,
    ),
)
END = "That was the tour. `portal demo clock +7d` lets time pass, `portal demo reset` starts again."


def progress(seen: TourState, past: frozenset[str] = frozenset()) -> tuple[int, frozenset[str]]:
    """How many steps are done one after the other, and which of them stay done whatever comes."""
    past = past if seen.request is not None else frozenset()
    for number, step in enumerate(STEPS):
        if step.id not in past and not step.done(seen):
            return number, past
        past |= {step.id} if step.lasting else frozenset()
    return len(STEPS), past


def said(number: int, seen: TourState, key: Callable[[str], str], names: Mapping[str, str], word: str = "") -> str:
    """The sentence for a step that is to be done, with the keys as they are set and people as they are called."""
    if number >= len(STEPS):
        return END
    step, request = STEPS[number], seen.request
    decider = seen.deciders[0] if seen.deciders else ""
    return step.text.format(
        *(key(act) for act in step.keys),
        request=request.id if request else "",
        number=request.id.removeprefix("R-") if request else "",
        decider=names.get(decider, decider) or "somebody else",
        name=decider or "a name",
        word=word,
    )
