"""The kinds of request: their forms, previews and files."""

from typing import Annotated

from fastapi import APIRouter, Body

from portal.contract.plan import Files, Preview
from portal.contract.problem import bad_input
from portal.contract.requests import Form, KindRow
from portal.contract.values import Json
from portal.server.authentication import InPortal, Who
from portal.services.requests import proposals
from portal.services.requests.counter_proposals import wished_by

router = APIRouter()

For = Annotated[str, Body(embed=True, max_length=20)]
"""A request whose requester the answers are for, when somebody else proposes them; "" is whoever asks."""
Spec = Annotated[dict[str, Json], Body(embed=True, max_length=100)]


@router.get("/kinds")
def listing(portal: InPortal, who: Who) -> tuple[KindRow, ...]:
    """Every kind that may be asked for."""
    return proposals.kinds()


@router.post("/kinds/{kind}/form")
def form(portal: InPortal, who: Who, kind: str, spec: Spec, request: For = "") -> Form:
    """The form of a kind, for what has been answered so far."""
    return proposals.form(portal.world, wished_by(portal.world, who.person, request), kind, spec)


@router.post("/kinds/{kind}/preview")
def preview(portal: InPortal, who: Who, kind: str, spec: Spec, request: For = "") -> Preview:
    """What the answers would become."""
    portal.catalogue.refresh()
    return proposals.preview(portal.world, wished_by(portal.world, who.person, request), kind, spec)


@router.post("/kinds/{kind}/files")
def files(portal: InPortal, who: Who, kind: str, spec: Spec) -> Files:
    """The tree that the answers would render."""
    order = proposals.rendering(portal.world, who.person, kind, spec)
    if order is None:
        raise bad_input(f"a {kind} request makes no files")
    return portal.renderings.files(order)
