"""Which Azure the settings name. The emulated one is loaded only where it is chosen."""

from collections.abc import Mapping

from portal.azure.cloud import Azure
from portal.azure.credentials import managed_identity, signed_in_user, workload
from portal.clock import Clock
from portal.settings import Settings

LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
"""How the address of an emulator begins: it is never on another machine."""


def connect(settings: Settings, clock: Clock, named: Mapping[str, str] | None = None) -> Azure:
    """The Azure that the settings name; a private emulator keeps its state in the home. Raises ValueError.

    `named` are the client ids of the portal's identities, by their names; only a shared server uses them.
    """
    if settings.azure == "real":
        if settings.mode != "team":
            return Azure.real(signed_in_user(settings.tenant))
        return Azure.real(workload(), {name: managed_identity(id_) for name, id_ in (named or {}).items()})
    if settings.azure == "emulator":
        from portal.emulator.connection import emulated_in_home

        return emulated_in_home(settings, clock)
    if settings.azure.startswith(LOOPBACK):
        from portal.emulator.connection import emulated_at

        return emulated_at(settings.azure)
    raise ValueError(
        f"setting azure: {settings.azure!r} is neither 'emulator' nor 'real' nor the address of an emulator on this "
        "machine (http://127.0.0.1:PORT)"
    )
