"""The advisor: which compute, which workspaces."""

from portal.client.caller import Caller
from portal.contract.advice import ComputeAdvice, TopologyAdvice
from portal.contract.requests import Form
from portal.contract.values import Json


async def compute(c: Caller, words: dict[str, Json]) -> ComputeAdvice:
    """Which compute suits a described workload; what is not said is assumed, and marked so."""
    return await c.send("POST", "/advice/compute", {"words": words}, ComputeAdvice)


async def compute_form(c: Caller, words: dict[str, Json]) -> Form:
    """The words about a workload, as a form, for what has been said so far."""
    return await c.send("POST", "/advice/compute/form", {"words": words}, Form)


async def topology(c: Caller, words: dict[str, Json]) -> TopologyAdvice:
    """Which workspaces suit a described project; what is not said is assumed, and marked so."""
    return await c.send("POST", "/advice/topology", {"words": words}, TopologyAdvice)


async def topology_form(c: Caller, words: dict[str, Json]) -> Form:
    """The words about a project's workspaces, as a form."""
    return await c.send("POST", "/advice/topology/form", {"words": words}, Form)
