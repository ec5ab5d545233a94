"""The tags that every resource carries, so that cost and blame can be told apart later."""

from catalog.model import Catalogue


def required_tags(catalogue: Catalogue, project: str, owner: str, unit: str, stage: str, **more: str) -> dict[str, str]:
    """Values for the organisation's required tags, as far as they are known, beside those the portal always sets."""
    known_unit = catalogue.organisation.unit(unit)
    values = {
        "project_id": project,
        "owner": owner,
        "cost_centre": (known_unit.cost_centre if known_unit else None) or unit,
        "business_unit": unit,
        "environment": stage,
        "managed_by": "ml-portal",
        **more,
    }
    wanted = set(catalogue.organisation.required_tags) | {"project_id", "owner", "managed_by"}
    return {name: value for name, value in values.items() if name in wanted}
