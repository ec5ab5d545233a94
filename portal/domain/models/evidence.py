"""What was observed of models, as values that can be compared. Pure, and tolerant of what a service left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.contract.values import Json, Stamp

SEEN, FORBIDDEN, UNREACHABLE, MISSING = "seen", "forbidden", "unreachable", "missing"
"""How the last attempt to read a thing ended; `missing` is: its list was read and it was not in it."""

READING = "reading"
"""Kind of the observation that says how the reading of one whole list of a workspace ended."""

_BARE = re.compile(r"[0-9a-fA-F]{64}")
_PARTS = re.compile(r"\d{1,18}|[^\d]+")
_BEFORE = re.compile(r"[-_.+]?(?:a|alpha|b|beta|c|rc|dev|pre|preview|snapshot)[-_.]?", re.I)
"""What in a version says that it comes before the one without."""
_ASSET = re.compile(r"(?:registries/(?P<registry>[^/]+)/)?models/(?P<name>[^/]+)/versions/(?P<version>[^/]+)/?$", re.I)


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact read from outside. `observed_at` is when `value` was last seen, or of the attempt if it never was."""

    source: str
    subject: str
    kind: str
    workspace: str
    stage: str
    status: str
    value: Mapping[str, Json]
    detail: str
    observed_at: Stamp


@dataclass(frozen=True, slots=True)
class Artefact:
    """One model version, with the evidence of what it is: a manifest of file digests, a registry's asset, or none."""

    version: str
    manifest: str = ""
    registry: str = ""
    """`registry/name/version` of the registry asset it is or was shared as by the portal; "" when there is none."""

    @property
    def identity(self) -> str:
        """How strong the evidence is: `manifest`, `registry` or `none`."""
        return "manifest" if self.manifest else "registry" if self.registry else "none"


def digest_of(artefact: Artefact) -> str:
    """What an approval and evidence bind to: `sha256:…`, else `registry:NAME/MODEL/VERSION`, else "" (unproven)."""
    if artefact.manifest:
        return as_digest(artefact.manifest)
    return f"registry:{artefact.registry}" if artefact.registry else ""


def as_digest(text: str) -> str:
    """A digest as it is kept: a bare hash of 64 characters is one of SHA-256, everything else stays what it is."""
    return f"sha256:{text.lower()}" if _BARE.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Deployed:
    """One deployment of a model version on an endpoint."""

    endpoint: str
    name: str
    kind: str
    artefact: Artefact
    state: str
    traffic: int | None = None
    mirror: int = 0
    default: bool = False
    scheduled: bool = False
    last_run: str = ""
    last_run_at: Stamp | None = None

    @property
    def serves(self) -> bool:
        """Whether answers or results come from it: traffic on an online one, a batch one that is the default."""
        return bool(self.traffic) if self.kind == "online" else self.default


@dataclass(frozen=True, slots=True)
class Reference:
    """The model that a deployment names."""

    name: str
    version: str
    registry: str

    @property
    def asset(self) -> str:
        """`registry/name/version` when it names a registry's asset, else ""."""
        return f"{self.registry}/{self.name}/{self.version}" if self.registry else ""


def reference(text: str) -> Reference | None:
    """The model version that an ARM id, an `azureml:` address or a registry address names; None when it names none."""
    found = _ASSET.search(text)
    if found is not None:
        return Reference(found["name"], found["version"], (found["registry"] or "").lower())
    parts = text.removeprefix("azureml:").split(":")
    if text.startswith("azureml:") and not text.startswith("azureml://") and len(parts) == 2:
        return Reference(parts[0], parts[1], "")
    return None


def compare(one: Artefact, other: Artefact) -> str:
    """`=` the same artefact, `≠` proven to be another (two manifests differ), `~` not known."""
    if one.manifest and other.manifest:
        return "=" if one.manifest == other.manifest else "≠"
    if one.registry and one.registry == other.registry:
        return "="
    return "~"


VersionKey = tuple[tuple[int, ...], ...]


def newest_first(version: str) -> VersionKey:
    """A key that sorts versions from the newest to the oldest: numbers by size, and before words.

    Words go part by part, so that 1.10.0 comes before 1.9.0, 2026-10-01 before 2026-09-30, and 1.0.0 before 1.0.0-rc1.
    """
    if version.isdecimal() and len(version) < 19:
        return ((0, -int(version)),)
    parts = [_newer(part) for part in _PARTS.findall(version)]
    return ((1,), *parts, (2,))


def _newer(part: str) -> tuple[int, ...]:
    if part.isdecimal():
        return (0, -int(part))
    return (3 if _BEFORE.fullmatch(part) else 1, *(-ord(sign) for sign in part.casefold()))


def texts(value: Any) -> dict[str, str]:
    """The entries of a mapping that are texts; anything else is no tag."""
    if not isinstance(value, Mapping):
        return {}
    return {str(key): entry for key, entry in value.items() if isinstance(entry, str)}


def rows_of(value: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    """The mappings in the list `value[name]`; none when there is no such list."""
    listed = value.get(name)
    return [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list | tuple) else []


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence about one artefact. `body` holds bare facts, or an evidence file with `facts` inside."""

    id: str
    model: str
    version: str
    artefact: str
    kind: str
    body: Mapping[str, Json]
    source: str
    by: str
    made_at: Stamp
    at: Stamp
    job: str = ""
    commit: str = ""

    def facts(self) -> Mapping[str, Json]:
        """What gates read: the facts of an evidence file, or the body itself; digests as they are kept."""
        inner = self.body.get("facts")
        told = inner if isinstance(inner, Mapping) else self.body
        return {name: as_digest(value) if isinstance(value, str) else value for name, value in told.items()}


def whole_of(value: Mapping[str, Json], name: str) -> int | None:
    """The whole number `value[name]`; None when there is none, or one that no service counts to."""
    found = value.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 2**53 else None
