"""Ranks ways to lay out workspaces: how to cut them, how many stages, in which regions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from catalog.model import Catalogue
from catalog.model.topology import TopologyChoice, TopologyRule, TopologyRules
from portal.contract.advice import Change, Layout, Reason, RejectedLayout
from portal.domain.advice.condition import holds, other_answers, points_of, reason_of, spelled
from portal.domain.advice.workspaces import PlannedSite, fixed_costs, workspaces

CHOICES: Mapping[str, Sequence[Any]] = {"phase": ("build", "explore")}


@dataclass(frozen=True)
class TopologyQuestion:
    """The words of the question; `maturity` is that of the team, from 0 to 4."""

    phase: str
    same_access: bool
    chargeback: bool
    external: bool
    regulated: bool
    personal_data: bool
    live_data_stays: bool
    private_network: bool
    residency: bool
    serve_near: bool
    base_model_elsewhere: bool
    maturity: int


@dataclass(frozen=True)
class TopologyPlan:
    """One answer to each of the three questions."""

    segmentation: TopologyChoice
    stages: TopologyChoice
    region: TopologyChoice

    def known(self) -> dict[str, Any]:
        """What conditions may ask of it."""
        return {
            "segmentation": self.segmentation.id,
            "stages": len(self.stages.stage_ids),
            "region": self.region.id,
        }

    @property
    def answers(self) -> tuple[TopologyChoice, ...]:
        """The three answers."""
        return self.segmentation, self.stages, self.region

    @property
    def title(self) -> str:
        """The three answers in words."""
        return "; ".join(answer.title for answer in self.answers)


@dataclass(frozen=True)
class WeighedPlan:
    """A plan with the rules that hold for it, and with what the organisation does not have for it."""

    plan: TopologyPlan
    held: tuple[TopologyRule, ...]
    lacking: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing rules it out."""
        return not self.lacking and all(rule.effect != "reject" for rule in self.held)

    @property
    def points(self) -> int:
        """What the preferences sum up to."""
        return points_of(self.held)


def rank(
    catalogue: Catalogue, rules: TopologyRules, site: PlannedSite, project: TopologyQuestion
) -> tuple[tuple[Layout, ...], tuple[RejectedLayout, ...]]:
    """What suits, the best first, and what does not, the nearest first. The same question has the same answer."""
    weighed = _weighed(rules, site, project)
    failing = sorted((one for one in weighed if not one.fits), key=lambda one: (_causes(one), -one.points))
    ranked = _ranked(catalogue, rules, site, project, weighed)
    return ranked, tuple(_rejected(rules, site, project, one) for one in failing)


def suited(
    catalogue: Catalogue, rules: TopologyRules, site: PlannedSite, project: TopologyQuestion
) -> tuple[Layout, ...]:
    """What suits, the best first, without a word on the others: a tenth of the work."""
    return _ranked(catalogue, rules, site, project, _weighed(rules, site, project))


def _weighed(rules: TopologyRules, site: PlannedSite, project: TopologyQuestion) -> list[WeighedPlan]:
    plans = [
        TopologyPlan(segmentation, stages, region)
        for segmentation in rules.on("segmentation")
        for stages in rules.on("stages")
        for region in rules.on("region")
    ]
    return [_weigh(rules, site, project, plan) for plan in plans]


def _ranked(
    catalogue: Catalogue,
    rules: TopologyRules,
    site: PlannedSite,
    project: TopologyQuestion,
    weighed: Iterable[WeighedPlan],
) -> tuple[Layout, ...]:
    made = [_layout(catalogue, rules, site, project, one) for one in weighed if one.fits]
    ranked = sorted(made, key=lambda one: (-one.points, one.fixed_monthly_cents, len(one.workspaces), one.title))
    return tuple(replace(layout, rank=number) for number, layout in enumerate(ranked, 1))


def _weigh(rules: TopologyRules, site: PlannedSite, project: TopologyQuestion, plan: TopologyPlan) -> WeighedPlan:
    known = {**asdict(project), **plan.known()}
    held = tuple(rule for rule in rules.rules if holds(rule.when, known))
    return WeighedPlan(plan, held, tuple(_lacking(site, plan)))


def _lacking(site: PlannedSite, plan: TopologyPlan) -> Iterator[str]:
    missing = [stage for stage in plan.stages.stage_ids if stage not in site.stages]
    if missing:
        yield f"the organisation has no stage {' or '.join(missing)}"
    if plan.region.elsewhere and site.second_region == "":
        yield "the organisation has one region"
    if plan.segmentation.id == "shared" and not site.sandboxes:
        yield "the organisation has no sandbox"


def _causes(one: WeighedPlan) -> int:
    return len(one.lacking) + sum(1 for rule in one.held if rule.effect == "reject")


def _layout(
    catalogue: Catalogue, rules: TopologyRules, site: PlannedSite, project: TopologyQuestion, one: WeighedPlan
) -> Layout:
    known = one.plan.known()
    segmentation = known["segmentation"]
    lines = tuple(workspaces(catalogue.organisation, site, segmentation, one.plan.stages, one.plan.region))
    costs = fixed_costs(rules.fixed_costs, lines, project.private_network)
    return Layout(
        rank=0,
        segmentation=segmentation,
        stages=known["stages"],
        region=known["region"],
        title=one.plan.title,
        workspaces=lines,
        fixed_monthly_cents=sum(line.monthly_cents for line in costs),
        costs=costs,
        currency=catalogue.prices.currency,
        pros=tuple(dict.fromkeys(pro for answer in one.plan.answers for pro in answer.pros)),
        cons=tuple(dict.fromkeys(con for answer in one.plan.answers for con in answer.cons)),
        points=one.points,
        reasons=tuple(reason_of(rule) for rule in _preferences_first(one.held)),
    )


def _preferences_first(held: Iterable[TopologyRule]) -> list[TopologyRule]:
    order = {"prefer": 0, "avoid": 1, "note": 2, "reject": 3}
    return sorted(held, key=lambda rule: order[rule.effect])


def _rejected(rules: TopologyRules, site: PlannedSite, project: TopologyQuestion, one: WeighedPlan) -> RejectedLayout:
    known = one.plan.known()
    lacking = tuple(Reason("organisation", "reject", text, "organisation.yaml") for text in one.lacking)
    changes = [_change(rules, site, project, one.plan, rule) for rule in one.held if rule.effect == "reject"]
    changes += [Change("", None, f"{text}: a change of the catalogue", False) for text in one.lacking]
    unique = {change.text: change for change in changes}
    return RejectedLayout(
        segmentation=known["segmentation"],
        stages=known["stages"],
        region=known["region"],
        title=one.plan.title,
        reasons=(*(reason_of(rule) for rule in one.held if rule.effect == "reject"), *lacking),
        would_change=tuple(sorted(unique.values(), key=lambda change: not change.enough)),
    )


def _change(
    rules: TopologyRules, site: PlannedSite, project: TopologyQuestion, plan: TopologyPlan, rule: TopologyRule
) -> Change:
    """The easiest other answer that makes the plan fit; else the first under which this rule does not hold."""
    first: Change | None = None
    for word, answer in other_answers(rule.when, CHOICES):
        if _weigh(rules, site, replace(project, **{word: answer}), plan).fits:
            return Change(word, answer, f"with {word}={spelled(answer)} {rule.then or 'it would fit'}", True)
        text = f"with {word}={spelled(answer)} this would not speak against it"
        first = first or Change(word, answer, text, False)
    return first or Change("", None, rule.instead or "another layout", False)
