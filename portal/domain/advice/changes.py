"""What would have to change: so that something would fit, and so that what fits would be granted at once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from portal.contract.advice import Change
from portal.domain.advice.condition import holds, other_answers, spelled
from portal.domain.advice.weighing import Candidate, Cause, Scales, WeighedCandidate, asked, known_words
from portal.domain.advice.workload import Workload
from portal.domain.feasibility import Headroom, command
from portal.domain.policy import PolicyVerdict

FITS = "it would fit"
_SMALLER_HOURS = (20, 10, 5, 2, 1)
_SHORT_IDLE = 15


def would_change(scales: Scales, words: Workload, weighed: WeighedCandidate) -> tuple[Change, ...]:
    """For each cause at least one thing that would take it away; those that are enough alone come first."""
    alone = len({cause.name if cause.rule is None else cause.rule.id for cause in weighed.causes}) == 1
    found: list[Change] = []
    for cause in weighed.causes:
        found += _for_cause(scales, words, weighed, cause, alone)
    unique = {change.text: change for change in found}
    return tuple(sorted(unique.values(), key=lambda change: not change.enough))


def _for_cause(
    scales: Scales, words: Workload, weighed: WeighedCandidate, cause: Cause, alone: bool
) -> Iterator[Change]:
    if cause.rule is not None:
        yield other_word(scales, words, (weighed.candidate,), cause)
    elif cause.name in ("memory", "gpu-memory"):
        yield _less_data(scales, words, weighed, cause)
    elif cause.name == "quota":
        yield Change("", None, _more_quota(scales, weighed), alone, _quota_request(scales, words, weighed))
    elif cause.name == "budget":
        yield from _more_budget(scales, words, weighed, alone)
    elif cause.name == "policy":
        text = f"with an exception from {cause.reason.source.removeprefix('policy: ')}: an exception request"
        yield Change("", None, text, alone)
    else:
        yield Change("", None, _another_offer(scales, weighed, cause), False)


def _another_offer(scales: Scales, weighed: WeighedCandidate, cause: Cause) -> str:
    item = weighed.candidate.item
    if cause.name == "form":
        return f"as {' or '.join(item.kinds)}, which it is offered as"
    if cause.name == "region" and item.regions:
        return f"in {' or '.join(item.regions)}, where it is offered"
    if cause.name == "region":
        return f"when it is offered in {scales.place.region}: a change of the catalogue"
    if item.successor is not None:
        return f"take {item.successor} instead"
    return "when it is approved: a change of the catalogue"


def other_word(scales: Scales, words: Workload, candidates: tuple[Candidate, ...], cause: Cause) -> Change:
    """The easiest other answer to a rule that lets any of these fit; else the first that the rule does not hold for."""
    rule = cause.rule
    if rule is None:
        raise ValueError(f"{cause.name} is no rule")
    first: Change | None = None
    for word, answer in other_answers(rule.when, known_words(scales.rules)):
        other = with_answer(words, word, answer).settled(scales.rules)
        if all(holds(rule.when, {**other.known(), **candidate.known()}) for candidate in candidates):
            continue
        if any(scales.weigh(other, candidate).fits for candidate in candidates):
            return Change(word, answer, f"with {word}={spelled(answer)} {rule.then or FITS}", True)
        text = f"with {word}={spelled(answer)} this would not speak against it"
        first = first or Change(word, answer, text, False)
    return first or Change("", None, rule.instead or "another kind or size", False)


def with_answer(words: Workload, word: str, answer: Any) -> Workload:
    """The workload with one word answered otherwise."""
    return replace(words, **{word: answer})


def _less_data(scales: Scales, words: Workload, weighed: WeighedCandidate, cause: Cause) -> Change:
    item = weighed.candidate.item
    most = weighed.demand.most_gb(item.memory_gib, item.gpu_memory_gib if item.gpus else None)
    if most is None or most <= 0:
        return Change("", None, "a larger size: this one cannot even hold the system and the libraries", False)
    enough = scales.weigh(with_answer(words, "gb", most), weighed.candidate).fits
    if not enough and words.workload == "training":
        divided = with_answer(words, "workload", "distributed")
        if scales.weigh(divided, weighed.candidate).fits:
            return Change("workload", "distributed", f"with workload=distributed {FITS}", True)
    told = FITS if enough else "its memory would do"
    return Change("gb", most, f"with gb={spelled(most)} or less {told}", enough)


def _more_quota(scales: Scales, weighed: WeighedCandidate) -> str:
    left = max(0, weighed.room.left) if weighed.room is not None else 0
    candidate = weighed.candidate
    return (
        f"with {weighed.needed - left} more vCPUs of {candidate.item.family} ({candidate.priority}) "
        f"in {scales.place.region}: a quota request"
    )


def _quota_request(scales: Scales, words: Workload, weighed: WeighedCandidate) -> str:
    room, project = weighed.room, scales.place.project
    if room is None or not project:
        return ""
    more = {"priority": "low"} if room.priority == "low" else {}
    limit = Headroom(room.used, room.limit, weighed.needed).needed_limit
    return command("quota", project=project, type=weighed.candidate.item.id, stage=words.stage, **more, cores=limit)


def _more_budget(scales: Scales, words: Workload, weighed: WeighedCandidate, alone: bool) -> Iterator[Change]:
    for hours in _SMALLER_HOURS:
        if hours >= words.hours_per_week or weighed.candidate.kind.always_on:
            continue
        if scales.weigh(with_answer(words, "hours_per_week", hours), weighed.candidate).fits:
            yield Change("hours_per_week", hours, f"with hours_per_week={hours} or less {FITS}", True)
            break
    missing = (weighed.bill.committed or 0) - (scales.place.budget_left_cents or 0)
    currency = scales.catalogue.prices.currency
    text = f"with {missing / 100:.2f} {currency} more this month: a budget request"
    yield Change("", None, text, alone, _budget_request(scales, weighed))


def _budget_request(scales: Scales, weighed: WeighedCandidate) -> str:
    """What asks for more; "" where it is the unit that has no more, as no request could cure that."""
    place, committed = scales.place, weighed.bill.committed or 0
    if place.own_left_cents is None or place.own_left_cents >= committed:
        return ""
    return command("budget", project=place.project, monthly_budget=-(-(place.own_committed_cents + committed) // 100))


def toward_automatic(
    scales: Scales, words: Workload, weighed: WeighedCandidate, others: tuple[WeighedCandidate, ...]
) -> Change | None:
    """What would have to change for it to be granted at once; None when it is already, or when nobody was asked."""
    if weighed.verdict is None or weighed.verdict.tier == "T0":
        return None
    for word, answer in _lighter(weighed, words):
        other = scales.weigh(
            with_answer(words, word, answer) if word in ("stage", "hours_per_week") else words,
            weighed.candidate,
            asked(weighed, **{word: answer}),
        )
        if other.fits and other.verdict is not None and other.verdict.tier == "T0":
            return Change(word, answer, f"with {word}={spelled(answer)} it would be granted at once (T0)", True)
    for other in others:
        if other.verdict is not None and other.verdict.tier == "T0":
            text = f"{other.candidate.item.id} as {other.candidate.kind.id} would be granted at once (T0)"
            return Change("", other.candidate.item.id, text, False)
    return Change(
        "", None, f"nothing here is granted at once (T0): {_why_people_decide(weighed, weighed.verdict)}", False
    )


def _why_people_decide(weighed: WeighedCandidate, verdict: PolicyVerdict) -> str:
    raised = [result.message for result in verdict.results if result.outcome == "raise"]
    item = weighed.candidate.item
    if raised:
        return " ".join(raised)
    if weighed.candidate.kind.decided_as != "compute":
        return f"it comes by a {weighed.candidate.kind.decided_as}, on which people decide"
    return f"the catalogue puts {item.id} into tier {item.tier}"


def _lighter(weighed: WeighedCandidate, words: Workload) -> Iterator[tuple[str, Any]]:
    """Lighter ways to ask for the same, one thing changed at a time."""
    standard = weighed.standard
    if standard.idle_minutes > _SHORT_IDLE:
        yield "idle_minutes", _SHORT_IDLE
    yield from (("nodes", nodes) for nodes in (4, 2, 1) if nodes < standard.nodes)
    yield from (("hours_per_week", hours) for hours in _SMALLER_HOURS if hours < standard.hours_per_week)
    if words.stage != "dev":
        yield "stage", "dev"
