"""An emulated Azure in the place of the true one: chosen by name, and loaded only then."""

from starlette.applications import Starlette

from portal.azure.cloud import Azure
from portal.azure.credentials import Credential
from portal.azure.identities import DUTIES, STAGES, identity_name
from portal.clock import Clock
from portal.emulator.app import create_app
from portal.emulator.carriers import InProcess, Loopback
from portal.emulator.credentials import EmulatedCredential
from portal.emulator.seed.document import load_seed
from portal.emulator.tuning import tune
from portal.settings import Settings


def emulated_in_home(settings: Settings, clock: Clock) -> Azure:
    """The emulator in this process that keeps its state in the home."""
    state = settings.emulator_state
    state.parent.mkdir(parents=True, exist_ok=True)
    app = create_app(state, clock, load_seed())
    tune(state, operation_seconds=settings.operation_seconds)
    return emulated_in_process(app)


def emulated_in_process(app: Starlette) -> Azure:
    """An emulator that lives in this process."""
    return Azure(InProcess(app.state.emulator), EmulatedCredential(), identities=_identities())


def emulated_at(url: str) -> Azure:
    """An emulator that listens at this address, e.g. http://127.0.0.1:8080."""
    return Azure(Loopback(url), EmulatedCredential(), identities=_identities())


def _identities() -> dict[str, Credential]:
    """All that can be asked for, those for resources of an unknown stage included."""
    names = {identity_name(duty, stage) for duty in DUTIES for stage in ("", *STAGES)}
    return {name: EmulatedCredential(name) for name in names}
