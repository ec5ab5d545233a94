"""Which Azure: the only four things that differ between the true one and an emulated one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from starlette.applications import Starlette

from portal.azure.carriers import Carrier, InProcess, Loopback, Network
from portal.azure.credentials import SCOPE, Credential, EmulatedCredential, managed_identity, signed_in_user, workload
from portal.azure.emulator.app import create_app
from portal.azure.emulator.seed.document import load_seed
from portal.azure.emulator.tuning import tune
from portal.azure.identities import IDENTITIES
from portal.clock import Clock
from portal.settings import Settings

BASE_URL = "https://management.azure.com"


@dataclass(frozen=True)
class Azure:
    """One Azure: how to reach it, as whom, at which address and for which scope of tokens."""

    carrier: Carrier
    credential: Credential
    base_url: str = BASE_URL
    scope: str = SCOPE
    kind: Literal["emulated", "real"] = "emulated"
    identities: Mapping[str, Credential] = field(default_factory=dict)
    """A credential of its own for some of `IDENTITIES`; the others use `credential`."""

    def acting(self, identity: str) -> Credential:
        """The credential of one of the portal's identities."""
        return self.identities.get(identity, self.credential)

    @classmethod
    def emulated_in_process(cls, app: Starlette) -> "Azure":
        """An emulator that lives in this process."""
        return cls(InProcess(app.state.emulator), EmulatedCredential(), identities=_emulated_identities())

    @classmethod
    def emulated(cls, url: str) -> "Azure":
        """An emulator that listens at this address, e.g. http://127.0.0.1:8080."""
        return cls(Loopback(url), EmulatedCredential(), identities=_emulated_identities())

    @classmethod
    def real(cls, credential: Credential, identities: Mapping[str, Credential] | None = None) -> "Azure":
        """The true Azure."""
        return cls(Network(), credential, kind="real", identities=identities or {})


def _emulated_identities() -> dict[str, Credential]:
    return {name: EmulatedCredential(name) for name in IDENTITIES}


def connect(settings: Settings, clock: Clock) -> Azure:
    """The Azure that the settings name; a private emulator keeps its state in the home. Raises ValueError."""
    if settings.azure == "real":
        if settings.mode != "team":
            return Azure.real(signed_in_user(settings.tenant))
        named = {name: str(getattr(settings, f"identity_{name}")) for name in IDENTITIES}
        return Azure.real(workload(), {name: managed_identity(id_) for name, id_ in named.items() if id_})
    if settings.azure == "emulator":
        state = emulator_state(settings)
        state.parent.mkdir(parents=True, exist_ok=True)
        app = create_app(state, clock, load_seed())
        tune(state, operation_seconds=settings.operation_seconds)
        return Azure.emulated_in_process(app)
    if settings.azure.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]")):
        return Azure.emulated(settings.azure)
    raise ValueError(
        f"setting azure: {settings.azure!r} is neither 'emulator' nor 'real' nor the address of an emulator on this "
        "machine (http://127.0.0.1:PORT)"
    )


def emulator_state(settings: Settings) -> Path:
    """Where the private emulator keeps its state."""
    return settings.home / "azure.db"
