"""The advisor: which compute, which workspaces."""

from portal.client.caller import Routes
from portal.contract.advice import ComputeAdvice, TopologyAdvice
from portal.contract.requests import Form
from portal.contract.values import Json


class AdviceRoutes(Routes):
    """The advisor: which compute, which workspaces."""

    async def compute(self, words: dict[str, Json]) -> ComputeAdvice:
        """Which compute suits a described workload; what is not said is assumed, and marked so."""
        return await self._c.send("POST", "/advice/compute", {"words": words}, ComputeAdvice)

    async def compute_form(self, words: dict[str, Json]) -> Form:
        """The words about a workload, as a form, for what has been said so far."""
        return await self._c.send("POST", "/advice/compute/form", {"words": words}, Form)

    async def topology(self, words: dict[str, Json]) -> TopologyAdvice:
        """Which workspaces suit a described project; what is not said is assumed, and marked so."""
        return await self._c.send("POST", "/advice/topology", {"words": words}, TopologyAdvice)

    async def topology_form(self, words: dict[str, Json]) -> Form:
        """The words about a project's workspaces, as a form."""
        return await self._c.send("POST", "/advice/topology/form", {"words": words}, Form)
