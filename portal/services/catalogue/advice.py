"""Advice on compute and on workspaces, from the catalogue's rules and what is known of quota, budget and prices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog.model import Catalogue, Person
from catalog.model.advice import ComputeRules, Framework
from catalog.model.topology import TopologyRules
from portal.contract.advice import ComputeAdvice, ComputeOption, TopologyAdvice
from portal.contract.problem import Problem
from portal.contract.requests import Form
from portal.domain.advice import compute as compute_advice
from portal.domain.advice import topology as topology_advice
from portal.domain.advice.place import AdvicePlace, Observed
from portal.domain.advice.workload import Workload
from portal.domain.advice.workspaces import site_of
from portal.domain.policy import Excepted
from portal.kinds.complete import form_schema
from portal.kinds.field import Field
from portal.kinds.kind import Facts, ProjectFact
from portal.kinds.registry import KINDS
from portal.records.facts import gather
from portal.services.catalogue.advice_words import WordAnswers, compute_fields, read, topology_fields
from portal.services.world import World


def compute(world: World, person: Person, given: Mapping[str, Any]) -> ComputeAdvice:
    """Which compute suits a described workload. Raises Problem for words that are none."""
    catalogue = world.catalogue()
    rules = _compute_rules(catalogue)
    facts = _facts(world)
    answers = read("compute", _compute_fields(catalogue, rules, person, facts, given), given)
    framework = rules.framework(answers.values["framework"])
    words, notes = _workload(answers, rules, framework)
    place, more = _place(world, person, facts, answers, words.stage)
    ranked, rejected = compute_advice.rank(catalogue, rules, place, words)
    ranked = tuple(_requestable(option, person, catalogue, facts) for option in ranked)
    headline = _compute_headline(rules, words, framework, len(ranked))
    told = tuple(replace(word, value=words.cuda) if word.name == "cuda" else word for word in answers.words())
    return ComputeAdvice(headline, told, (*notes, *more), ranked, rejected)


def compute_form(world: World, person: Person, given: Mapping[str, Any]) -> Form:
    """The words about a workload, as a form."""
    catalogue = world.catalogue()
    fields = _compute_fields(catalogue, _compute_rules(catalogue), person, _facts(world), given)
    return Form("advise-compute", "Which compute?", "Describe the workload, see what suits", form_schema(fields))


def topology(world: World, person: Person, given: Mapping[str, Any]) -> TopologyAdvice:
    """Which workspaces suit a project. Raises Problem for words that are none."""
    catalogue = world.catalogue()
    rules = _topology_rules(catalogue)
    answers = read("workspaces", _topology_fields(catalogue, person, given), given)
    values = dict(answers.values)
    site = site_of(catalogue.organisation, values.pop("name"), values.pop("unit"), values.pop("region"))
    ranked, rejected = topology_advice.rank(catalogue, rules, site, topology_advice.TopologyQuestion(**values))
    best = f"{ranked[0].title}: {', '.join(line.name for line in ranked[0].workspaces)}" if ranked else "nothing suits"
    notes = () if answers.origins["name"] == "answered" else ("names are those of a project called example",)
    return TopologyAdvice(best, answers.words(), notes, ranked, rejected)


def topology_form(world: World, person: Person, given: Mapping[str, Any]) -> Form:
    """The words about workspaces, as a form."""
    fields = _topology_fields(world.catalogue(), person, given)
    return Form("advise-topology", "Which workspaces?", "Describe the project, see what suits", form_schema(fields))


def _compute_rules(catalogue: Catalogue) -> ComputeRules:
    if catalogue.compute_rules is None:
        raise _no_rules("compute")
    return catalogue.compute_rules


def _topology_rules(catalogue: Catalogue) -> TopologyRules:
    if catalogue.topology_rules is None:
        raise _no_rules("topology")
    return catalogue.topology_rules


def _no_rules(topic: str) -> Problem:
    todo = f"copy advice/{topic}.yaml from a catalogue made with `portal catalog init`"
    return Problem(404, f"this catalogue has no advice on {topic}", todo=todo, code="not-found")


def _facts(world: World) -> Facts:
    with world.database.read() as connection:
        return gather(connection, world.catalogue())


def _compute_fields(
    catalogue: Catalogue, rules: ComputeRules, person: Person, facts: Facts, given: Mapping[str, Any]
) -> tuple[Field, ...]:
    stage = str(given.get("stage") or catalogue.organisation.stages[0].id)
    named = facts.projects.get(str(given.get("project")))
    mine = (facts.projects[name] for name in facts.order if person.id in facts.projects[name].members)
    chosen = named or next((project for project in mine if stage in project.subscriptions), None)
    region = _region_of(chosen, stage) or catalogue.organisation.default_region
    own = chosen.name if chosen is not None else ""
    return compute_fields(rules, catalogue, given, facts.order, own, region)


def _topology_fields(catalogue: Catalogue, person: Person, given: Mapping[str, Any]) -> tuple[Field, ...]:
    unit = str(given.get("unit") or person.unit or "")
    places = [one.region for one in catalogue.organisation.workspaces if one.unit == unit and one.shared]
    region = places[0] if places else catalogue.organisation.default_region
    return topology_fields(catalogue, person.unit or "", region)


def _region_of(project: ProjectFact | None, stage: str) -> str:
    places = (one.region for one in project.stages if one.stage == stage) if project is not None else iter(())
    return next(places, "")


def _workload(answers: WordAnswers, rules: ComputeRules, framework: Framework) -> tuple[Workload, list[str]]:
    """The words as the rules look at them; where framework and CUDA contradict each other, that is noted."""
    names = ("workload", "gb", "framework", "cuda", "checkpoints", "hours_per_week", "stage")
    said = Workload(**{name: answers.values[name] for name in names}, latency_ms=answers.values.get("latency_ms"))
    words = said.settled(rules)
    if words.cuda == said.cuda:
        return words, []
    if words.cuda:
        return words, [f"{framework.title} cannot do without CUDA, so a GPU is proposed"]
    return words, [f"{framework.title} does not use CUDA: a GPU would idle, so none is proposed"]


def _place(
    world: World, person: Person, facts: Facts, answers: WordAnswers, stage: str
) -> tuple[AdvicePlace, tuple[str, ...]]:
    """Where it would stand, with the quota and budget that count there; and what is odd about that."""
    catalogue = world.catalogue()
    project = facts.projects.get(str(answers.values.get("project", "")))
    region, notes = str(answers.values["region"]), []
    unit = project.unit if project is not None else person.unit or ""
    subscription = project.subscriptions.get(stage, "") if project is not None else ""
    if project is not None and not subscription:
        notes.append(f"{project.name} has no stage {stage}; the organisation's subscription for it is looked at")
    if project is not None and subscription and region != _region_of(project, stage):
        notes.append(f"the workspace of {project.name} for {stage} is in {_region_of(project, stage)}, not in {region}")
    if not subscription:
        holding = (one.id for one in catalogue.organisation.subscriptions if stage in one.stages)
        subscription = next(holding, "")
    own = project.budget_cents - project.committed_cents if project is not None else None
    of_unit = facts.budgets[unit].left_cents if unit in facts.budgets else None
    place = AdvicePlace(
        region=region,
        unit=unit,
        quotas=_quotas(catalogue, facts, subscription, region),
        budget_left_cents=min((left for left in (own, of_unit) if left is not None), default=None),
        project=project.name if project is not None else "",
        own_left_cents=own,
        own_committed_cents=project.committed_cents if project is not None else 0,
        exceptions=_exceptions(facts, project, world.now()),
        barred=frozenset({person.id}),
    )
    return place, tuple(notes)


def _quotas(catalogue: Catalogue, facts: Facts, subscription: str, region: str) -> dict[tuple[str, str], Observed]:
    quotas = {}
    for family in {item.family.lower() for item in catalogue.computes}:
        for priority in ("low", "dedicated"):
            seen = facts.quota(subscription, region, family, priority)
            if seen is not None:
                counted = priority if (subscription, region, family, priority) in facts.quotas else "dedicated"
                quotas[(family, priority)] = Observed(seen.used, seen.limit, seen.observed_at, counted)
    return quotas


def _exceptions(facts: Facts, project: ProjectFact | None, now: str) -> tuple[Excepted, ...]:
    """The exceptions from policy that count for a project now."""
    return tuple(
        Excepted(one.rule, one.request, one.until)
        for one in facts.exceptions
        if project is not None and one.project == project.name and one.until > now
    )


def _requestable(option: ComputeOption, person: Person, catalogue: Catalogue, facts: Facts) -> ComputeOption:
    """The option with a request that its kind understands, or with none where there is no such form yet."""
    if option.request is None:
        return option
    kind, spec = KINDS.get(option.request["kind"]), option.request["spec"]
    fields = {field.name: field for field in kind.fields(spec, person, catalogue, facts)} if kind is not None else {}
    forms = fields["form"].choices if "form" in fields else ()
    if all(choice.value != spec["form"] or choice.disabled for choice in forms):
        return replace(option, request=None)
    known = {name: value for name, value in spec.items() if name in fields}
    return replace(option, request={**option.request, "spec": known})


def _compute_headline(rules: ComputeRules, words: Workload, framework: Framework, count: int) -> str:
    cuda = "with CUDA" if words.cuda else "no CUDA"
    what = f"{rules.workload(words.workload).title}: {words.gb:g} GB, {framework.title}, {cuda}, {words.stage}"
    return f"{what}; {count} fit" if count else f"{what}; nothing fits, see what would have to change"
