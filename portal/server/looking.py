"""Reading Azure where nobody ever did: what runs there can only be seen."""

from portal.records.observed.observations import was_observed
from portal.server.portal import Portal


def look_once(portal: Portal) -> None:
    """Reads Azure now unless it was read before, by whomever."""
    with portal.database.read() as connection:
        seen = was_observed(connection)
    if not seen:
        portal.observer.refresh()
