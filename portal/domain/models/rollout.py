"""How traffic is led to a new deployment in steps, and when that is broken off. Pure."""

from collections.abc import Mapping, Sequence

Weights = Mapping[str, int]
"""Percent by deployment; whoever gets nothing may be left out."""


def divisions(before: Weights, to: str, steps: Sequence[int]) -> tuple[dict[str, int], ...]:
    """How the traffic is divided after each step; what the others had is shrunk in proportion, and adds up to 100.

    Where nobody else serves there is nothing to lead away, so the new one gets all at once.
    """
    others = {name: share for name, share in before.items() if share and name.lower() != to.lower()}
    if not others:
        return ({to: 100},)
    return tuple({**_shrunk(others, 100 - step), to: step} for step in steps)


def serving(weights: Weights) -> dict[str, int]:
    """Only those that get something, names in small letters, so that two divisions can be compared."""
    return {name.lower(): int(share) for name, share in weights.items() if share}


def told(weights: Weights) -> str:
    """A division in words: "v12 90 %, v13 10 %"."""
    shares = sorted(((name, share) for name, share in weights.items() if share), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} {share} %" for name, share in shares) or "nobody"


def too_bad(
    requests: int, errors: int, p95_ms: float | None, error_percent: float | None, most_p95_ms: float | None
) -> str | None:
    """Why a rollout is broken off, in words, or None; a limit of None is no limit, and without requests nothing is bad.

    `error_percent` and `most_p95_ms` are the limits that still are good.
    """
    if error_percent is not None and requests and 100 * errors > error_percent * requests:
        return f"{errors} of {requests} requests failed, which is more than {error_percent:g} %"
    if most_p95_ms is not None and p95_ms is not None and p95_ms > most_p95_ms:
        return f"the slowest twentieth of the answers took {p95_ms:g} ms and more, allowed are {most_p95_ms:g} ms"
    return None


def _shrunk(others: Weights, total: int) -> dict[str, int]:
    """The same proportions with another sum, in whole percent; the largest remainders get what rounding left over."""
    whole = sum(others.values())
    exact = {name: share * total / whole for name, share in others.items()}
    shares = {name: int(value) for name, value in exact.items()}
    for name in sorted(exact, key=lambda one: (shares[one] - exact[one], one))[: total - sum(shares.values())]:
        shares[name] += 1
    return shares
