"""The advisor: which compute, which workspaces."""

from typing import Annotated

from fastapi import APIRouter, Body

from portal.contract.advice import ComputeAdvice, TopologyAdvice
from portal.contract.requests import Form
from portal.contract.values import Json
from portal.server.authentication import InPortal, Who
from portal.services.catalogue import advice

router = APIRouter()

Words = Annotated[dict[str, Json], Body(embed=True, max_length=100)]


@router.post("/advice/compute")
def compute(portal: InPortal, who: Who, words: Words) -> ComputeAdvice:
    """Which compute suits a described workload."""
    portal.catalogue.refresh()
    return advice.compute(portal.world, who.person, words)


@router.post("/advice/compute/form")
def compute_form(portal: InPortal, who: Who, words: Words) -> Form:
    """The words about a workload."""
    return advice.compute_form(portal.world, who.person, words)


@router.post("/advice/topology")
def topology(portal: InPortal, who: Who, words: Words) -> TopologyAdvice:
    """Which workspaces suit a described project."""
    portal.catalogue.refresh()
    return advice.topology(portal.world, who.person, words)


@router.post("/advice/topology/form")
def topology_form(portal: InPortal, who: Who, words: Words) -> Form:
    """The words about a project's workspaces."""
    return advice.topology_form(portal.world, who.person, words)
