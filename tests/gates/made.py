"""Evidence that meets every shipped gate, to be spoiled one fact at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from portal.clock import stamp
from portal.domain.models.evidence import Evidence

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINE = f"sha256:{'a' * 64}"
OTHER = f"sha256:{'b' * 64}"
CHAMPION = f"sha256:{'c' * 64}"
ROWS = f"sha256:{'d' * 64}"

GOOD: dict[str, dict[str, Any]] = {
    "manifest": {"digest": MINE, "commit": "9f3c2ab", "data_digest": ROWS, "environment": "churn-train:4"},
    "tests": {"total": 41, "failed": 0},
    "metrics": {
        "metric": "roc_auc", "value": 0.91, "threshold": 0.8, "higher_is_better": True, "data_digest": ROWS,
    },
    "scan": {"critical": 0},
    "data": {"failed": 0, "rows": 1000},
    "probe": {"requests": 50, "error_percent": 0, "p95_ms": 80, "max_error_percent": 1, "max_p95_ms": 300},
    "alerts": {"rules": 2, "drift_monitor": True},
    "rollback": {"nothing_serves": False, "version": "12", "healthy": True},
    "signoff": {"gate": "G3-intended-use", "agrees": True, "statement": "I read the card."},
}  # fmt: skip


def piece(kind: str, artefact: str = MINE, hours_old: float = 1, by: str = "", **facts: Any) -> Evidence:
    """One piece of good evidence, with some facts changed."""
    made = stamp(NOW - timedelta(hours=hours_old))
    signed = kind == "signoff"
    who = by or ("sam" if signed else "ci-churn")
    body = {**GOOD[kind], **facts}
    return Evidence(f"E-{kind}", "churn", "13", artefact, kind, body, "person" if signed else "ci", who, made, made)


def everything(artefact: str = MINE) -> list[Evidence]:
    """Good evidence of every kind."""
    return [piece(kind, artefact) for kind in GOOD]
