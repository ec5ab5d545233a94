"""The page of one model, its versions side by side, and whose it is."""

from portal.client.caller import Caller, route, with_query
from portal.contract.models.page import Assignment, AssignmentWish, ModelDiff, ModelPage


async def show(c: Caller, name: str, project: str = "") -> ModelPage:
    """Everything that is known of one model; `project` tells models of one name apart."""
    return await c.get(route("models", name), ModelPage, project=project)


async def look_again(c: Caller, name: str, project: str = "") -> ModelPage:
    """Look again now, at the runs behind its versions too, and show its page."""
    return await c.send("POST", with_query(route("models", name, "refresh"), {"project": project}), {}, ModelPage)


async def diff(c: Caller, name: str, versions: str = "", project: str = "") -> ModelDiff:
    """Versions side by side, named with commas between; the newest two when none is named."""
    return await c.get(route("models", name, "diff"), ModelDiff, versions=versions, project=project)


async def assign(c: Caller, name: str, wish: AssignmentWish, key: str | None = None) -> Assignment:
    """Say which project the untagged model of a workspace belongs to."""
    return await c.send("POST", route("models", name, "assignments"), wish, Assignment, key)
