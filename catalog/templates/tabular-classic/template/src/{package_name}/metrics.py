"""The metrics that a model may be judged by, each with its direction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

CLASSIFICATION = "classification"
REGRESSION = "regression"


@dataclass(frozen=True)
class Metric:
    """A metric: for which problem it is meant, and whether more is better."""

    problem: str
    higher_is_better: bool


METRICS = {
    "accuracy": Metric(CLASSIFICATION, True),
    "balanced_accuracy": Metric(CLASSIFICATION, True),
    "f1": Metric(CLASSIFICATION, True),
    "roc_auc": Metric(CLASSIFICATION, True),
    "log_loss": Metric(CLASSIFICATION, False),
    "r2": Metric(REGRESSION, True),
    "mae": Metric(REGRESSION, False),
    "rmse": Metric(REGRESSION, False),
}


def metric(name: str, problem: str) -> Metric:
    """The metric of that name; one that does not fit the problem is refused, because it would judge nothing."""
    found = METRICS.get(name)
    if found is None or found.problem != problem:
        fitting = ", ".join(sorted(key for key, value in METRICS.items() if value.problem == problem))
        raise SystemExit(f"settings.py: PRIMARY_METRIC {name!r} does not fit {problem}; choose one of {fitting}")
    return found


def measure(problem: str, truth: Sequence[Any], predicted: Sequence[Any], scores: Any) -> dict[str, float]:
    """All metrics of a problem. `scores` are the class probabilities, one column per class, or None."""
    from sklearn import metrics

    if problem == REGRESSION:
        return {
            "r2": float(metrics.r2_score(truth, predicted)),
            "mae": float(metrics.mean_absolute_error(truth, predicted)),
            "rmse": float(metrics.mean_squared_error(truth, predicted) ** 0.5),
        }
    binary = scores.shape[1] == 2
    area: Callable[..., Any] = metrics.roc_auc_score
    return {
        "accuracy": float(metrics.accuracy_score(truth, predicted)),
        "balanced_accuracy": float(metrics.balanced_accuracy_score(truth, predicted)),
        "f1": float(metrics.f1_score(truth, predicted, average="macro")),
        "roc_auc": float(area(truth, scores[:, 1]) if binary else area(truth, scores, multi_class="ovr")),
        "log_loss": float(metrics.log_loss(truth, scores)),
    }
