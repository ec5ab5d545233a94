"""Checking the parts of a catalogue against each other: whatever is named must exist and be fit for it."""

from collections.abc import Iterable, Sequence

from catalog.model import ComputeType, Deciders, Environment, Gate, Organisation, Policy, PriceBook, Template
from catalog.organisation_references import check_organisation
from catalog.parts import Parts, Source
from catalog.strict_yaml import Path, StrictDocument


def check(parts: Parts) -> None:
    """Note every broken reference in the document that makes it; files that did not fit their shape are passed over."""
    _check_ids(parts)
    for sources in (parts.templates, parts.computes, parts.environments):
        _check_successors(sources)
    organisation = parts.organisation.model
    if organisation is not None:
        check_organisation(organisation, parts.organisation.document)
        for offer in parts.offers():
            if offer.model is not None and organisation.group(offer.model.owner) is None:
                offer.document.fault(
                    ("owner",),
                    f"the owner {offer.model.owner} is no group of the organisation",
                    f"name one of {_some(group.id for group in organisation.groups)}",
                )
        for compute in parts.computes:
            if compute.model is not None:
                _check_regions(compute.model, compute.document, organisation)
        if parts.policy.model is not None:
            _check_policy(parts.policy.model, parts.policy.document, organisation)
    for gate in parts.gates:
        if gate.model is not None:
            _check_gate(gate, gate.model, organisation)
    for template in parts.templates:
        if template.model is not None:
            _check_template(template.model, template.document, parts)
    if parts.prices.model is not None:
        _check_prices(parts.prices.model, parts.prices.document, parts)


def _check_ids(parts: Parts) -> None:
    """An item's id is its file's name, and no two items share one."""
    first: dict[str, str] = {}
    for offer in parts.offers():
        if offer.model is None:
            continue
        item_id, document = offer.model.id, offer.document
        if item_id != offer.stem:
            document.fault(("id",), f"the id {item_id} differs from the file's name", f"write {offer.stem}, or rename")
        if item_id in first:
            document.fault(("id",), f"the id {item_id} is taken by {first[item_id]}", "choose another")
        first.setdefault(item_id, document.file)


def _check_successors(
    sources: Sequence[Source[Template]] | Sequence[Source[ComputeType]] | Sequence[Source[Environment]],
) -> None:
    """A successor is another item of the same kind that may itself be asked for."""
    known = {source.model.id: source.model for source in sources if source.model is not None}
    unread = {source.stem for source in sources if source.model is None}
    for source in sources:
        if source.model is None or source.model.successor is None:
            continue
        successor = source.model.successor
        if successor == source.model.id:
            source.document.fault(("successor",), "it names itself as its successor", "name another item")
        elif successor in known:
            if known[successor].lifecycle != "approved":
                state = known[successor].lifecycle
                source.document.fault(
                    ("successor",), f"the successor {successor} is itself {state}", "name an approved item"
                )
        elif successor not in unread:
            source.document.fault(
                ("successor",), f"the successor {successor} does not exist", "name an approved item of the same kind"
            )


def _check_template(template: Template, document: StrictDocument, parts: Parts) -> None:
    computes, environments = parts.computes, parts.environments
    _check_default(document, ("default_compute",), template.default_compute, computes, "compute type")
    _check_default(document, ("default_environment",), template.default_environment, environments, "environment")
    if template.source_folder != f"templates/{document.file.split('/')[1]}":
        document.fault(("source_folder",), f"{template.source_folder} is not where it lies", "leave the field out")
    organisation = parts.organisation.model
    if organisation is None:
        return
    stages = {stage.id for stage in organisation.stages}
    for number, stage in enumerate(template.stages):
        if stage not in stages:
            document.fault(("stages", number), f"the organisation has no stage {stage}", f"name one of {_some(stages)}")


def _check_default(
    document: StrictDocument,
    path: Path,
    item_id: str,
    sources: Sequence[Source[ComputeType]] | Sequence[Source[Environment]],
    what: str,
) -> None:
    found = next((source.model for source in sources if source.model is not None and source.model.id == item_id), None)
    if found is None:
        if all(source.stem != item_id for source in sources):
            document.fault(path, f"there is no {what} {item_id}", f"name an approved {what}")
    elif not found.may_be_requested:
        use = found.successor or f"an approved {what}"
        document.fault(path, f"the {what} {item_id} is {found.lifecycle}", f"use {use}")


def _check_regions(compute: ComputeType, document: StrictDocument, organisation: Organisation) -> None:
    for number, region in enumerate(compute.regions):
        if region not in organisation.regions:
            document.fault(
                ("regions", number),
                f"{region} is no region of the organisation",
                f"name one of {_some(organisation.regions)}",
            )


def _check_prices(prices: PriceBook, document: StrictDocument, parts: Parts) -> None:
    computes = {source.model.id if source.model else source.stem for source in parts.computes}
    organisation = parts.organisation.model
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(prices.rows):
        if row.compute not in computes:
            document.fault(("rows", number, "compute"), f"there is no compute type {row.compute}", "correct or remove")
        if organisation is not None and row.region not in organisation.regions:
            document.fault(
                ("rows", number, "region"),
                f"{row.region} is no region of the organisation",
                f"name one of {_some(organisation.regions)}",
            )
        key = (row.compute, row.region, row.priority)
        if key in seen:
            document.fault(("rows", number), f"a second price for {' '.join(key)}", "keep one of the two")
        seen.add(key)
    families = {source.model.family.lower() for source in parts.computes if source.model is not None}
    for family in prices.discounts:
        if families and family.lower() not in families:
            document.fault(("discounts", family), f"no size is of family {family}", "name one as the sizes do")


def _check_gate(source: Source[Gate], gate: Gate, organisation: Organisation | None) -> None:
    if gate.id != source.stem:
        source.document.fault(("id",), f"the id {gate.id} differs from the file's name", f"write {source.stem}")
    for field in ("accountable", "signed_by"):
        role = getattr(gate, field)
        if organisation is not None and role is not None and role not in organisation.roles():
            roles = _some(organisation.roles())
            source.document.fault((field,), f"nobody has the role {role}", f"name one of {roles}")


def _check_deciders(named: Deciders, path: Path, document: StrictDocument, organisation: Organisation) -> None:
    roles = organisation.roles()
    if named.group is not None and organisation.group(named.group) is None:
        groups = _some(group.id for group in organisation.groups)
        document.fault((*path, "group"), f"there is no group {named.group}", f"name one of {groups}")
    if named.role is not None and named.role not in roles:
        document.fault((*path, "role"), f"nobody has the role {named.role}", f"name one of {_some(roles)}")


def _check_policy(policy: Policy, document: StrictDocument, organisation: Organisation) -> None:
    roles = organisation.roles()
    for tier_number, tier in enumerate(policy.tiers):
        for number, need in enumerate(tier.needs):
            _check_deciders(need, ("tiers", tier_number, "needs", number), document, organisation)
        if tier.timing.escalate_to is not None:
            _check_deciders(
                tier.timing.escalate_to, ("tiers", tier_number, "timing", "escalate_to"), document, organisation
            )
    if policy.stand_in_role is not None and policy.stand_in_role not in roles:
        wrong = f"nobody has the role {policy.stand_in_role}"
        document.fault(("stand_in_role",), wrong, f"name one of {_some(roles)}")
    for number, rule in enumerate(policy.rules):
        if rule.role and rule.role not in roles:
            wrong = f"nobody has the role {rule.role}"
            document.fault(("rules", number, "outcome"), wrong, f"name one of {_some(roles)}")


def _some(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
