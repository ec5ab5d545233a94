"""Workspaces as they were observed: what is registered, what serves, and whether we could look. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.contract.values import Json, Stamp
from portal.domain.models.evidence import (
    MISSING,
    READING,
    SEEN,
    Artefact,
    Deployed,
    Observation,
    newest_first,
    reference,
    rows_of,
    texts,
)

NEEDED = ("models", "batchEndpoints", "onlineEndpoints")
"""The lists of a workspace that have to be read before it is known what it holds and serves of a model."""


@dataclass(frozen=True, slots=True)
class Site:
    """A workspace, and whom and which stage it serves. `source` is its Azure id in small letters."""

    source: str
    workspace: str
    stage: str
    unit: str
    project: str = ""
    """The project that has it to itself; "" for one that is shared."""


def azure_id(subscription: str, group: str, workspace: str) -> str:
    """The Azure id of a workspace, as Azure spells it."""
    provider = "Microsoft.MachineLearningServices"
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{provider}/workspaces/{workspace}"


def registry_id(subscription: str, group: str, registry: str) -> str:
    """The Azure id of a registry, as Azure spells it."""
    provider = "Microsoft.MachineLearningServices"
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{provider}/registries/{registry}"


def workspace_source(subscription: str, group: str, workspace: str) -> str:
    """The same in small letters, as observations name their source."""
    return azure_id(subscription, group, workspace).lower()


@dataclass(frozen=True, slots=True)
class Approved:
    """Which versions of a model were approved for a stage, and who says so."""

    versions: tuple[str, ...]
    manifest: str
    source: str
    artefacts: tuple[Artefact, ...] = ()
    """Exactly what was approved, where that is known; it stands above the numbers."""
    bringing: bool = False
    """Whether it is being brought now, so that what is replaced still counts."""
    beside: "Approved | None" = None
    """What counts beside it until then."""
    since: Stamp = ""
    """When it was recorded, having been seen to serve; "" where nobody recorded it."""


@dataclass(slots=True)
class Holding:
    """Everything that one workspace holds of one model."""

    artefacts: dict[str, Artefact] = field(default_factory=dict)
    """Registered versions."""
    deployed: list[Deployed] = field(default_factory=list)
    complete: bool = True
    """Whether every registered version is among `artefacts`."""
    gone: bool = False
    """Something of the model was here and is not any more."""
    project: str = ""
    owner: str = ""
    approved: Approved | None = None
    seen_at: list[Stamp] = field(default_factory=list)
    unread: Observation | None = None
    """What of it could not be read the last time; an endpoint stands before a list of versions."""


@dataclass(slots=True, eq=False)
class ObservedWorkspace:
    """One observed workspace."""

    site: Site
    readings: dict[str, Observation] = field(default_factory=dict)
    holdings: dict[str, Holding] = field(default_factory=dict)
    unread: Observation | None = None
    """An endpoint that was never seen from inside: it may serve any model."""

    def blocked(self) -> Observation | None:
        """The reading that kept us from seeing what serves here, if there is one; models come last."""
        if self.unread is not None:
            return self.unread
        for name in reversed(NEEDED):
            reading = self.readings.get(name)
            if reading is not None and reading.status != SEEN:
                return reading
        return None

    def was_read(self) -> bool:
        """Whether somebody ever tried to look."""
        return any(name in self.readings for name in NEEDED)

    def attempted_at(self) -> Stamp:
        """The oldest time among what was read of it; "" before any attempt."""
        return min((self.readings[name].observed_at for name in NEEDED if name in self.readings), default="")

    def holding(self, model: str) -> Holding:
        """What it holds of a model; made empty when there was nothing yet."""
        return self.holdings.setdefault(model, Holding())


@dataclass(frozen=True)
class ObservedWorkspaces:
    """All places by source, and the registries' assets by `registry/name/version`."""

    places: Mapping[str, ObservedWorkspace]
    assets: Mapping[str, Artefact]
    shared: frozenset[str]
    """The manifests that a registry holds."""
    assets_of: Mapping[str, tuple[Artefact, ...]] = field(default_factory=dict)
    """The registries' assets by model name."""

    def is_shared(self, artefact: Artefact) -> bool:
        """Whether a registry holds this very artefact."""
        return artefact.registry in self.assets or (bool(artefact.manifest) and artefact.manifest in self.shared)


Assigned = Mapping[tuple[str, str], str]
"""Source of a workspace and name of a model to the project that somebody said it belongs to."""


def gather(
    observations: Iterable[Observation], sites: Iterable[Site], assigned: Assigned | None = None
) -> ObservedWorkspaces:
    """Sorts observations by workspace and model. What lies in a workspace that is no site is left out.

    A model belongs to the project that its tag names, else to the one it was assigned to, else to the one that has
    the workspace to itself.
    """
    places = {site.source: ObservedWorkspace(site) for site in sites}
    listed = list(observations)
    assets = {name: made for row in listed if row.kind == "registry_model" for name, made in _assets(row)}
    for row in listed:
        place = places.get(row.source)
        if place is None:
            continue
        if row.kind == READING:
            place.readings[row.subject] = row
        elif row.kind == "model":
            _add_model(place, row)
    for row in listed:  # deployments come second: their artefacts are looked up among the models
        place = places.get(row.source)
        if place is not None and row.kind in ("online_endpoint", "batch_endpoint"):
            _add_endpoint(place, row, assets)
    for place in places.values():
        for name, holding in place.holdings.items():
            holding.project = holding.project or (assigned or {}).get((place.site.source, name), place.site.project)
    by_name: dict[str, list[Artefact]] = {}
    for asset, made in assets.items():
        by_name.setdefault(asset.split("/")[1], []).append(made)
    manifests = frozenset(made.manifest for made in assets.values() if made.manifest)
    return ObservedWorkspaces(places, assets, manifests, {name: tuple(listed) for name, listed in by_name.items()})


def _assets(row: Observation) -> Iterable[tuple[str, Artefact]]:
    if row.status == MISSING:
        return
    registry, name = str(row.value.get("registry", "")).lower(), str(row.value.get("name", ""))
    for made in rows_of(row.value, "versions"):
        told = texts(made)
        if told.get("version"):
            asset = f"{registry}/{name}/{told['version']}"
            yield asset, Artefact(told["version"], told.get("manifest", ""), asset)


def _add_model(place: ObservedWorkspace, row: Observation) -> None:
    name = str(row.value.get("name", ""))
    holding = place.holding(name)
    if row.status == MISSING:
        holding.gone = True
        return
    told = texts(row.value)
    for made in rows_of(row.value, "versions"):
        version = texts(made)
        if version.get("version"):
            artefact = Artefact(version["version"], version.get("manifest", ""), version.get("registry", "").lower())
            holding.artefacts[artefact.version] = artefact
    holding.complete = row.value.get("complete") is True
    if row.status != SEEN:
        holding.unread = holding.unread or row
    holding.project, holding.owner = told.get("project", ""), told.get("owner", "")
    holding.approved = holding.approved or _approved(told, f"model {name}")
    holding.seen_at.append(row.observed_at)


def _approved(told: Mapping[str, str], where: str) -> Approved | None:
    versions = tuple(part.strip() for part in told.get("approved", "").split(",") if part.strip())
    if not versions:
        return None
    return Approved(versions, told.get("approved_manifest", ""), f"the tag approved_version on {where}")


def _add_endpoint(place: ObservedWorkspace, row: Observation, assets: Mapping[str, Artefact]) -> None:
    told, name = texts(row.value), str(row.value.get("name", ""))
    kind = "online" if row.kind == "online_endpoint" else "batch"
    entries = rows_of(row.value, "deployments")
    if not entries and row.status not in (SEEN, MISSING):
        place.unread = row
    for entry in entries:
        named = reference(texts(entry).get("model", ""))
        if named is None:
            continue  # a deployment of something that is no registered model: the board has no row for it
        holding = place.holding(named.name)
        if row.status == MISSING:
            holding.gone = True
            continue
        if named.asset:
            artefact = assets.get(named.asset, Artefact(named.version, "", named.asset))
        else:
            artefact = holding.artefacts.get(named.version, Artefact(named.version))
        holding.deployed.append(_deployed(name, kind, artefact, row.value, entry))
        holding.project, holding.owner = (
            holding.project or told.get("project", ""),
            holding.owner or told.get("owner", ""),
        )
        holding.approved = _approved(told, f"endpoint {name}") or holding.approved
        holding.seen_at.append(row.observed_at)
        if row.status != SEEN:
            holding.unread = row


def _deployed(
    endpoint: str, kind: str, artefact: Artefact, value: Mapping[str, Json], entry: Mapping[str, Json]
) -> Deployed:
    told, whole = texts(entry), texts(value)
    if kind == "online":
        return Deployed(
            endpoint, told.get("name", ""), kind, artefact, told.get("state", ""),
            traffic=_percent(entry.get("traffic")), mirror=_percent(entry.get("mirror")),
        )  # fmt: skip
    return Deployed(
        endpoint,
        told.get("name", ""),
        kind,
        artefact,
        told.get("state", ""),
        default=entry.get("default") is True,
        scheduled=value.get("scheduled") is True,
        last_run=told.get("last_run", whole.get("last_run", "")),
        last_run_at=told.get("last_run_at") or whole.get("last_run_at"),
    )


def _percent(value: Json) -> int:
    return max(0, min(100, value)) if isinstance(value, int) and not isinstance(value, bool) else 0


def ordered(artefacts: Iterable[Artefact]) -> list[Artefact]:
    """Artefacts from the newest version to the oldest."""
    return sorted(artefacts, key=lambda one: newest_first(one.version))
