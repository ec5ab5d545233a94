"""Kind `rollback`: a stage goes back to a version that the portal verified there; quick, and asked about afterwards."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.kinds.asked_project import plan_for
from portal.kinds.facts.model_fact import ModelFact, ServedFact
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.kind import Facts, Kind, Wish, sure
from portal.kinds.models import serving_effects as serving
from portal.kinds.models.asked_model import chosen, gone, model_field, model_of, project_of
from portal.kinds.models.facts import cost_of
from portal.kinds.models.serving_fields import BATCH, serving_fields
from portal.kinds.models.target import Target
from portal.kinds.models.ways_back import health, standing, ways_back


def _fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    stages = [stage.id for stage in catalogue.organisation.stages[1:]]
    model, stage = chosen(given, facts), str(given.get("stage") or stages[-1])
    back = ways_back(model, stage) if model else ()
    version = str(given.get("version") or (back[0].version if back else ""))
    target = next((one for one in back if one.version == version), None)
    choices = (Choice(one.version, f"v{one.version}", f"healthy on {one.verified_healthy_at}") for one in back)
    nothing = "no version was verified there by the portal that does not serve now"
    return (
        model_field("Which model goes back", person, facts),
        Field("stage", "Stage", "Where it goes back", "choice", choices=tuple(Choice(one, one) for one in stages),
              assumed=stages[-1], section="What"),
        Field("version", "Back to", "The last one that was verified to be healthy, unless you say otherwise", "choice",
              choices=some_of(choices, nothing), assumed=version if target else None, section="What"),
        *_derived(model, target),
        *_anew(given, model, facts, catalogue, stage, target),
        Field("confirm", "The model's name", "Type it, as this changes what people are answered",
              section="Sure"),
        Field("reason", "Why", "It can be said afterwards, within a day: going back comes first", "text",
              required=False, section="Sure"),
    )  # fmt: skip


def _derived(model: ModelFact | None, target: ServedFact | None) -> list[Field]:
    return [
        Field("project", "Project", "The project that the model belongs to", assumed=model.project if model else "",
              origin="derived", required=False, section="What"),
        Field("artefact", "Artefact", "The digest that was verified then", assumed=target.artefact if target else "",
              origin="derived", required=False, section="What"),
    ]  # fmt: skip


def _anew(
    given: Mapping[str, Any], model: ModelFact | None, facts: Facts, catalogue: Catalogue, stage: str,
    target: ServedFact | None,
) -> tuple[Field, ...]:  # fmt: skip
    """How it is deployed, when its deployment does not stand any more."""
    if model is None or target is None or project_of(model, facts).place(stage) is None:
        return ()
    if standing(model.stages.get(stage), target) is not None:
        return ()
    found = serving_fields({**given, "serve": target.kind}, model, facts, catalogue, stage, deploys=True)
    return tuple(one for one in found if one.name not in ("serve", "endpoint", "steps", "watch_seconds"))


def _back(wish: Wish, facts: Facts) -> ServedFact | None:
    found = ways_back(model_of(wish, facts), wish.text("stage"))
    return next((one for one in found if one.version == wish.text("version")), None)


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if found := gone(wish, facts):
        return found
    model, stage = model_of(wish, facts), wish.text("stage")
    back = _back(wish, facts)
    if back is None:
        what = f"v{wish.text('version')} of {model.name} was not verified in {stage}, or serves there now"
        return (Complaint("version", what, "ask for a promotion of it"),)
    made = []
    if wish.text("confirm") != model.name:
        made.append(Complaint("confirm", f"'{wish.text('confirm')}' is not the model's name", f"type {model.name}"))
    if wish.text("artefact") != back.artefact:
        what = f"v{back.version} was verified as {back.artefact or 'one without any proof'}"
        made.append(Complaint("artefact", what, "ask anew for what was verified"))
    if wish.text("project") != model.project:
        made.append(Complaint("project", f"{model.name} belongs to {model.project}", "leave `project` out"))
    if standing(model.stages.get(stage), back) is None and not (wish.text("type") or wish.text("compute")):
        made.append(Complaint("version", f"the deployment of v{back.version} is gone", "ask anew, to deploy it again"))
    return tuple(made)


def _target(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Target, ServedFact]:
    model, back = model_of(wish, facts), sure(_back(wish, facts), wish.text("version"))
    target = Target(
        wish, catalogue, project_of(model, facts), model, wish.text("stage"), back.version, back.artefact,
        back.endpoint, back.kind,
    )  # fmt: skip
    return target, back


def _effects(target: Target, back: ServedFact) -> tuple[Effect, ...]:
    """All the traffic at once where the deployment stands; else it is deployed and probed first."""
    there = standing(target.there, back)
    name = there.name if there else serving.deployment_name(target)
    made: list[Effect] = []
    if there is None:
        made += [*serving.new_endpoint(target), serving.deployment(target, name)]
    if target.kind == BATCH:
        made.append(serving.default(target, name, trial=False))
    else:
        made += [] if there else [serving.probe(target, name)]
        made.append(serving.traffic(target, name, [100], 0))
    return (*made, serving.check(target), serving.record(target, name, "rollback"))


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    target, back = _target(wish, catalogue, facts)
    item = wish.text("type")
    return plan_for(
        target.project, _effects(target, back), _facts(target, back), cost_of(target), target.stage,
        items=(item,) if item else (),
        notes=() if wish.text("reason") else ("The reason is owed within a day after it started.",),
    )  # fmt: skip


def _facts(target: Target, back: ServedFact) -> tuple[Fact, ...]:
    healthy, why = health(target.there, back)
    seen = target.there.observed_at if target.there else None
    serving_now = target.there.serving if target.there else ()
    now = ", ".join(f"v{one.artefact.version} {one.traffic or 100} %" for one in serving_now) or "nothing serves"
    proof = f"by {back.request}; {back.artefact or 'without any proof'}"
    return (
        Fact("target", "Back to", f"v{back.version}", healthy, why, seen, blocks=healthy is False),
        Fact("verified", "Verified", str(back.verified_healthy_at), True, proof),
        Fact("present", f"In {target.stage} now", now, True, "it stays deployed, at 0 %", seen),
    )


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    target, back = _target(wish, catalogue, facts)
    first = ways_back(target.model, target.stage)[0]
    return {
        "verified": back.version == first.version and health(target.there, back)[0] is not False,
        "budget_left_cents": facts.left_cents(target.project),
    }


def _headline(wish: Wish) -> str:
    return f"{wish.text('model')} back to v{wish.text('version')} in {wish.text('stage')}"


def _card(values: Mapping[str, Any], plan: Plan, outcomes: Mapping[str, Mapping[str, Any]], ends_at: str) -> ReadyCard:
    owed = () if values.get("reason") else ("say why within a day: portal request explain ID --reason TEXT",)
    return ReadyCard(
        headline=f"{values['stage']} serves {values['model']} v{values['version']} again",
        do_now=(f"portal model board {plan.effects[-1].payload['model']}", *owed),
        ends=("nothing: it serves until another version is promoted",),
        lost=("nothing: what served before stays deployed, but nobody goes back to it by a rollback",),
    )


ROLLBACK = Kind(
    id="rollback",
    title="Rollback",
    summary="A stage goes back to the last version that was verified to be healthy there",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    offered_tier=lambda _wish, _catalogue: "T0",
    variables=_variables,
    policy_words={"verified": False},
    headline=_headline,
    card=_card,
    about_models=True,
    owes=lambda values: "" if str(values.get("reason") or "").strip() else "reason",
)
