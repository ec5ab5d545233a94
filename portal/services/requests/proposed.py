"""The counter-proposals of a request as they are told, each with what it would change."""

from portal.contract.requests import CounterProposal
from portal.contract.values import Json
from portal.records.requests.loaded import Loaded
from portal.store.rows import from_row


def proposals_of(loaded: Loaded) -> tuple[CounterProposal, ...]:
    """Every counter-proposal of a request, with what it changes."""
    open_ones = {one["number"] for one in loaded.open_proposals}
    return tuple(
        from_row(
            CounterProposal,
            one,
            state=one["state"] if one["state"] != "open" or one["number"] in open_ones else "outdated",
            changes=changes(loaded.revision["spec"], one["spec"]) if one["number"] in open_ones else (),
        )
        for one in loaded.proposals
    )


def changes(was: dict[str, Json], now: dict[str, Json]) -> tuple[dict[str, Json], ...]:
    """Every value that two wishes differ in."""
    return tuple(
        {"name": name, "was": was.get(name), "is": now.get(name)}
        for name in dict.fromkeys((*was, *now))
        if was.get(name) != now.get(name)
    )
