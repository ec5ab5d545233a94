"""The versions of one model over all workspaces and registries: which of them are the same artefact. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.contract.values import Json, Stamp
from portal.domain.models.evidence import MISSING, Artefact, Observation, compare, newest_first, rows_of, texts
from portal.domain.models.observed_workspaces import ObservedWorkspace


@dataclass(frozen=True)
class Lying:
    """A version as it lies in one workspace of a stage, or in a registry (then `stage` is "")."""

    place: str
    source: str
    stage: str
    artefact: Artefact
    created_at: Stamp
    created_by: str
    job: str
    tagged: str
    """The stage that its tag claims, or ""."""
    observed_at: Stamp


@dataclass
class Version:
    """One version: where it was registered first, and every other place where it or its number is."""

    first: Lying
    others: list[Lying] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The number under which it was registered first."""
        return self.first.artefact.version

    @property
    def same(self) -> list[Lying]:
        """The places that hold this artefact, the first one included."""
        return [self.first, *(one for one in self.others if self.mark(one) == "=")]

    def mark(self, one: Lying) -> str:
        """`=`, `≠` or `~`: what lies elsewhere, compared with what was registered first."""
        return "=" if one is self.first else compare(self.first.artefact, one.artefact)


def versions_of(
    model: str,
    places: Sequence[ObservedWorkspace],
    observations: Iterable[Observation],
    stages: Sequence[str],
    project: str,
) -> list[Version]:
    """Every version, newest first. Stages are looked at in the order of promotion, registries last.

    What is proven to be the same artefact stands under one version, whatever its number elsewhere is; what has the
    same number and is not proven stands there too, with its mark.
    """
    held = {place.site.source: place for place in places}
    rows = [row for row in observations if row.value.get("name") == model and row.status != MISSING]
    order = {stage: number for number, stage in enumerate(stages)}
    local = [row for row in rows if row.kind == "model" and row.source in held]
    local.sort(key=lambda row: (order.get(held[row.source].site.stage, len(order)), row.source))
    shared = [row for row in rows if row.kind == "registry_model"]
    shared = [row for row in shared if row.value.get("project", "") in ("", project) or not project]
    lying = [one for row in local for one in _in_workspace(row, held[row.source])]
    lying += [one for row in shared for one in _in_registry(row)]
    found: list[Version] = []
    for one in lying:
        home = _home(found, one)
        if home is None:
            found.append(Version(one))
        else:
            home.others.append(one)
    return sorted(found, key=lambda version: (newest_first(version.number), version.first.source))


def _home(found: Sequence[Version], one: Lying) -> Version | None:
    proven = next((version for version in found if version.mark(one) == "="), None)
    return proven or next((version for version in found if version.number == one.artefact.version), None)


def _in_workspace(row: Observation, place: ObservedWorkspace) -> Iterable[Lying]:
    holding = place.holdings.get(str(row.value.get("name", "")))
    for entry in rows_of(row.value, "versions"):
        told = texts(entry)
        artefact = holding.artefacts.get(told.get("version", "")) if holding else None
        if artefact is not None:
            yield _lying(place.site.workspace, row, place.site.stage, artefact, told)


def _in_registry(row: Observation) -> Iterable[Lying]:
    registry, model = str(row.value.get("registry", "")), str(row.value.get("name", ""))
    for entry in rows_of(row.value, "versions"):
        told = texts(entry)
        if version := told.get("version"):
            artefact = Artefact(version, told.get("manifest", ""), f"{registry.lower()}/{model}/{version}")
            yield _lying(registry, row, "", artefact, told)


def _lying(place: str, row: Observation, stage: str, artefact: Artefact, told: Mapping[str, str]) -> Lying:
    return Lying(
        place, row.source, stage, artefact, told.get("created_at", ""), told.get("created_by", ""),
        told.get("job", ""), told.get("stage", ""), row.observed_at,
    )  # fmt: skip


def serving_stages(version: Version, places: Sequence[ObservedWorkspace], model: str) -> list[str]:
    """The stages in which this artefact serves: proven, or by its number where nothing proves it to be another one."""
    found = []
    for place in places:
        for one in place.holdings[model].deployed if model in place.holdings else ():
            if not one.serves:
                continue
            mark = compare(version.first.artefact, one.artefact)
            if mark == "=" or (mark == "~" and one.artefact.version == version.number):
                found.append(place.site.stage)
    return list(dict.fromkeys(found))


def runs_by_name(observations: Iterable[Observation]) -> Mapping[tuple[str, str], Observation]:
    """What is known of runs, by workspace and name."""
    return {(row.source, str(row.value.get("name", ""))): row for row in observations if row.kind == "job"}


def evidence_kinds(run: Mapping[str, Json]) -> list[str]:
    """The kinds of evidence that a run wrote."""
    bodies = [one.get("body") for one in rows_of(run, "evidence")]
    return sorted({str(body["kind"]) for body in bodies if isinstance(body, Mapping) and "kind" in body})
