"""The effects: what the portal can make happen. A new one is one file beside this one, and one line below."""

from portal.engine.effects.azure.adopt import Adopt
from portal.engine.effects.azure.compute import ComputeEffect
from portal.engine.effects.azure.delete import Delete
from portal.engine.effects.azure.environment import EnvironmentEffect
from portal.engine.effects.azure.resource_group import ResourceGroupEffect
from portal.engine.effects.azure.role_assignment import RoleAssignmentEffect
from portal.engine.effects.azure.scale import Scale
from portal.engine.effects.azure.stop import Stop
from portal.engine.effects.azure.tags import Tags
from portal.engine.effects.azure.workspace import WorkspaceEffect
from portal.engine.effects.effect import EffectOfKind
from portal.engine.effects.handover import HandoverEffect
from portal.engine.effects.models.batch_default import BatchDefault
from portal.engine.effects.models.ci_dispatch import CiDispatch
from portal.engine.effects.models.endpoint import batch_endpoint, online_endpoint
from portal.engine.effects.models.model_deployment import BatchDeployment, OnlineDeployment
from portal.engine.effects.models.model_tags import ModelTags
from portal.engine.effects.models.probe import Probe
from portal.engine.effects.models.promotion_record import PromotionRecord
from portal.engine.effects.models.serve_check import ServeCheck
from portal.engine.effects.models.share_model import ShareModel
from portal.engine.effects.models.traffic import Traffic
from portal.engine.effects.records.adopt_project import AdoptProject
from portal.engine.effects.records.allowance import Allowance
from portal.engine.effects.records.exception import PolicyException
from portal.engine.effects.records.inventory import Inventory
from portal.engine.effects.records.lease import LeaseEnd
from portal.engine.effects.records.membership import Membership
from portal.engine.effects.records.project_change import ProjectChange
from portal.engine.effects.records.retire import Retire
from portal.engine.effects.repository import Repository

EFFECTS: dict[str, EffectOfKind] = {
    "resource_group": ResourceGroupEffect(),
    "workspace": WorkspaceEffect(),
    "role_assignment": RoleAssignmentEffect(),
    "environment": EnvironmentEffect(),
    "compute": ComputeEffect(),
    "allowance": Allowance(),
    "tags": Tags(),
    "repository": Repository(),
    "inventory": Inventory(),
    "membership": Membership(),
    "exception": PolicyException(),
    "project_change": ProjectChange(),
    "handover": HandoverEffect(),
    "lease": LeaseEnd(),
    "stop": Stop(),
    "delete": Delete(),
    "scale": Scale(),
    "retire": Retire(),
    "share_model": ShareModel(),
    "online_endpoint": online_endpoint(),
    "batch_endpoint": batch_endpoint(),
    "online_deployment": OnlineDeployment(),
    "batch_deployment": BatchDeployment(),
    "batch_default": BatchDefault(),
    "adopt": Adopt(),
    "adopt_project": AdoptProject(),
    "probe": Probe(),
    "traffic": Traffic(),
    "promotion_record": PromotionRecord(),
    "ci_dispatch": CiDispatch(),
    "serve_check": ServeCheck(),
    "model_tags": ModelTags(),
}


def brings_name(kind: str) -> bool:
    """Whether an effect of this kind brings a name into the world, which a preview then shows."""
    return EFFECTS[kind].brings_name
