"""The portal server itself."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SignInPlace:
    """Where people sign in before a shared server knows them; no secret."""

    authority: str
    tenant: str
    client: str


@dataclass(frozen=True)
class Health:
    """What a server says to anybody, before it knows who asks."""

    contract: int
    version: str
    fingerprint: str
    mode: str = ""
    sign_in: SignInPlace | None = None


@dataclass(frozen=True)
class ServerStatus:
    """Which server this is and what it is doing."""

    version: str
    fingerprint: str
    contract: int
    mode: str
    process: int
    home: str
    database: str
    azure: str
    started_at: str
    now: str
    connected: int
    running: int
    catalogue: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One thing that the doctor looked at."""

    name: str
    ok: bool
    detail: str
    todo: str = ""


@dataclass(frozen=True)
class Report:
    """What the doctor found; every path of the portal is among it."""

    checks: tuple[Check, ...]
    settings: tuple[dict[str, str], ...] = field(default_factory=tuple)
