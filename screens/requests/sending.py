"""What goes out from a form: the answers on their one right way to the server, and the words for the advisor."""

from typing import Any

from portal.client import PortalClient
from portal.contract.requests import Proposing, Request, Submission
from screens.requests.votes import key

ADVICE = {"compute": ("compute", ("project", "stage", "hours_per_week")), "project": ("topology", ("name", "unit"))}
"""What each kind can be advised on, and the answers that are words for the advisor."""


def words_for_advice(kind: str, spec: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The advisor's topic, and what is answered already of its words."""
    topic, names = ADVICE[kind]
    return topic, {name: value for name in names if (value := spec.get(name)) is not None}


async def send(
    portal: PortalClient, wish: Submission, proposes_to: str, again_of: str, edits: str, reason: str
) -> Request:
    """Sends a counter-proposal, the same wish again, another revision, or a new wish. Raises Problem."""
    if proposes_to:
        return await portal.requests.propose(proposes_to, Proposing(wish.spec, reason), key())
    if again_of:
        return await portal.requests.ask_again(again_of, wish.spec, key())
    if edits:
        return await portal.requests.edit(edits, wish.spec, key())
    return await portal.requests.submit(wish, key())
