"""Roles by their display name, as Azure knows them."""

from portal.engine.looking import listed
from portal.engine.surroundings import Surroundings

DEFINITIONS = "providers/Microsoft.Authorization/roleDefinitions"
VERSION = "2022-04-01"

BUILT_IN = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "AzureML Data Scientist": "f6c7c914-8db3-469d-8ca1-694a8f32e121",
    "AzureML Compute Operator": "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815",
    "AzureML Registry User": "1823dd4f-9b8c-4ab6-ab4e-7397a3684615",
}
"""Built-in roles have the same id in every tenant (Azure built-in roles, Microsoft Learn)."""


def role_guid(world: Surroundings, scope: str, role: str) -> str | None:
    """The id of a role's definition, or None when there is no such role at the scope. Raises AzureFault."""
    if role in BUILT_IN:
        return BUILT_IN[role]
    found = listed(world, f"{scope}/{DEFINITIONS}", VERSION, {"$filter": f"roleName eq '{role}'"})
    return str(found[0]["name"]) if found else None
