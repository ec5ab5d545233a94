"""What time brings about for many things at once: one that fails is named and costs the others nothing."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

Thing = TypeVar("Thing")
Done = TypeVar("Done")

LOG = logging.getLogger(__name__)


def each(
    things: Iterable[Thing], what: str, act: Callable[[Thing], Done], but: tuple[type[Exception], ...] = ()
) -> list[Done]:
    """What came of an act for each thing, without those for which it failed; `what` tells of the act in the log.

    Raises `but`: what is nothing of the thing's own, and would only lose it where nobody comes back to it.
    """
    done = []
    for thing in things:
        try:
            done.append(act(thing))
        except but:
            raise
        except Exception:
            LOG.exception("%s failed for %s; the others go on, and it is tried again", what, thing)
    return done
