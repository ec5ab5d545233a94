"""The whole catalogue, as loading returns it."""

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

import rfc8785
from pydantic import BaseModel, Field

from catalog.model.advice import ENDPOINT, ENDPOINT_PERCENT, ComputeRules
from catalog.model.base import Model
from catalog.model.compute import ComputeType
from catalog.model.environment import Environment
from catalog.model.gates import Gate
from catalog.model.organisation import Organisation
from catalog.model.policy import Policy
from catalog.model.prices import PriceBook
from catalog.model.reasons import Reasons
from catalog.model.roles import Roles
from catalog.model.template import Template
from catalog.model.topology import TopologyRules

Item = Template | ComputeType | Environment


def _sha256(value: Any) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of a plain value."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def _digest_of(model: BaseModel) -> str:
    return _sha256(model.model_dump(mode="json"))


class Catalogue(Model):
    """All offers, the organisation, the prices and the policy of one folder, checked against each other."""

    root: Path = Field(description="The folder it was loaded from.")
    templates: tuple[Template, ...]
    computes: tuple[ComputeType, ...]
    environments: tuple[Environment, ...]
    organisation: Organisation
    prices: PriceBook
    policy: Policy
    template_files: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="Template id to path below its folder to the SHA-256 of the file."
    )
    infrastructure: dict[str, Any] = Field(
        default_factory=dict, description="ARM templates by name; a plan carries the one it uses."
    )
    roles: Roles = Field(
        default=Roles(version="none"), description="What one can join with; nothing where a folder has no roles.yaml."
    )
    reasons: Reasons = Field(
        default=Reasons(version="none"), description="Reasons to deny; none where a folder has no reasons.yaml."
    )
    compute_rules: ComputeRules | None = Field(default=None, description="The advisor's rules about compute.")
    topology_rules: TopologyRules | None = Field(default=None, description="The advisor's rules about workspaces.")
    gates: tuple[Gate, ...] = Field(default=(), description="What evidence a promotion needs, by id.")
    source_files: dict[str, str] = Field(default_factory=dict, description="Item id to the file that says so.")

    @property
    def endpoint_percent(self) -> int:
        """How much quota an online deployment takes for 100 that run, as the advisor counts too."""
        kinds = self.compute_rules.kinds if self.compute_rules else ()
        return next((one.quota_percent for one in kinds if one.id == ENDPOINT), ENDPOINT_PERCENT)

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items()}

    def items(self) -> tuple[Item, ...]:
        """Every template, compute type and environment, in this order."""
        return (*self.templates, *self.computes, *self.environments)

    def item(self, item_id: str) -> Item | None:
        """The item of that id, if there is one."""
        return self._by_id.get(item_id)

    def template(self, item_id: str) -> Template | None:
        """The template of that id."""
        item = self.item(item_id)
        return item if isinstance(item, Template) else None

    def compute(self, item_id: str) -> ComputeType | None:
        """The compute type of that id."""
        item = self.item(item_id)
        return item if isinstance(item, ComputeType) else None

    def environment(self, item_id: str) -> Environment | None:
        """The environment of that id."""
        item = self.item(item_id)
        return item if isinstance(item, Environment) else None

    def template_folder(self, item_id: str) -> Path:
        """The folder with the manifest and files of a template; raises KeyError when there is no such template."""
        template = self.template(item_id)
        if template is None:
            raise KeyError(item_id)
        return self.root / template.source_folder

    def digest(self, item_id: str) -> str:
        """SHA-256 of an item, for a template with all its files; raises KeyError when there is no such item."""
        item = self._by_id[item_id]
        known = self._digests.get(item_id)
        if known is None or known[0] is not item:
            known = self._digests[item_id] = item, self._digest_of_item(item)
        return known[1]

    @cached_property
    def _digests(self) -> dict[str, tuple[Item, str]]:
        """The digests asked for so far, each beside the item that it is of."""
        return {}

    def _digest_of_item(self, item: Item) -> str:
        content: dict[str, Any] = {"item": item.model_dump(mode="json")}
        if isinstance(item, Template):
            content["files"] = self.template_files.get(item.id, {})
        return _sha256(content)

    @cached_property
    def digest_of_policy(self) -> str:
        """SHA-256 of the policy."""
        return _digest_of(self.policy)

    @cached_property
    def digest_of_gates(self) -> str:
        """SHA-256 of all gates."""
        return _sha256([gate.model_dump(mode="json") for gate in self.gates])
