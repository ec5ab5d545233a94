"""The identities that the portal splits its rights over, and the permission that each call to Azure needs."""

from portal.azure.resource_ids import type_of

READ, PROVISION, GRANT, PROMOTE = "read", "provision", "grant", "promote"
DUTIES = (READ, PROVISION, GRANT, PROMOTE)
"""Who only looks; who makes things; who gives rights and nothing else; who writes to registries and nothing else."""
STAGED = (PROVISION, GRANT)
"""Duties that have an identity of their own in each stage."""
STAGES = ("dev", "test", "prod")

_GIVING = "Microsoft.Authorization/roleAssignments"
_VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete"}
_ML = "Microsoft.MachineLearningServices"
_BY_WORD = (
    ("/mlflow/", f"{_ML}/workspaces/experiments/runs/read"),
    ("/history/", f"{_ML}/workspaces/metadata/artifacts/read"),
    ("/registrymanagement/", f"{_ML}/registries/read"),
    ("/assetstore/", f"{_ML}/registries/assets/read"),
)
"""Services beside the resource manager, by the beginning of their paths."""


def identity_name(duty: str, stage: str) -> str:
    """How the identity for a duty in a stage is called: `provision-prod`, `read`."""
    return f"{duty}-{stage}" if stage and duty in STAGED else duty


def duty_of(action: str) -> str:
    """The duty that an action belongs to, if the action changes something."""
    if action.startswith(f"{_GIVING}/"):
        return GRANT
    return PROMOTE if action.startswith(f"{_ML}/registries/") else PROVISION


def action_of(method: str, path: str) -> str:
    """The action, as role definitions name it, that a call to the resource manager or to Azure ML's services needs.

    "" for addresses that need none of Azure's roles: public prices, files with a signature of their own, a scoring URL.
    """
    for beginning, action in _BY_WORD:
        if path.startswith(beginning):
            return action
    if path.startswith("/mferp/managementfrontend"):
        return f"{_ML}/registries/assets/{'read' if method == 'GET' else 'write'}"
    if not path.lower().startswith("/subscriptions"):
        return ""
    if "/providers/" not in path:
        return f"{_without_provider(path)}/{_VERBS.get(method, 'action')}"
    if method == "POST":
        head, _, act = path.rpartition("/")
        return f"{_type(head)}/{act}/action"
    action = f"{_type(path)}/{_VERBS[method]}"
    if action.startswith(f"{_ML}/registries/") and not action.startswith(f"{_ML}/registries/assets"):
        return f"{_ML}/registries/assets/{_VERBS[method]}"  # what a registry holds counts as its assets
    return action


def _type(path: str) -> str:
    """The type of the path's last resource, also of a list of them."""
    found = type_of(path)
    named = "Microsoft.Resources/tags" if found.endswith("/tags") else found
    return named.replace("Microsoft.insights", "Microsoft.Insights").replace("microsoft.insights", "Microsoft.Insights")


def _without_provider(path: str) -> str:
    parts = path.strip("/").split("/")
    below = "/".join(parts[2::2])
    return f"Microsoft.Resources/subscriptions/{below}" if below else "Microsoft.Resources/subscriptions"
