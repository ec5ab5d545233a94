"""The seeded Azure with the portal's identities held to the roles that the catalogue's files give them."""

from pathlib import Path

from catalog.load import load
from catalog.model import Catalogue
from catalog.role_files import read_duty_roles
from portal.azure.cloud import Azure
from portal.clock import Clock
from portal.domain.rights.azure_identities import Arranged, arrange
from portal.domain.rights.stages import stage_of
from portal.emulator.access.arranging import IdentityHere, hold_to_roles
from portal.emulator.seed.document import load_seed
from tests.kinds.made import changed


def known_roles(catalogue: Catalogue) -> Catalogue:
    """The catalogue with the ids that the seeded tenant has for its custom roles."""
    ids = {row["name"]: row["id"] for row in load_seed().rows("roles")}
    roles = tuple(changed(one, id=one.id or ids.get(one.name)) for one in catalogue.roles.azure_roles)
    return changed(catalogue, roles=changed(catalogue.roles, azure_roles=roles))


def arranged(catalogue: Catalogue | None = None) -> tuple[Arranged, ...]:
    """What the files say for the starter organisation."""
    return arrange(known_roles(catalogue or load(None)), read_duty_roles())


def split(state: Path, clock: Clock, catalogue: Catalogue | None = None) -> None:
    """Makes the roles in an emulated Azure, and holds the portal to them."""
    hold_to_roles(
        state,
        clock,
        [
            IdentityHere(one.name, one.role.id, one.role.name, one.role.actions, one.scopes, one.condition)
            for one in arranged(catalogue)
        ],
    )


def staged(azure: Azure, catalogue: Catalogue) -> Azure:
    """The same Azure, which knows the organisation's stages."""
    return azure.knowing(lambda resource: stage_of(catalogue.organisation, resource))
