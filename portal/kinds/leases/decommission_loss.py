"""What is lost when something is stopped or deleted, said before anybody agrees to it."""

from portal.kinds.facts.resource_fact import ResourceFact

_DELETED = {
    "compute": "Lost with {name}: its logs on the nodes. Job outputs stay in the workspace's storage.",
    "environment": "Lost with {name}: jobs and deployments that name this version cannot be built again.",
    "role_assignment": "Lost with {name}: the access. It can be asked for again.",
    "workspace": "Lost with {name}: its jobs, models, environments and endpoints. Azure keeps the workspace for"
    " 14 days; what lies in its storage account goes with the resource group.",
    "resource_group": "Lost with {name}: everything in it, also what others put there: storage, key vault, registry.",
    "online_endpoint": "Lost with {name}: whoever calls it gets no answer any more.",
    "batch_endpoint": "Lost with {name}: schedules that call it fail. Past outputs stay.",
}
_INSTANCE = (
    "Lost with {name}: its disk, so everything outside the workspace's file share: packages, caches, what lies in /tmp"
    " or in a home folder. What is in the file share stays."
)
_STOPPED = {
    "instance": "{name} stops. Its disk stays, and still costs a little, as does its load balancer; what was only in"
    " memory is lost.",
    "cluster": "{name} goes down to no nodes as soon as its jobs have ended. Azure has no lock for a cluster: a job"
    " that somebody sends to it would start nodes again, until it is deleted.",
}


def lost(resource: ResourceFact, stopped: bool) -> tuple[str, ...]:
    """What is lost with one resource, in words for whoever decides."""
    form = str(resource.payload.get("type") or "")
    if stopped:
        known = _STOPPED.get(form)
        said = [known] if known else list(_STOPPED.values())
    elif resource.kind == "compute" and form != "cluster":
        said = [_INSTANCE] if form else [_INSTANCE, _DELETED["compute"]]
    else:
        said = [_DELETED.get(resource.kind, "Lost with {name}: all of it.")]
    return tuple(one.format(name=resource.name) for one in said)


def stays(project: str) -> str:
    """What a project leaves."""
    return f"the repository of {project}, and what shared workspaces hold of its jobs and models"
