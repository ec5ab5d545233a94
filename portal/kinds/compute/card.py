"""The ready card of a compute: what to do now, what ends when, and what is lost then."""

from collections.abc import Mapping
from typing import Any

from portal.contract.operations import ReadyCard
from portal.contract.plan import Plan
from portal.kinds.compute.serverless import FORM, job_snippet


def card(_values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Mapping[str, Any]], ends_at: str) -> ReadyCard:
    """The card from the plan; `ends_at` is when the lease ends, "" when it does not."""
    made = plan.effects[0].payload
    name, workspace, group = made["name"], made["workspace"], made["resource_group"]
    if made["type"] == FORM:
        do_now: tuple[str, ...] = job_snippet(made)
    elif made["type"] == "instance":
        do_now = (
            f"az ml compute show --name {name} --workspace-name {workspace} --resource-group {group}",
            f"az ml compute connect-ssh --name {name} --workspace-name {workspace} --resource-group {group}",
        )
    else:
        do_now = (
            f"compute: azureml:{name}",
            f"az ml job create --file azureml/pipeline.yml --set settings.default_compute=azureml:{name}"
            f" --workspace-name {workspace} --resource-group {group}",
        )
    place = (
        f"/subscriptions/{made['subscription']}/resourceGroups/{group}"
        f"/providers/Microsoft.MachineLearningServices/workspaces/{workspace}"
    )
    page = "jobs" if made["type"] == FORM else f"compute/{name}/details"
    return ReadyCard(
        headline=f"{name} is ready in {workspace}",
        do_now=do_now,
        ends=(
            *((f"the lease ends {ends_at}",) if ends_at else ()),
            _when_idle(made),
        ),
        lost=("what is on the nodes' own disks; job outputs stay in the workspace's storage",),
        links=(("Azure ML studio", f"https://ml.azure.com/{page}?wsid={place}"),),
    )


def _when_idle(made: Mapping[str, Any]) -> str:
    if made["type"] == FORM:
        return "each job's machines go when it ends"
    idle = made["idle_seconds"] // 60
    if made["type"] == "cluster":
        return f"idle for {idle} minutes, its nodes go down to {made['min_nodes']}"
    return f"idle for {idle} minutes, it stops"
