"""One decision over several requests: what goes together, and what came of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.contract.problem import ProblemBody
from portal.contract.requests import RequestRow

MOST = 50
"""How many may be approved in one go."""


@dataclass(frozen=True)
class Shown:
    """A request with the digest that was shown; without one it is what the request says when it is judged."""

    request: str
    digest: str | None = None


@dataclass(frozen=True)
class Together:
    """What comes in when somebody approves several requests in one go."""

    requests: tuple[Shown, ...]
    reason: str = ""


@dataclass(frozen=True)
class DecidedOne:
    """What came of one of them: how it stands, or why it was not approved."""

    request: str
    state: str
    approvals: str
    problem: ProblemBody | None = None


@dataclass(frozen=True)
class Decided:
    """What came of each, in the order in which they were named."""

    items: tuple[DecidedOne, ...]


def odd_ones(rows: Sequence[RequestRow]) -> dict[str, str]:
    """Why these requests cannot be approved in one go, by id; empty when they are alike and none needs thought."""
    told = {}
    for row in rows:
        if not row.easy:
            told[row.id] = "needs thought: open it first"
        elif _sort(row) != _sort(rows[0]):
            told[row.id] = f"is not alike: it is {_sort(row)}, {rows[0].id} is {_sort(rows[0])}"
    return told


def _sort(row: RequestRow) -> str:
    """What has to be the same: kind, tier and stage."""
    return f"{row.kind} {row.tier} {row.stage}".strip()
