"""Versions of a model side by side. Pure."""

from collections.abc import Callable, Sequence

from portal.contract.models.page import DiffRow, ModelDiff, VersionRow

_FACTS: tuple[tuple[str, str, Callable[[VersionRow], str]], ...] = (
    ("artefact", "digest", lambda one: one.digest),
    ("artefact", "identity", lambda one: one.identity),
    ("artefact", "registered", lambda one: one.created_at or ""),
    ("artefact", "registered by", lambda one: one.created_by),
    ("artefact", "evidence", lambda one: ", ".join(one.evidence)),
    ("lineage", "run", lambda one: one.lineage.job),
    ("lineage", "commit", lambda one: one.lineage.commit),
    ("lineage", "branch", lambda one: one.lineage.branch),
    ("lineage", "repository", lambda one: one.lineage.repository),
    ("lineage", "data", lambda one: ", ".join(one.lineage.data)),
    ("lineage", "environment", lambda one: one.lineage.environment),
    ("serving", "serves in", lambda one: ", ".join(one.serves)),
)


def difference(model: str, project: str, versions: Sequence[VersionRow]) -> ModelDiff:
    """Every metric that any of the versions has, then what they are and where they come from."""
    names = sorted({name for one in versions for name in one.metrics})
    rows = [_metric(name, versions) for name in names]
    rows += [_fact(part, name, [told(one) for one in versions]) for part, name, told in _FACTS]
    return ModelDiff(model, project, tuple(one.version for one in versions), tuple(rows))


def _metric(name: str, versions: Sequence[VersionRow]) -> DiffRow:
    numbers = tuple(one.metrics.get(name) for one in versions)
    values = tuple("" if number is None else f"{number:.6g}" for number in numbers)
    return DiffRow("metrics", name, values, len(set(numbers)) > 1, numbers)


def _fact(part: str, name: str, values: Sequence[str]) -> DiffRow:
    return DiffRow(part, name, tuple(values), len(set(values)) > 1)
