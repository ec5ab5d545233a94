"""`portal doctor --azure`: reads roles and who holds them, and judges them against the catalogue's files."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.load import SHIPPED, load
from catalog.model import Catalogue, Organisation
from catalog.role_files import RoleFileBroken, read_duty_roles
from portal.azure import discovery, reads
from portal.azure.arm import Arm
from portal.azure.cloud import Azure
from portal.azure.connection import connect as connect_azure
from portal.azure.resource_ids import place_of
from portal.clock import Clock
from portal.contract.problem import Problem, bad_input
from portal.contract.server import Check
from portal.domain.projects.guessing import Sighting, guess_stage
from portal.domain.rights.azure_identities import Arranged, Role, arrange, shared_subscriptions
from portal.domain.rights.azure_rights import HeldRole, Judged, judge_identity, judge_past
from portal.settings import Settings


@dataclass(frozen=True)
class _Seen:
    """What one subscription shows."""

    workspaces: list[tuple[str, str]]
    roles: list[Role]
    held: list[HeldRole]
    unread: list[str]


def arrangement(root: Path | None, known: Mapping[str, str] | None = None) -> tuple[Catalogue, tuple[Arranged, ...]]:
    """A catalogue, and every identity as it has to be made for its organisation. Raises Problem, CatalogueError.

    `known` are ids of the tenant's own roles by their names.
    """
    catalogue = load(root)
    try:
        return catalogue, arrange(catalogue, read_duty_roles(root), known)
    except RoleFileBroken as broken:
        raise bad_input(str(broken), todo="restore the file from the starter catalogue", code="catalogue") from None


def role_ids(azure: Azure, clock: Clock) -> dict[str, str]:
    """The ids of all roles that Azure shows, by their names. Raises Problem when it shows none."""

    async def read() -> dict[str, str]:
        async with Arm(azure, clock) as arm:
            listed = await discovery.subscriptions(arm)
            found = await asyncio.gather(*(discovery.roles(arm, one.id) for one in listed.value or ()))
        if not any(one.value for one in found):
            raise Problem(502, "Azure shows no roles", listed.message, "sign in with `az login` and try again", "azure")
        return {role.name: role.guid for one in found for role in one.value or ()}

    return asyncio.run(read())


def check_azure(settings: Settings, clock: Clock) -> tuple[Check, ...]:
    """What could not be read, what is missing or too much, and who can go past the portal. Raises Problem."""
    root = Path(settings.catalogue) if settings.catalogue else SHIPPED
    organisation = load(root).organisation
    azure = connect_azure(settings, clock, {one.name: one.client_id for one in organisation.identities})

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
    _, wanted = arrangement(root, {role.name: role.id for role in roles})
    names = {role.id for role in roles if role.name in {one.role.name for one in wanted}}
    ours = frozenset({one.principal for one in held if one.role in names} | {one.object_id for one in wanted})
    people = {person.object_id: f"{person.name} ({person.title})" for person in organisation.people}
    judged = [
        *_unread(seen),
        *_identities(settings, organisation, wanted, roles, held),
        *judge_past([place for one in seen for place in one.workspaces], roles, held, ours, people),
    ]
    return tuple(Check(one.name, one.ok, one.detail, one.todo) for one in judged)


def _unread(seen: list[_Seen]) -> Iterator[Judged]:
    for one in seen:
        for told in one.unread:
            yield Judged("not read", False, told, "give whoever asks the role Reader there; the rest is judged without")


def _identities(
    settings: Settings,
    organisation: Organisation,
    wanted: tuple[Arranged, ...],
    roles: list[Role],
    held: list[HeldRole],
) -> Iterator[Judged]:
    """Nothing to judge where a person acts with rights of their own; one line where nothing is split."""
    if settings.mode == "solo":
        yield Judged("identities", True, "in solo mode the portal has your own rights, and no identity of its own")
        return
    if not organisation.identities:
        yield Judged(
            "identities", False, "the portal's rights are not split: whatever it does, it does as one identity",
            "`portal catalog identities --out DIR` writes roles, conditions and commands; then name them all under "
            "identities in organisation.yaml",
        )  # fmt: skip
        return
    for one in wanted:
        yield from judge_identity(one, roles, held)
    for title, stages in shared_subscriptions(organisation):
        yield Judged(
            "identities", True, f"{' and '.join(stages)} share the subscription {title}: Azure cannot keep their "
            "identities apart there, the portal does; a subscription for each stage would",
        )  # fmt: skip


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
        [HeldRole(h.principal, h.principal_type, h.role, h.scope, h.condition) for h in held.value or ()],
        [
            f"{what} of {one.title}: {result.error}"
            for what, result in (("workspaces", workspaces), ("roles", roles), ("role assignments", held))
            if not result.seen
        ],
    )
