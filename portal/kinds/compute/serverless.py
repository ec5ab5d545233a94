"""A serverless allowance: no compute is made, but who asks may submit jobs that bring their own machines."""

from typing import Any

from portal.contract.plan import Effect
from portal.contract.projects import ProjectStage
from portal.domain.rights.rights import reaches
from portal.kinds.asked_person import assignment
from portal.kinds.kind import Facts, ProjectFact, Wish

FORM = "serverless"
JOB_ROLE = "AzureML Data Scientist"
"""The Azure role that may submit jobs (Azure Machine Learning: manage access to workspaces)."""
_ENOUGH = (JOB_ROLE, "Contributor", "Owner")
NOTE = "Azure holds serverless jobs to the quota of the family alone: the number of machines is an agreement."


def allowance_effects(
    wish: Wish, payload: dict[str, Any], project: ProjectFact, place: ProjectStage, facts: Facts
) -> tuple[Effect, ...]:
    """The allowance, and the right to submit jobs for whoever does not hold it there."""
    name = wish.text("name")
    title = f"Serverless jobs of {payload['size']} in {place.workspace}, {payload['max_nodes']} machines at most"
    made = Effect("allowance", "allowance", title, name, place.stage, payload)
    scope = project.workspace_in(place.stage)
    if _may_submit(wish.requester.id, scope, facts):
        return (made,)
    return (made, assignment("role-jobs", JOB_ROLE, place.workspace, scope, place.stage, wish.requester))


def _may_submit(person: str, scope: str, facts: Facts) -> bool:
    """Whether somebody holds such a right there, or above, without an end."""
    return any(
        one.person == person and one.role in _ENOUGH and one.until is None and reaches(one.scope, scope)
        for one in facts.assignments
    )


def job_snippet(payload: dict[str, Any]) -> tuple[str, ...]:
    """What a job's YAML says in place of `compute:`, and how the job is sent."""
    tier = ("queue_settings: {job_tier: spot}",) if payload["priority"] == "low" else ()
    return (
        f"resources: {{instance_type: {payload['size']}, instance_count: {payload['max_nodes']}}}",
        *tier,
        f"az ml job create --file job.yml --workspace-name {payload['workspace']}"
        f" --resource-group {payload['resource_group']}",
    )


def is_offered(kinds: tuple[str, ...]) -> bool:
    """Whether a size may be used by serverless jobs: wherever a cluster of it may be made, as the quota is the same."""
    return "cluster" in kinds
