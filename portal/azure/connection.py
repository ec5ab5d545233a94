"""Which Azure: the only four things that differ between the true one and an emulated one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from starlette.applications import Starlette

from portal.azure.carriers import Carrier, InProcess, Loopback, Network
from portal.azure.credentials import SCOPE, Credential, EmulatedCredential, managed_identity, signed_in_user, workload
from portal.azure.emulator.app import create_app
from portal.azure.emulator.seed.document import load_seed
from portal.azure.emulator.tuning import tune
from portal.azure.faults import AzureFault
from portal.azure.identities import DUTIES, STAGED, action_of, duty_of, identity_name
from portal.clock import Clock
from portal.settings import Settings

BASE_URL = "https://management.azure.com"
Stage = Literal["dev", "test", "prod"]


def _no_stage(_resource: str) -> str:
    return ""


@dataclass(frozen=True)
class Azure:
    """One Azure: how to reach it, as whom, at which address and for which scope of tokens."""

    carrier: Carrier
    credential: Credential
    base_url: str = BASE_URL
    scope: str = SCOPE
    kind: Literal["emulated", "real"] = "emulated"
    identities: Mapping[str, Credential] = field(default_factory=dict)
    """A credential for each identity, by its name; none at all where `credential` does everything."""
    stage_of: Callable[[str], str] = _no_stage
    """The stage that a resource belongs to, by its id; "" where nobody has said."""

    def knowing(self, stage_of: Callable[[str], str]) -> "Azure":
        """The same Azure, which can tell the stage of a resource."""
        return replace(self, stage_of=stage_of)

    def identity(self, duty: str, resource: str = "") -> str:
        """The name of the identity whose part a duty is at a resource."""
        return identity_name(duty, self.stage_of(resource) if duty in STAGED and resource else "")

    def acting(self, duty: str, resource: str = "") -> Credential:
        """The credential of the identity whose part a duty is at a resource. Raises AzureFault where there is none."""
        if not self.identities:
            return self.credential
        name = self.identity(duty, resource)
        if (found := self.identities.get(name)) is not None:
            return found
        raise AzureFault(
            "forbidden",
            f"nobody has the duty {duty} for {resource}, as it lies in no subscription that organisation.yaml gives "
            "a stage; name its subscription there" if name == duty and duty in STAGED
            else f"the portal has no identity {name}; name it under identities in organisation.yaml",
        )  # fmt: skip

    def require_rightful(self, method: str, url: str, acting: str) -> None:
        """Raises AzureFault for a write that is another identity's part than the one that is about to make it."""
        path = urlsplit(url).path
        action = action_of(method, path)
        rightful = self.identity(duty_of(action), path)
        if action and rightful != acting:
            raise AzureFault(
                "failed",
                f"{action} at {path} is for the portal's identity {rightful}, and {acting or 'another'} was about to "
                "do it; nothing was sent",
            )

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
    """All that can be asked for, those for resources of an unknown stage included."""
    names = {identity_name(duty, stage) for duty in DUTIES for stage in ("", *get_args(Stage))}
    return {name: EmulatedCredential(name) for name in names}


def connect(settings: Settings, clock: Clock, named: Mapping[str, str] | None = None) -> Azure:
    """The Azure that the settings name; a private emulator keeps its state in the home. Raises ValueError.

    `named` are the client ids of the portal's identities, by their names; only a shared server uses them.
    """
    if settings.azure == "real":
        if settings.mode != "team":
            return Azure.real(signed_in_user(settings.tenant))
        return Azure.real(workload(), {name: managed_identity(id_) for name, id_ in (named or {}).items()})
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
