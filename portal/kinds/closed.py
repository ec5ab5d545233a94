"""Why an offer of the catalogue may not be asked for, said alike wherever it matters."""

from catalog.model import ComputeType, Environment, Template


def why_closed(offer: Template | ComputeType | Environment) -> str:
    """Why the offer may not be asked for, with what to take instead; "" when it may."""
    if offer.may_be_requested:
        return ""
    because = f": {offer.reason.rstrip('.')}" if offer.reason else ""
    return f"it is {offer.lifecycle}{because}" + (f"; use {offer.successor}" if offer.successor else "")
