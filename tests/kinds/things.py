"""Resources of a usual day: a cluster and an instance that the portal made, one of prod, a right, and one found."""

from typing import Any

from portal.domain.models.observed_workspaces import azure_id
from portal.kinds.facts.resource_fact import ResourceFact, SeenFact

NONPROD = "f14209dd-081b-51e5-be45-dadf5f4944b8"
PROD = "9483f022-be9c-59a6-8cc4-52631fbf327e"
ENDS = "2026-11-27T09:00:00.000Z"
DEV_ID = azure_id(NONPROD, "rg-ml-retail-dev", "mlw-retail-dev")
PROD_ID = azure_id(PROD, "rg-ml-retail-prod", "mlw-retail-prod")
SHAPE: dict[str, Any] = {
    "subscription": NONPROD, "resource_group": "rg-ml-retail-dev", "workspace": "mlw-retail-dev", "type": "cluster",
    "size": "Standard_D4s_v5", "min_nodes": 0, "max_nodes": 2, "idle_seconds": 900, "priority": "low",
    "location": "westeurope",
}  # fmt: skip

SEEN = SeenFact(
    {"type": "cluster", "size": "Standard_D4s_v5", "priority": "dedicated", "nodes": 0, "min_nodes": 0, "max_nodes": 2,
     "idle_seconds": 900, "tags": {"Owner": "maya"}, "changed_at": "2026-11-20T08:00:00.000Z"},
    "westeurope", "2026-11-23T08:00:00.000Z",
)  # fmt: skip


def thing(name: str, **changes: Any) -> ResourceFact:
    """A cluster of basket in dev, with what is said otherwise."""
    usual: dict[str, Any] = {
        "id": f"{DEV_ID}/computes/{name}", "kind": "compute", "name": name, "project": "basket", "unit": "retail",
        "stage": "dev", "workspace": "mlw-retail-dev", "owner": "maya", "state": "live", "managed": True,
        "monthly_cents": 9000, "lease_until": ENDS, "mark": f"R-3/compute/{name}", "payload": SHAPE,
    }  # fmt: skip
    return ResourceFact(**{**usual, **changes})


def things(*more: ResourceFact) -> dict[str, ResourceFact]:
    """Everything of the usual day and `more`, by id."""
    prod = {"stage": "prod", "workspace": "mlw-retail-prod"}
    listed = (
        thing("basket-cpu"),
        thing("basket-vm", payload={**SHAPE, "type": "instance", "max_nodes": 1}),
        thing("basket-prod", id=f"{PROD_ID}/computes/basket-prod", **prod),
        thing("basket-found", managed=False, mark="", payload={}, seen=SEEN),
        thing("parcels-cpu", project="parcels", unit="logistics", owner="yuki"),
        thing(
            "AzureML Data Scientist: priya",
            id=f"{DEV_ID}/providers/Microsoft.Authorization/roleAssignments/0f",
            kind="role_assignment",
            monthly_cents=0,
            payload={},
        ),
        *more,
    )
    return {one.id: one for one in listed}
