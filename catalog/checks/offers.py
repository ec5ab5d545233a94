"""Warnings about compute types and environments, and what all offers share."""

from collections.abc import Iterator
from datetime import date

from catalog.finding import Finding
from catalog.model import Catalogue, Environment

# The last day of security fixes, from the release schedules of Python's makers (PEP 569, 596, 619, 664, 693, 719).
PYTHON_ENDS = {
    "3.8": date(2024, 10, 7),
    "3.9": date(2025, 10, 31),
    "3.10": date(2026, 10, 31),
    "3.11": date(2027, 10, 31),
    "3.12": date(2028, 10, 31),
    "3.13": date(2029, 10, 31),
}


def check_offers(catalogue: Catalogue, today: date) -> Iterator[Finding]:
    """What is blocked without a way out, or says of itself what is not so or no longer good."""
    for item in catalogue.items():
        file = catalogue.source_files.get(item.id, "")
        if item.lifecycle in ("blocked", "deprecated"):
            if item.successor is None:
                message = f"it is {item.lifecycle}, and nothing says what to use instead"
                yield Finding(file, "no-successor", item.id, message, "name a successor")
            if item.reason is None:
                message = f"it is {item.lifecycle}, and nothing says why"
                yield Finding(file, "no-reason", item.id, message, "give the reason")
        elif item.successor is not None:
            message = f"it is {item.lifecycle} and has a successor already"
            yield Finding(file, "early-successor", item.id, message, "deprecate it, or leave the successor out")
    for compute in catalogue.computes:
        if compute.may_be_requested and not compute.regions:
            file = catalogue.source_files.get(compute.id, "")
            yield Finding(file, "no-region", compute.id, "it is offered in no region", "list regions, or block it")
    for environment in catalogue.environments:
        yield from _check_environment(environment, catalogue.source_files.get(environment.id, ""), today)


def _check_environment(environment: Environment, file: str, today: date) -> Iterator[Finding]:
    pairs = (
        ("operating system", environment.os_declared, environment.os_actual),
        ("base", environment.base_declared, environment.base_actual),
    )
    for what, declared, actual in pairs:
        if declared is not None and actual is not None and declared != actual:
            message = f"the declared {what} is {declared}, the actual one {actual}"
            yield Finding(file, "declared-differs", environment.id, message, "tell its owner; rely on the actual one")
    if environment.lifecycle != "approved":
        return
    if environment.end_of_life is not None and environment.end_of_life < today:
        message = f"its operating system gets no fixes since {environment.end_of_life}"
        yield Finding(file, "past-end-of-life", environment.id, message, "deprecate it and name a successor")
    ends = PYTHON_ENDS.get(environment.python or "")
    if ends is not None and ends < today:
        message = f"Python {environment.python} gets no fixes since {ends}"
        yield Finding(file, "python-past-end-of-life", environment.id, message, "plan a successor on a newer Python")
