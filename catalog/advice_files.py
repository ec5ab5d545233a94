"""The advisor's rules in a catalogue's folder: read when they are there, and checked against the rest of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, get_args

from catalog.fault import CatalogueFault
from catalog.model import ComputeType
from catalog.model.advice import ComputeCondition, ComputeRule, ComputeRules
from catalog.model.base import Model
from catalog.model.topology import Segmentation, Spread, TopologyRule, TopologyRules
from catalog.parts import Source
from catalog.strict_yaml import StrictDocument

M = TypeVar("M", bound=Model)
FOLDER = "advice"
COMPUTE = "compute.yaml"
TOPOLOGY = "topology.yaml"

_ANSWERS = {"segmentation": get_args(Segmentation), "region": get_args(Spread), "stages": ("1", "2", "3")}


@dataclass(frozen=True)
class AdviceParts:
    """The advisor's files of one catalogue; None where it has no such file."""

    compute: Source[ComputeRules] | None
    topology: Source[TopologyRules] | None
    overlooked: tuple[CatalogueFault, ...]

    def faults(self) -> Iterator[CatalogueFault]:
        """Every fault of these files."""
        yield from self.overlooked
        for source in (self.compute, self.topology):
            if source is not None:
                yield from source.document.faults


def read_advice(
    root: Path,
    compute: Callable[[Path], Source[ComputeRules]],
    topology: Callable[[Path], Source[TopologyRules]],
    computes: Iterable[ComputeType],
) -> AdviceParts:
    """The advisor's files below a catalogue's root, read by the given readers and checked against its sizes."""
    folder = root / FOLDER
    found = {path.name for path in folder.glob("*") if path.is_file()}
    strange = sorted(name for name in found - {COMPUTE, TOPOLOGY} if Path(name).suffix in (".yaml", ".yml", ".json"))
    parts = AdviceParts(
        compute(folder / COMPUTE) if COMPUTE in found else None,
        topology(folder / TOPOLOGY) if TOPOLOGY in found else None,
        tuple(
            CatalogueFault(
                f"{FOLDER}/{name}", 1, "this file would be overlooked", f"the advisor reads {COMPUTE} and {TOPOLOGY}"
            )
            for name in strange
        ),
    )
    if parts.compute is not None and parts.compute.model is not None:
        _check_compute(parts.compute.model, parts.compute.document, computes)
    if parts.topology is not None and parts.topology.model is not None:
        _check_topology(parts.topology.model, parts.topology.document)
    return parts


def _check_compute(rules: ComputeRules, document: StrictDocument, computes: Iterable[ComputeType]) -> None:
    for part in ("kinds", "workloads", "frameworks", "size_classes", "rules"):
        _check_unique(part, [entry.id for entry in getattr(rules, part)], document)
    families = {item.family.lower() for item in computes}
    for number, one in enumerate(rules.size_classes):
        for place, family in enumerate(one.families):
            if families and family.lower() not in families:
                right = "name a family as the compute types do, or remove it"
                document.fault(("size_classes", number, "families", place), f"no size is of family {family}", right)
    known: dict[str, set[str]] = {
        "framework": {entry.id for entry in rules.frameworks},
        "size_class": {entry.id for entry in rules.size_classes},
        "workload": {entry.id for entry in rules.workloads},
        "kind": {entry.id for entry in rules.kinds},
    }
    for number, rule in enumerate(rules.rules):
        _check_names(rule.when, ("rules", number, "when"), known, document)
        _check_way_out(rule, number, document)
    for number, workload in enumerate(rules.workloads):
        for place, entry in enumerate(workload.nodes):
            _check_names(entry.when, ("workloads", number, "nodes", place, "when"), known, document)


def _check_topology(rules: TopologyRules, document: StrictDocument) -> None:
    _check_unique("rules", [rule.id for rule in rules.rules], document)
    _check_unique("fixed_costs", [cost.id for cost in rules.fixed_costs], document)
    _check_unique("choices", [f"{choice.axis} {choice.id}" for choice in rules.choices], document)
    for number, choice in enumerate(rules.choices):
        allowed = _ANSWERS[choice.axis]
        if choice.id not in allowed:
            wrong = f"{choice.id} is no answer about {choice.axis}"
            document.fault(("choices", number, "id"), wrong, f"write one of {', '.join(allowed)}")
        if (choice.axis == "stages") != bool(choice.stage_ids):
            wrong = "stage_ids belong to an answer about stages, and only to it"
            document.fault(("choices", number), wrong, "add or remove them")
        if choice.axis == "stages" and choice.id != str(len(choice.stage_ids)):
            document.fault(("choices", number, "stage_ids"), f"these are not {choice.id} stages", "name as many")
        if choice.elsewhere and choice.axis != "region":
            document.fault(
                ("choices", number, "elsewhere"), "elsewhere belongs to an answer about regions", "remove it"
            )
    for axis in _ANSWERS:
        if not rules.on(axis):  # type: ignore[arg-type]
            document.fault(("choices",), f"there is no answer about {axis}", "add one")
    for number, rule in enumerate(rules.rules):
        _check_way_out(rule, number, document)


def _check_unique(part: str, ids: list[str], document: StrictDocument) -> None:
    for number, entry in enumerate(ids):
        if entry in ids[:number]:
            document.fault((part, number), f"{entry} stands here a second time", "keep one of the two")


def _check_names(
    condition: ComputeCondition, path: tuple[str | int, ...], known: dict[str, set[str]], document: StrictDocument
) -> None:
    for part, names in known.items():
        for place, name in enumerate(getattr(condition, part)):
            if name not in names:
                document.fault((*path, part, place), f"there is no {part} {name}", "name one that this file defines")


def _check_way_out(rule: ComputeRule | TopologyRule, number: int, document: StrictDocument) -> None:
    """A rule that rejects has to let somebody do something about it."""
    if rule.effect == "reject" and not rule.when.words and rule.instead is None:
        wrong = f"the rule {rule.id} rejects, and nobody could change that"
        document.fault(("rules", number), wrong, "say what to take instead, or name a word in its condition")
