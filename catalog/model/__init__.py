"""The shapes of the catalogue: frozen, strict models; a value that does not fit is refused, never converted."""

from catalog.model.advice import ComputeRules
from catalog.model.base import Identifier, Lifecycle, Model, Phase, Priority, StageId, Tier
from catalog.model.catalogue import Catalogue, Item
from catalog.model.compute import ComputeType
from catalog.model.environment import Environment
from catalog.model.gates import Check, EvidenceKind, Gate, Transition
from catalog.model.notices import NoticeChannel, Notices
from catalog.model.organisation import (
    Group,
    OperatingException,
    Organisation,
    Person,
    RaciRow,
    RegistryDef,
    StageDef,
    Subscription,
    Unit,
    WorkspaceDef,
)
from catalog.model.policy import Deciders, Need, Policy, Rule, TierRule, Timing
from catalog.model.prices import PriceBook, PriceRow
from catalog.model.question import Question, Scalar
from catalog.model.reasons import DenialReason, Reasons
from catalog.model.roles import Activity, AzureRole, JoinRole, Roles
from catalog.model.template import CostBand, Support, Template, Then, When
from catalog.model.topology import TopologyRules

__all__ = [
    "Activity",
    "AzureRole",
    "Catalogue",
    "Check",
    "ComputeRules",
    "ComputeType",
    "CostBand",
    "Deciders",
    "DenialReason",
    "Environment",
    "EvidenceKind",
    "Gate",
    "Group",
    "Identifier",
    "Item",
    "JoinRole",
    "Lifecycle",
    "Model",
    "Need",
    "NoticeChannel",
    "Notices",
    "OperatingException",
    "Organisation",
    "Person",
    "Phase",
    "Policy",
    "PriceBook",
    "PriceRow",
    "Priority",
    "Question",
    "RaciRow",
    "Reasons",
    "RegistryDef",
    "Roles",
    "Rule",
    "Scalar",
    "StageDef",
    "StageId",
    "Subscription",
    "Support",
    "Template",
    "Then",
    "Tier",
    "TierRule",
    "Timing",
    "TopologyRules",
    "Transition",
    "Unit",
    "When",
    "WorkspaceDef",
]
