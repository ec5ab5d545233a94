"""`portal doctor --azure`: reads roles and who holds them, and judges them against the catalogue's files."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from catalog.load import SHIPPED, load
from catalog.model import Organisation
from portal.azure import discovery, reads
from portal.azure.arm import Arm
from portal.azure.connection import connect as connect_azure
from portal.azure.identities import IDENTITIES
from portal.azure.resource_ids import place_of
from portal.clock import Clock
from portal.contract.problem import Problem
from portal.contract.server import Check
from portal.domain.azure_rights import Held, Role, judge_identity, judge_past
from portal.domain.guessing import Sighting, guess_stage
from portal.settings import Settings


@dataclass(frozen=True)
class _Seen:
    """What one subscription shows."""

    workspaces: list[tuple[str, str]]
    roles: list[Role]
    held: list[Held]
    unread: list[str]


def check_azure(settings: Settings, clock: Clock) -> tuple[Check, ...]:
    """What is missing, what is too much, and who can go past the portal; only reads. Raises Problem."""
    root = Path(settings.catalogue) if settings.catalogue else SHIPPED
    organisation = load(root).organisation
    azure = connect_azure(settings, clock)

    async def read() -> list[_Seen]:
        async with Arm(azure, clock) as arm:
            listed = await discovery.subscriptions(arm)
            if listed.value is None:
                raise Problem(
                    502, "Azure cannot be read", listed.message, "sign in with `az login` and try again", "azure"
                )
            return list(await asyncio.gather(*(_subscription(arm, one, organisation) for one in listed.value)))

    seen = asyncio.run(read())
    roles = list({role.id: role for one in seen for role in one.roles}.values())
    held = list({(h.principal, h.role, h.scope): h for one in seen for h in one.held}.values())
    wanted = [_file(root, identity) for identity in IDENTITIES]
    names = {role.id for role in roles if role.name in {one.name for one in wanted}}
    ours = frozenset(one.principal for one in held if one.role in names)
    judged = [told for one in wanted for told in judge_identity(one, roles, held)]
    judged += judge_past([place for one in seen for place in one.workspaces], roles, held, ours)
    unread = [
        Check("not read", False, told, "give who asks the role Reader there") for one in seen for told in one.unread
    ]
    return (*(Check(one.name, one.ok, one.detail, one.todo) for one in judged), *unread)


async def _subscription(arm: Arm, one: discovery.SubscriptionSeen, organisation: Organisation) -> _Seen:
    workspaces, roles, held = await asyncio.gather(
        reads.workspaces(arm, one.id), discovery.roles(arm, one.id), discovery.assignments_below(arm, one.id)
    )
    known = {found.name: found.stage for found in organisation.workspaces}
    places = []
    for found in workspaces.value or ():
        seen = Sighting(found.name, place_of(found.id).group, one.title, found.location, found.tags)
        places.append((found.id, str(known.get(found.name) or guess_stage(seen).value)))
    return _Seen(
        places,
        [Role(role.guid, role.name, role.actions, role.not_actions) for role in roles.value or ()],
        [Held(h.principal, h.principal_type, h.role, h.scope) for h in held.value or ()],
        [
            f"{what} of {one.title}: {result.error}"
            for what, result in (("workspaces", workspaces), ("roles", roles), ("role assignments", held))
            if not result.seen
        ],
    )


def _file(root: Path, identity: str) -> Role:
    """The role of one identity, as the catalogue's file says, or the shipped one where it has none. Raises Problem."""
    mine = root / "infrastructure" / "roles" / f"ml-portal-{identity}.json"
    path = mine if mine.exists() else SHIPPED / "infrastructure" / "roles" / mine.name
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Role("", str(told["Name"]), tuple(map(str, told["Actions"])), tuple(map(str, told["NotActions"])))
    except (ValueError, KeyError, TypeError) as broken:
        raise Problem(422, f"{path} is no role definition", str(broken), "restore it", "catalogue") from None
