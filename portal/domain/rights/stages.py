"""Which stage something in Azure belongs to, by what the organisation says of workspaces and subscriptions. Pure."""

import re

from catalog.model import Organisation


def stage_of(organisation: Organisation, resource: str) -> str:
    """The stage of a resource, by its id; "" for what lies in no subscription of the organisation's.

    A workspace says it itself, as does a group with workspaces of one stage; else the subscription does. In a
    subscription of several stages the group's name does, by the organisation's pattern; what says nothing counts as the
    stage nearest to prod.
    """
    parts = resource.strip("/").lower().split("/")
    named = dict(zip(parts[::2], parts[1::2], strict=False))
    subscription, group = named.get("subscriptions", ""), named.get("resourcegroups", "")
    workspace = named.get("workspaces", "")
    beside = [
        one
        for one in organisation.workspaces
        if (one.subscription, one.resource_group.lower()) == (subscription, group)
    ]
    for those in ([one for one in beside if one.name.lower() == workspace], beside):
        if len(found := {one.stage for one in those}) == 1:
            return found.pop()
    held = next((one.stages for one in organisation.subscriptions if one.id == subscription), ())
    told = [stage for stage in held if group and _pattern(organisation, stage).fullmatch(group)]
    order = [one.id for one in organisation.stages]
    return max(told if len(told) == 1 else held, key=order.index, default="")


def _pattern(organisation: Organisation, stage: str) -> re.Pattern[str]:
    """What the name of a resource group of that stage looks like."""
    parts = re.split(r"(\{[a-z]+\})", organisation.name_patterns.get("resource_group", ""))
    return re.compile(
        "".join(
            re.escape(stage) if part == "{stage}" else ".+" if part.startswith("{") else re.escape(part.lower())
            for part in parts
        )
    )
