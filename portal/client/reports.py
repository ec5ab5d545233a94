"""What is counted over many requests."""

from portal.client.caller import Routes
from portal.contract.reports import DenialReport


class ReportRoutes(Routes):
    """What is counted over many requests."""

    async def denials(self, days: int = 90) -> DenialReport:
        """Why requests were denied in the last days."""
        return await self._c.get("/reports/denials", DenialReport, days=days)
