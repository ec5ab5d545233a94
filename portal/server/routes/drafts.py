"""Wishes that are not submitted yet."""

from dataclasses import dataclass, field

from fastapi import APIRouter

from portal.contract.requests import Draft
from portal.contract.values import Json
from portal.server.authentication import InPortal, Who
from portal.services.requests import drafts

router = APIRouter()


@dataclass(frozen=True)
class Saved:
    """What a draft holds."""

    kind: str
    spec: dict[str, Json] = field(default_factory=dict)
    request: str | None = None


@router.get("/drafts")
def listing(portal: InPortal, who: Who) -> tuple[Draft, ...]:
    """My drafts, the newest first."""
    return drafts.listing(portal.world, who.person)


@router.put("/drafts/{draft}")
def save(portal: InPortal, who: Who, draft: str, saved: Saved) -> Draft:
    """Saves a draft; `new` makes one."""
    return drafts.save(portal.world, who.person, draft, saved.kind, saved.spec, saved.request)


@router.delete("/drafts/{draft}", status_code=204)
def drop(portal: InPortal, who: Who, draft: str) -> None:
    """Forgets a draft."""
    drafts.drop(portal.world, who.person, draft)
