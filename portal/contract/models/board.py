"""The promotion board: what dev, test and prod really serve, each cell with its age."""

from dataclasses import dataclass

from portal.contract.requests import WaitingOn
from portal.contract.values import PersonId, Stamp


@dataclass(frozen=True)
class Serving:
    """One deployment that serves a version."""

    version: str
    endpoint: str
    deployment: str
    kind: str
    """`online` or `batch`."""
    traffic: int | None
    default: bool
    state: str
    last_run: str = ""
    last_run_at: Stamp | None = None
    mirror: int = 0
    """Percent of the endpoint's traffic that is copied to it and not answered (shadow)."""


@dataclass(frozen=True)
class Cell:
    """One model in one stage. `status` is `seen`, `nothing`, `forbidden`, `unreachable` or `unknown`."""

    stage: str
    status: str
    version: str
    """The version that serves, or else the newest registered one; "" when there is none."""
    serving: tuple[Serving, ...]
    step: str
    """How far `version` has come. Online: registered, shared, deployed 0 %, shadow, canary n %, 100 %; Batch: ...
    deployed, default, scheduled. Where a newer version has a part of the traffic, both: `90 %, v13 canary 10 %`."""
    approved_version: str
    approved: str
    """`=` served is what was approved, `≠` proven not, `~` not known, "" nothing to compare."""
    before: str
    """The artefact compared with the stage before: `=`, `≠`, `~` or ""."""
    identity: str
    """`manifest`, `registry` or `none`: the strength of the evidence."""
    observed_at: Stamp
    source: str
    workspace: str
    detail: str = ""
    text: str = ""
    """The cell in words, as the screen shows it: every version that serves with its share."""


@dataclass(frozen=True)
class BoardRow:
    """One model over the stages; a stage that the model never reached is null."""

    name: str
    project: str
    unit: str
    owner: PersonId
    stages: dict[str, Cell | None]
    attention: str
    """Why it needs a look, or ""."""
    gates: str = ""
    """How many gates of its next step are met, such as `5/6`."""
    waiting_on: WaitingOn | None = None
    deputy: PersonId = ""
    """Who acts when that person is away, where a gate is waited on."""
    service: str = ""
    """How many gates of what is in service are met by what serves in the last stage; "" where nothing does."""
    service_at: Stamp | None = None
    """When the oldest evidence of that was made; null when there is none."""


@dataclass(frozen=True)
class Board:
    """The whole board with its headline."""

    items: tuple[BoardRow, ...]
    headline: str
    attention: int
    total: int
    oldest: Stamp | None
    newest: Stamp | None
    next: str | None = None
    sources: tuple[dict[str, str], ...] = ()
    """Each `{"workspace", "status", "observed_at", "detail"}`."""
    as_of: Stamp | None = None
    """The past moment that it tells of; null for now."""


@dataclass(frozen=True)
class Look:
    """What is looked at now: the workspaces of the rows that somebody has on the screen; none means everything."""

    workspaces: tuple[str, ...] = ()
