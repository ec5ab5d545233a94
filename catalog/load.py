"""Loading a catalogue: read every file strictly, check each alone, then all against each other.

All faults of a load are reported together, each with its file and line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog import references
from catalog.advice_files import AdviceParts, read_advice
from catalog.fault import CatalogueError, CatalogueFault
from catalog.infrastructure_files import read_infrastructure
from catalog.model import (
    Catalogue,
    ComputeRules,
    ComputeType,
    Environment,
    Gate,
    Organisation,
    Policy,
    PriceBook,
    Reasons,
    Roles,
    Template,
    TopologyRules,
)
from catalog.parts import Parts, Source
from catalog.strict_yaml import MAX_BYTES, StrictDocument, read
from catalog.template_files import MANIFEST, hashes
from catalog.validation import M, validated

__all__ = ["SHIPPED", "CatalogueError", "CatalogueFault", "load", "load_prices"]

SHIPPED = Path(__file__).parent
"""The folder of the catalogue that comes with the package."""

ORGANISATION = "organisation.yaml"
PRICES = "prices.yaml"
ROLES = "roles.yaml"
REASONS = "reasons.yaml"
POLICY = "policies/default.yaml"


@dataclass
class _Load:
    """One load on its way: the folder, and every fault so far."""

    root: Path
    faults: list[CatalogueFault] = field(default_factory=list)

    def document(self, path: Path) -> StrictDocument:
        """Read one file that is there, or say why not."""
        name = path.relative_to(self.root).as_posix()
        try:
            if not path.is_file():
                return StrictDocument(
                    name, faults=[CatalogueFault(name, 1, "the file is missing", "write it, or restore it")]
                )
            with path.open("rb") as stream:
                return read(stream.read(MAX_BYTES + 1), name)
        except OSError as error:
            return StrictDocument(
                name, faults=[CatalogueFault(name, 1, f"cannot be read: {error.strerror}", "check its permissions")]
            )

    def source(self, path: Path, model: type[M]) -> Source[M]:
        """Read one file and check it against its shape."""
        document = self.document(path)
        _complete(document, model, path)
        return Source(validated(document, model), document)

    def optional(self, name: str, model: type[M]) -> M | None:
        """A file that a folder may do without; None where it is not there, or has faults."""
        path = self.root / name
        if not path.exists():
            return None
        source = self.source(path, model)
        self.faults += source.document.faults
        return source.model

    def yaml_files(self, folder: str) -> Iterator[Path]:
        """The YAML files of one folder, sorted; one whose ending would be overlooked is a fault."""
        for path in sorted((self.root / folder).glob("*")):
            if path.suffix == ".yaml":
                yield path
            elif path.suffix in (".yml", ".json", ".YAML"):
                name = path.relative_to(self.root).as_posix()
                self.faults.append(
                    CatalogueFault(name, 1, "this file would be overlooked", f"rename it to {path.stem}.yaml")
                )

    def manifests(self) -> Iterator[Path]:
        """The manifest of every template folder."""
        for folder in sorted((self.root / "templates").glob("*")):
            if folder.is_dir() and folder.name != "__pycache__":
                yield folder / MANIFEST


def load(folder: Path | None = None) -> Catalogue:
    """Load a catalogue's folder (None: the one shipped with the package); raises CatalogueError with every fault."""
    root = SHIPPED if folder is None else Path(folder)
    if not root.is_dir():
        raise CatalogueError(
            [CatalogueFault(str(root), 1, "there is no such folder", "make one with: portal catalog init DIR")]
        )
    loading = _Load(root)
    parts = Parts(
        templates=[loading.source(path, Template) for path in loading.manifests()],
        computes=[loading.source(path, ComputeType) for path in loading.yaml_files("compute")],
        environments=[loading.source(path, Environment) for path in loading.yaml_files("environments")],
        organisation=loading.source(root / ORGANISATION, Organisation),
        prices=loading.source(root / PRICES, PriceBook),
        policy=loading.source(root / POLICY, Policy),
        gates=[loading.source(path, Gate) for path in loading.yaml_files("gates")],
    )
    files = {}
    for template in parts.templates:
        found, faults = hashes((root / template.document.file).parent, root)
        loading.faults += faults
        if template.model is not None:
            files[template.model.id] = found
    references.check(parts)
    infrastructure, broken = read_infrastructure(root)
    loading.faults += broken
    advice = read_advice(
        root,
        lambda path: loading.source(path, ComputeRules),
        lambda path: loading.source(path, TopologyRules),
        [source.model for source in parts.computes if source.model is not None],
    )
    loading.faults += advice.faults()
    roles = loading.optional(ROLES, Roles)
    reasons = loading.optional(REASONS, Reasons)
    faults = loading.faults + [fault for document in parts.documents() for fault in document.faults]
    if faults:
        raise CatalogueError(faults)
    return _catalogue(root, parts, files, infrastructure, advice, roles, reasons)


def _catalogue(
    root: Path,
    parts: Parts,
    files: dict[str, dict[str, str]],
    infrastructure: dict[str, Any],
    advice: AdviceParts,
    roles: Roles | None,
    reasons: Reasons | None,
) -> Catalogue:
    """Put the checked parts together; discounts are taken off the prices here, once for everybody."""
    organisation, prices, policy = parts.organisation.model, parts.prices.model, parts.policy.model
    if organisation is None or prices is None or policy is None:
        raise CatalogueError([CatalogueFault(str(root), 1, "a part of the catalogue is missing", "restore it")])
    return Catalogue(
        root=root,
        templates=tuple(source.model for source in parts.templates if source.model is not None),
        computes=tuple(source.model for source in parts.computes if source.model is not None),
        environments=tuple(source.model for source in parts.environments if source.model is not None),
        organisation=organisation,
        prices=prices.discounted({source.model.id: source.model.family for source in parts.computes if source.model}),
        policy=policy,
        template_files=files,
        infrastructure=infrastructure,
        roles=roles or Roles(version="none"),
        reasons=reasons or Reasons(version="none"),
        gates=tuple(sorted((source.model for source in parts.gates if source.model), key=lambda gate: gate.id)),
        compute_rules=None if advice.compute is None else advice.compute.model,
        topology_rules=None if advice.topology is None else advice.topology.model,
        source_files={source.model.id: source.document.file for source in parts.offers() if source.model is not None},
    )


def load_prices(file: Path) -> PriceBook:
    """Load one price book alone, list prices as they are written, discounts not taken off; raises CatalogueError."""
    source = _Load(file.parent).source(file, PriceBook)
    if source.model is None or source.document.faults:
        raise CatalogueError(source.document.faults)
    return source.model


def _complete(document: StrictDocument, model: type, path: Path) -> None:
    """Fill in what follows from elsewhere: a template's folder, and a person's groups from the groups' members."""
    value = document.value
    if not isinstance(value, dict):
        return
    if model is Template:
        value.setdefault("source_folder", f"templates/{path.parent.name}")
    if model is Organisation:
        _fill_groups(value.get("people"), value.get("groups"))
        _fill_roles(value.get("people"), value.get("groups"))


def _fill_groups(people: object, groups: object) -> None:
    """Tell each person their groups; leave alone what does not have the right shape, it is refused later."""
    if not isinstance(people, list) or not isinstance(groups, list):
        return
    for person in people:
        if isinstance(person, dict) and "id" in person:
            person.setdefault("groups", [group["id"] for group in groups if _has_member(group, person["id"])])


def _fill_roles(people: object, groups: object) -> None:
    """Give each person the roles that their groups grant, and to nobody else; other shapes are refused later."""
    if not isinstance(people, list) or not isinstance(groups, list):
        return
    granting = [group for group in groups if isinstance(group, dict) and isinstance(group.get("grants"), list)]
    granted = [role for group in granting for role in group["grants"]]
    for person in people if granted else ():
        if not isinstance(person, dict) or not isinstance(person.get("roles", []), list):
            continue
        theirs = [role for group in granting if _has_member(group, person.get("id")) for role in group["grants"]]
        own = [role for role in person.get("roles", []) if role not in granted]
        person["roles"] = [*own, *(role for number, role in enumerate(theirs) if role not in theirs[:number])]


def _has_member(group: object, person_id: object) -> bool:
    if not isinstance(group, dict) or "id" not in group:
        return False
    members = group.get("members")
    return isinstance(members, list) and person_id in members
