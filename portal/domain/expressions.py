"""Evaluating an expression of policy within a bound that is checked beforehand.

The evaluator cannot be interrupted: it holds the interpreter until it is done. So what it is given is bounded instead:
the length of the expression, one macro at most, and the size of every value. That is at most some ten milliseconds.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from catalog.model.expression import bound_by_macros

LONGEST = 512
"""Characters of an expression."""
MOST = 200
"""Entries of a list or mapping, where the expression goes over one with a macro."""
MANY = 10_000
"""The same where it does not."""
LONGEST_TEXT = 5_000
DEEPEST = 6


class TooMuch(ValueError):
    """More than may be evaluated; people decide instead."""


def evaluate(expression: str, variables: Mapping[str, Any]) -> Any:
    """What an expression says of these values. Raises TooMuch, or whatever the evaluator raises."""
    program = _program(expression)
    _check(variables, MOST if bound_by_macros(expression) else MANY, 0)
    return program(dict(variables))


@lru_cache(maxsize=512)
def _program(expression: str) -> Callable[[dict[str, Any]], Any]:
    if len(expression) > LONGEST or len(bound_by_macros(expression)) > 1:
        raise TooMuch("the expression may take too long")
    import cel  # brings a command line of its own along: only once there is something to evaluate

    return cel.compile(expression).execute


def _check(value: Any, most: int, depth: int) -> None:
    if depth > DEEPEST:
        raise TooMuch("a value is nested too deep")
    if value is None or isinstance(value, bool | int | float):
        return  # most values are one of these, and each rule asks for each value
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise TooMuch("a text is too long")
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        if len(value) > most:
            raise TooMuch("a list is too long")
        for inner in value.values() if isinstance(value, Mapping) else value:
            _check(inner, most, depth + 1)
