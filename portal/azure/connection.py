"""Which Azure: the only four things that differ between the true one and an emulated one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from starlette.applications import Starlette

from portal.azure.carriers import Carrier, InProcess, Loopback, Network
from portal.azure.credentials import SCOPE, Credential, EmulatedCredential, signed_in_user, workload
from portal.azure.emulator.app import create_app
from portal.azure.emulator.seed.document import load_seed
from portal.azure.emulator.tuning import tune
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

    @classmethod
    def emulated_in_process(cls, app: Starlette) -> "Azure":
        """An emulator that lives in this process."""
        return cls(InProcess(app.state.emulator), EmulatedCredential())

    @classmethod
    def emulated(cls, url: str) -> "Azure":
        """An emulator that listens at this address, e.g. http://127.0.0.1:8080."""
        return cls(Loopback(url), EmulatedCredential())

    @classmethod
    def real(cls, credential: Credential) -> "Azure":
        """The true Azure."""
        return cls(Network(), credential, kind="real")


def connect(settings: Settings, clock: Clock) -> Azure:
    """The Azure that the settings name; a private emulator keeps its state in the home. Raises ValueError."""
    if settings.azure == "real":
        return Azure.real(workload() if settings.mode == "team" else signed_in_user(settings.tenant))
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
