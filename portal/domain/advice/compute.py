"""Ranks kinds and sizes of compute for a workload, and says of all others why not."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from catalog.model import Catalogue
from catalog.model.advice import ComputeRules, KindOfCompute
from portal.contract.advice import Change, ComputeOption, Reason, RejectedCompute, Room
from portal.domain.advice.changes import other_word, toward_automatic, would_change
from portal.domain.advice.place import AdvicePlace
from portal.domain.advice.weighing import Candidate, Cause, Scales, WeighedCandidate
from portal.domain.advice.workload import Workload

_OF_THE_SIZE = frozenset({"priority", "size_class", "gpus_at_least", "gpus_up_to", "vcpus_at_least", "vcpus_up_to"})


def rank(
    catalogue: Catalogue, rules: ComputeRules, place: AdvicePlace, words: Workload
) -> tuple[tuple[ComputeOption, ...], tuple[RejectedCompute, ...]]:
    """What fits, the best first, and what does not, the nearest first. The same question has the same answer."""
    scales, words = Scales(catalogue, rules, place), words.settled(rules)
    weighed = [scales.weigh(words, candidate) for candidate in scales.candidates]
    fitting = sorted((one for one in weighed if one.fits), key=lambda one: _order(one, rules))
    failing = sorted((one for one in weighed if not one.fits), key=lambda one: (*_distance(one), _order(one, rules)))
    ranked = tuple(_option(scales, words, one, number, fitting, failing) for number, one in enumerate(fitting, 1))
    return ranked, tuple(_rejected(scales, words, failing))


def _order(one: WeighedCandidate, rules: ComputeRules) -> tuple[Any, ...]:
    """Points first, then cost; what has no price comes after; the rest makes the order total."""
    unpriced = one.bill.monthly is None
    candidate = one.candidate
    cost = (one.bill.monthly or 0, one.bill.hourly or 0)
    kinds = [kind.id for kind in rules.kinds]
    return (-one.points, unpriced, *cost, kinds.index(candidate.kind.id), candidate.item.id, candidate.priority)


def _distance(one: WeighedCandidate) -> tuple[int, int]:
    """How far from fitting: few causes before many, what others could grant before what is in the nature of it."""
    grantable = all(cause.name in ("quota", "budget", "policy") for cause in one.causes)
    return len(one.causes), 0 if grantable else 1 if all(cause.rule is not None for cause in one.causes) else 2


def _option(
    scales: Scales,
    words: Workload,
    one: WeighedCandidate,
    number: int,
    fitting: list[WeighedCandidate],
    failing: list[WeighedCandidate],
) -> ComputeOption:
    candidate, standard, bill, verdict = one.candidate, one.standard, one.bill, one.verdict
    assert verdict is not None  # what fits was judged
    policy = scales.judge.outcome(verdict)
    item, kind = candidate.item, candidate.kind
    return ComputeOption(
        rank=number,
        kind=kind.id,
        kind_title=kind.title,
        type=item.id,
        title=item.title,
        size=item.size,
        region=scales.place.region,
        priority=candidate.priority,
        nodes=standard.nodes,
        min_nodes=standard.nodes if kind.always_on else 0,
        idle_minutes=standard.idle_minutes,
        hourly_cents=bill.hourly,
        monthly_cents=bill.monthly,
        committed_cents=bill.committed,
        currency=scales.catalogue.prices.currency,
        price="" if bill.row is None else f"{bill.row.certainty}, of {bill.row.date}, {bill.row.source}",
        room=_room(scales, one),
        tier=verdict.tier,
        approval=policy.sentence,
        approvers=tuple(dict.fromkeys(person for need in policy.needs for person in need.can_give)),
        points=one.points,
        reasons=_reasons(one),
        warnings=tuple(_warnings(scales, one)),
        could_be=tuple(_could_be(scales, words, one, fitting, failing)),
        request=_request(scales, words, one),
    )


def _room(scales: Scales, one: WeighedCandidate) -> Room:
    item, room = one.candidate.item, one.room
    return Room(
        item.family,
        scales.place.region,
        one.candidate.priority,
        one.needed,
        None if room is None else room.used,
        None if room is None else room.limit,
        None if room is None else room.observed_at,
    )


def _reasons(one: WeighedCandidate) -> tuple[Reason, ...]:
    """What speaks for it first; who uses it and why is the catalogue's own sentence."""
    item = one.candidate.item
    order = {"prefer": 0, "avoid": 1, "note": 2}
    own = Reason("use-when", "note", item.use_when, f"catalogue: {item.id}")
    return tuple(sorted((*one.reasons, own), key=lambda reason: order[reason.effect]))


def _warnings(scales: Scales, one: WeighedCandidate) -> Iterator[str]:
    item, verdict = one.candidate.item, one.verdict
    if one.room is None:
        family = f"{item.family} ({one.candidate.priority}) in {scales.place.region}"
        yield f"the quota of {family} is not known: it was never observed"
    if one.bill.row is None:
        yield f"the price book has no price for {item.id} in {scales.place.region}"
    elif one.bill.row.certainty == "estimate":
        yield "the price is an estimate"
    if scales.place.budget_left_cents is None:
        yield "the budget is not known"
    for result in verdict.results if verdict is not None else ():
        if result.outcome == "warn":
            yield result.message


def _could_be(
    scales: Scales,
    words: Workload,
    one: WeighedCandidate,
    fitting: list[WeighedCandidate],
    failing: list[WeighedCandidate],
) -> Iterator[Change]:
    """What would make it cheaper, from its sibling at another priority; and what would have it granted at once."""
    currency = scales.catalogue.prices.currency
    for other in failing:
        same = other.candidate.kind is one.candidate.kind and other.candidate.item is one.candidate.item
        cheaper = (other.bill.hourly or 0) < (one.bill.hourly or 0)
        if same and cheaper and other.bill.hourly is not None and one.bill.hourly is not None:
            price = f"{other.bill.hourly / 100:.2f} instead of {one.bill.hourly / 100:.2f} {currency} an hour"
            found = (change for change in would_change(scales, words, other) if change.enough)
            yield from (replace(change, text=f"{change.text}: {price}") for change in found)
    if (automatic := toward_automatic(scales, words, one, tuple(fitting))) is not None:
        yield automatic


def _request(scales: Scales, words: Workload, one: WeighedCandidate) -> dict[str, Any] | None:
    """The request that asks for it; whoever knows the kinds of request takes out what they do not ask."""
    kind, standard = one.candidate.kind, one.standard
    if kind.form is None:
        return None
    spec: dict[str, Any] = {
        "type": one.candidate.item.id,
        "form": kind.form,
        "stage": words.stage,
        "nodes": standard.nodes,
        "min_nodes": 0,
        "priority": one.candidate.priority,
        "idle_minutes": standard.idle_minutes,
        "hours_per_week": words.hours_per_week,
    }
    if kind.lease_days is not None:
        spec["days"] = kind.lease_days
    if scales.place.project:
        spec["project"] = scales.place.project
    return {"kind": "compute", "spec": spec}


def _rejected(scales: Scales, words: Workload, failing: Iterable[WeighedCandidate]) -> Iterator[RejectedCompute]:
    """Kinds that no size could save once each; then sizes, both priorities as one where they fail for the same."""
    whole: dict[str, list[WeighedCandidate]] = {}
    sizes: dict[tuple[object, ...], list[WeighedCandidate]] = {}
    for one in failing:
        kind, item = one.candidate.kind.id, one.candidate.item.id
        if any(_of_the_kind(cause) for cause in one.causes):
            whole.setdefault(kind, []).append(one)
        else:
            texts = tuple(cause.reason.text for cause in one.causes)
            sizes.setdefault((kind, item, texts), []).append(one)
    for members in whole.values():
        yield _rejected_kind(scales, words, members)
    for members in sizes.values():
        yield _rejected_size(scales, words, members)


def _of_the_kind(cause: Cause) -> bool:
    """Whether a cause holds for a kind in all its sizes."""
    given = cause.rule.when.given if cause.rule is not None else {}
    return "kind" in given and not _OF_THE_SIZE & set(given)


def _rejected_kind(scales: Scales, words: Workload, members: list[WeighedCandidate]) -> RejectedCompute:
    """A kind in all its sizes; a change is enough when it lets any size fit."""
    kind: KindOfCompute = members[0].candidate.kind
    causes = [cause for cause in members[0].causes if _of_the_kind(cause)]
    candidates = tuple(one.candidate for one in members)
    changes = {change.text: change for cause in causes for change in [other_word(scales, words, candidates, cause)]}
    return RejectedCompute(kind.id, kind.title, "", "in every size", "", _texts(causes), tuple(changes.values()))


def _rejected_size(scales: Scales, words: Workload, members: list[WeighedCandidate]) -> RejectedCompute:
    candidate: Candidate = members[0].candidate
    priority = " or ".join(one.candidate.priority for one in members)
    changes = {change.text: change for one in members for change in would_change(scales, words, one)}
    return RejectedCompute(
        candidate.kind.id,
        candidate.kind.title,
        candidate.item.id,
        candidate.item.title,
        priority,
        _texts(members[0].causes),
        tuple(sorted(changes.values(), key=lambda change: not change.enough)),
    )


def _texts(causes: Iterable[Cause]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(cause.reason for cause in causes))
