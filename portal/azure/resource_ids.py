"""Resource ids and the api-version each type is asked for with."""

from dataclasses import dataclass

ML = "Microsoft.MachineLearningServices"
ML_VERSION = "2025-12-01"
_VERSIONS = {
    "microsoft.machinelearningservices": ML_VERSION,
    "microsoft.authorization": "2022-04-01",
    "microsoft.resources/deployments": "2025-04-01",
    "microsoft.resources": "2025-04-01",
    "microsoft.storage": "2023-05-01",
    "microsoft.keyvault": "2023-07-01",
    "microsoft.containerregistry": "2023-07-01",
    "microsoft.insights": "2020-02-02",
    "microsoft.operationalinsights": "2023-09-01",
    "microsoft.managedidentity": "2023-01-31",
    "microsoft.network": "2024-05-01",
}


@dataclass(frozen=True)
class AzurePlace:
    """Where a resource id lies; `workspace` and `group` are empty where there is none."""

    subscription: str
    group: str = ""
    workspace: str = ""

    @property
    def id(self) -> str:
        """The resource id of this place."""
        if self.workspace:
            return workspace_id(self.subscription, self.group, self.workspace)
        return group_id(self.subscription, self.group) if self.group else f"/subscriptions/{self.subscription}"


def group_id(subscription: str, group: str) -> str:
    """The id of a resource group."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def workspace_id(subscription: str, group: str, workspace: str) -> str:
    """The id of an Azure ML workspace."""
    return f"{group_id(subscription, group)}/providers/{ML}/workspaces/{workspace}"


def place_of(resource_id: str) -> AzurePlace:
    """Subscription, group and workspace that an id names, compared without case. Raises ValueError."""
    parts = resource_id.strip("/").split("/")
    named = {part.lower(): index for index, part in reversed(list(enumerate(parts)))}

    def after(word: str) -> str:
        at = named.get(word)
        return parts[at + 1] if at is not None and at + 1 < len(parts) else ""

    if not after("subscriptions"):
        raise ValueError(f"'{resource_id}' is not a resource id: it names no subscription")
    return AzurePlace(after("subscriptions"), after("resourcegroups"), after("workspaces"))


def type_of(resource_id: str) -> str:
    """The type, e.g. `Microsoft.MachineLearningServices/workspaces/computes`."""
    _, provider, tail = resource_id.rpartition("/providers/")
    if not provider:
        return "Microsoft.Resources/resourceGroups" if "/resourcegroups/" in resource_id.lower() else ""
    parts = tail.split("/")
    return "/".join([parts[0], *parts[1::2]])


def api_version(resource_id: str) -> str:
    """The api-version for this type of resource. Raises ValueError for a provider that we do not use."""
    type_ = type_of(resource_id).lower()
    for prefix, version in _VERSIONS.items():
        if type_.startswith(prefix):
            return version
    raise ValueError(f"no api-version is known for '{resource_id}'")
