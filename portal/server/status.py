"""Which server this is and what it is doing, in the words of the wire."""

import os
from importlib.metadata import version

from portal.clock import stamp
from portal.contract import CONTRACT_VERSION
from portal.contract.server import ServerStatus
from portal.local.fingerprint import fingerprint
from portal.server.portal import Portal


def status_of(portal: Portal, connected: int) -> ServerStatus:
    """The state of a portal server in the words of the wire."""
    return ServerStatus(
        version=version("ml-portal"),
        fingerprint=fingerprint(),
        contract=CONTRACT_VERSION,
        mode=portal.mode,
        process=os.getpid(),
        home=str(portal.settings.home),
        database=portal.database.engine.url.render_as_string(hide_password=True),
        azure=portal.azure,
        started_at=stamp(portal.started_at),
        now=portal.world.now(),
        connected=connected,
        running=portal.running(),
        catalogue=portal.catalogue().digest_of_policy[:12],
        warnings=tuple(filter(None, (portal.catalogue.warning,))),
    )
