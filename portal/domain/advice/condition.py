"""Whether a condition of the advisor's rules holds, and which other answers would make it not hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import eq, ge, gt, le
from typing import Any

from catalog.model.advice import ComputeRule, Condition
from catalog.model.topology import TopologyRule
from portal.contract.advice import Reason

_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {"_over": gt, "_up_to": le, "_at_least": ge}
_LAST = ("stage", "framework", "workload", "phase")
"""Words that describe the work itself: another answer to these is the last thing to propose."""


def holds(condition: Condition, known: Mapping[str, Any]) -> bool:
    """Whether every part that the condition gives holds; what is not known holds nowhere."""
    return parts_hold(condition.given, known)


def parts_hold(parts: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether each of some parts of a condition holds."""
    for part, wanted in parts.items():
        word, compare = _reading(part)
        value = known.get(word)
        if value is None or not (value in wanted if isinstance(wanted, tuple) else compare(value, wanted)):
            return False
    return True


@cache
def _reading(part: str) -> tuple[str, Callable[[Any, Any], Any]]:
    """The word that a part is about, and how the two are compared."""
    for ending, compare in _COMPARISONS.items():
        if part.endswith(ending):
            return part.removesuffix(ending), compare
    return part, eq


def other_answers(condition: Condition, choices: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, Any]]:
    """Words with answers under which the condition would not hold, those that are easiest to change first.

    `choices` lists the possible answers of words that have some.
    """
    for part in sorted(condition.words, key=lambda name: (name in _LAST, _LAST.index(name) if name in _LAST else 0)):
        wanted = condition.given[part]
        if isinstance(wanted, bool):
            yield part, not wanted
        elif isinstance(wanted, tuple):
            yield from ((part, answer) for answer in choices.get(part, ()) if answer not in wanted)
        elif part.endswith("_over"):
            yield part.removesuffix("_over"), wanted
        elif part.endswith("_up_to"):
            yield part.removesuffix("_up_to"), wanted + 1


def reason_of(rule: ComputeRule | TopologyRule) -> Reason:
    """What a rule says, as it is told."""
    return Reason(rule.id, rule.effect, rule.say, rule.source)


def points_of(held: Iterable[ComputeRule | TopologyRule]) -> int:
    """What the preferences among some rules sum up to."""
    signs = {"prefer": 1, "avoid": -1}
    return sum(signs.get(rule.effect, 0) * rule.points for rule in held)


def spelled(answer: Any) -> str:
    """An answer as people write it behind `--set word=`."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return f"{answer:g}" if isinstance(answer, float) else str(answer)
