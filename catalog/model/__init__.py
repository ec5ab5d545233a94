"""The shapes of the catalogue: frozen, strict models; a value that does not fit is refused, never converted."""

from catalog.model.advice import ComputeRules
from catalog.model.base import Model
from catalog.model.catalogue import Catalogue, Item
from catalog.model.compute import ComputeType
from catalog.model.environment import Environment
from catalog.model.gates import Check, EvidenceKind, Gate
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
from catalog.model.reasons import DenialReason, Reasons
from catalog.model.roles import AzureRole, JoinRole, Roles
from catalog.model.template import Template
from catalog.model.topology import TopologyRules

__all__ = [
    "AzureRole",
    "Catalogue",
    "Check",
    "ComputeRules",
    "ComputeType",
    "Deciders",
    "DenialReason",
    "Environment",
    "EvidenceKind",
    "Gate",
    "Group",
    "Item",
    "JoinRole",
    "Model",
    "Need",
    "NoticeChannel",
    "Notices",
    "OperatingException",
    "Organisation",
    "Person",
    "Policy",
    "PriceBook",
    "PriceRow",
    "RaciRow",
    "Reasons",
    "RegistryDef",
    "Roles",
    "Rule",
    "StageDef",
    "Subscription",
    "Template",
    "TierRule",
    "Timing",
    "TopologyRules",
    "Unit",
    "WorkspaceDef",
]
