"""The effects: what the portal can make happen. A new one is one file here and one line below."""

from portal.engine.effects.adopt import Adopt
from portal.engine.effects.adopt_project import AdoptProject
from portal.engine.effects.allowance import Allowance
from portal.engine.effects.batch_default import BatchDefault
from portal.engine.effects.ci_dispatch import CiDispatch
from portal.engine.effects.compute import Compute
from portal.engine.effects.delete import Delete
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, Effects, Refused
from portal.engine.effects.endpoint import batch_endpoint, online_endpoint
from portal.engine.effects.environment import Environment
from portal.engine.effects.exception import PolicyException
from portal.engine.effects.handover import Handover
from portal.engine.effects.inventory import Inventory
from portal.engine.effects.lease import LeaseEnd
from portal.engine.effects.membership import Membership
from portal.engine.effects.model_deployment import BatchDeployment, OnlineDeployment
from portal.engine.effects.model_tags import ModelTags
from portal.engine.effects.probe import Probe
from portal.engine.effects.project_change import ProjectChange
from portal.engine.effects.promotion_record import PromotionRecord
from portal.engine.effects.repository import Repository
from portal.engine.effects.resource_group import ResourceGroup
from portal.engine.effects.retire import Retire
from portal.engine.effects.role_assignment import RoleAssignment
from portal.engine.effects.scale import Scale
from portal.engine.effects.serve_check import ServeCheck
from portal.engine.effects.share_model import ShareModel
from portal.engine.effects.stop import Stop
from portal.engine.effects.tags import Tags
from portal.engine.effects.traffic import Traffic
from portal.engine.effects.workspace import Workspace

__all__ = ["EFFECTS", "Accepted", "Call", "EffectOfKind", "Effects", "Refused"]

EFFECTS: Effects = {
    "resource_group": ResourceGroup(),
    "workspace": Workspace(),
    "role_assignment": RoleAssignment(),
    "environment": Environment(),
    "compute": Compute(),
    "allowance": Allowance(),
    "tags": Tags(),
    "repository": Repository(),
    "inventory": Inventory(),
    "membership": Membership(),
    "exception": PolicyException(),
    "project_change": ProjectChange(),
    "handover": Handover(),
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
