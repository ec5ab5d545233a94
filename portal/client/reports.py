"""What is counted over many requests."""

from portal.client.caller import Caller
from portal.contract.reports import DenialReport


async def denials(c: Caller, days: int = 90) -> DenialReport:
    """Why requests were denied in the last days."""
    return await c.get("/reports/denials", DenialReport, days=days)
