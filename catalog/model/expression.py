"""What may stand in an expression of policy, so that it is always cheap to evaluate."""

import re
from functools import lru_cache

MACRO = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*(\w*)")
TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")


@lru_cache(maxsize=512)
def bound_by_macros(expression: str) -> tuple[str, ...]:
    """The names that all, exists, exists_one, map and filter bind in it; more than one multiplies the cost."""
    return tuple(MACRO.findall(TEXT.sub('""', expression)))
