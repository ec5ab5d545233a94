"""The places between the parts of a step, where a crash leaves different things behind."""


def boundary(name: str) -> None:
    """Does nothing. A program that proves what crashes do puts something else in its place; see tests/kill."""
