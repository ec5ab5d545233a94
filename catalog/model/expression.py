"""What may stand in an expression of policy, so that it is always cheap to evaluate."""

import re

MACRO = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*(\w*)")
TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")


def bound_by_macros(expression: str) -> list[str]:
    """The names that all, exists, exists_one, map and filter bind in it; more than one multiplies the cost."""
    return MACRO.findall(TEXT.sub('""', expression))
