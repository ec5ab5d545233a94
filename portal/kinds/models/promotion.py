"""Kind `promotion`: one exact artefact of a model goes on to the next stage."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue
from portal.contract.operations import ReadyCard
from portal.contract.plan import Plan
from portal.contract.problem import Complaint
from portal.domain.models.evidence import digest_of
from portal.domain.names import why_not
from portal.kinds.asked_project import plan_for
from portal.kinds.kind import Facts, Kind, Wish
from portal.kinds.models.asked_model import gone, model_of, project_of, registry_of
from portal.kinds.models.effects import effects, steps_of
from portal.kinds.models.executors import CI
from portal.kinds.models.facts import cost_of, promotion_facts
from portal.kinds.models.fields import CODE, MODEL, before, fields
from portal.kinds.models.gates import gate_facts
from portal.kinds.models.serving_fields import ONLINE
from portal.kinds.models.target import Target, artefact_of, serves_already, target_of


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if found := gone(wish, facts):
        return found
    model, to = model_of(wish, facts), wish.text("to")
    project = project_of(model, facts)
    first = before([stage.id for stage in catalogue.organisation.stages], to)
    if wish.text("from") != first:
        return (Complaint("from", f"a model comes to {to} from {first}, not from {wish.text('from')}",
                          f"promote it to {wish.text('from')} first, or leave `from` out"),)  # fmt: skip
    if project.place(to) is None or project.place(first) is None:
        return (Complaint("to", f"{project.name} has no workspace for {to}", "give it one first"),)
    if not registry_of(catalogue):
        return (Complaint("model", "the organisation names no registry, through which models move",
                          "add one under `registries` in organisation.yaml"),)  # fmt: skip
    return (*_of_artefact(wish, facts), *_of_way(wish, catalogue, facts))


def _of_artefact(wish: Wish, facts: Facts) -> list[Complaint]:
    """What is wrong with the artefact: it is not there any more, or it is another one than the wish is about."""
    model, version = model_of(wish, facts), wish.text("version")
    artefact = model.promotable(wish.text("from"), wish.text("to")).get(version)
    found = []
    if wish.text("project") != model.project:
        found.append(Complaint("project", f"{model.name} belongs to {model.project}", "leave `project` out"))
    if artefact is None:
        return [*found, Complaint("version", f"v{version} of {model.name} is not in {wish.text('from')} any more",
                                  "promote another version")]  # fmt: skip
    now, then = digest_of(artefact), wish.text("artefact")
    if now != then:
        what = f"the artefact was swapped: v{version} in {wish.text('from')} is {now or 'proven by nothing'}"
        found.append(Complaint("artefact", f"{what}, this request is about {then or 'one without any proof'}",
                               "find out who changed it, then ask anew for what is there"))  # fmt: skip
    known = set(filter(None, wish.text("trainer").split(", ")))
    if more := [one for one in model.makers.get(version, ()) if one not in known]:
        found.append(Complaint("trainer", f"{', '.join(more)} trained it, which this request does not say",
                               "ask anew, so that they do not decide on it"))  # fmt: skip
    if odd := known - set(model.makers.get(version, ())):
        found.append(Complaint("trainer", f"Azure does not say that {', '.join(sorted(odd))} trained it",
                               "leave `trainer` out"))  # fmt: skip
    return found


def _of_way(wish: Wish, catalogue: Catalogue, facts: Facts) -> list[Complaint]:
    """What is wrong with how it is to be deployed."""
    found: list[Complaint] = []
    project = project_of(model_of(wish, facts), facts)
    if wish.text("mode") == CODE and wish.text("executor") != CI:
        found.append(Complaint("executor", "only the repository's pipeline trains in the next stage", "choose ci"))
    if wish.text("executor") == CI and not project.repository:
        found.append(Complaint("executor", f"the portal knows no repository of {project.name}", "choose portal"))
    if wish.values.get("endpoint") is not None and (why := why_not("endpoint", wish.text("endpoint"))):
        found.append(Complaint("endpoint", why, "give another name"))
    if "steps" in wish.values:
        found += _of_steps(wish)
    if not found and wish.text("mode") == MODEL:
        target = target_of(wish, catalogue, facts)
        newest = next(iter(target.model.served_in(target.stage)), None)
        if serves_already(target) and newest and newest.artefact == target.artefact:
            found.append(Complaint("version", f"{target.stage} serves v{target.version} already, by {newest.request}",
                                   "there is nothing to promote"))  # fmt: skip
    if wish.values.get("break_glass") is True:
        found += _of_emergency(wish, facts)
    return found


def _of_steps(wish: Wish) -> list[Complaint]:
    steps = steps_of(wish)
    if steps != sorted(set(steps)) or steps[0] < 1 or steps[-1] != 100:
        return [Complaint("steps", f"'{wish.text('steps')}' does not rise to 100", "such as 10,50,100")]
    return []


def _of_emergency(wish: Wish, facts: Facts) -> list[Complaint]:
    """Whoever let a second look at their last emergency run late has no other one until it was given."""
    late = [
        one.request
        for one in facts.owed
        if one.what == "review" and one.person == wish.requester.id and one.due_at <= facts.now
    ]
    if not late:
        return []
    what = f"nobody has looked at your break-glass {', '.join(late)} in time"
    return [Complaint("break_glass", what, f"ask somebody for it first: portal request second {late[0]}")]


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    target = target_of(wish, catalogue, facts)
    cost = cost_of(target)
    item = wish.text("type")
    rests_on = promotion_facts(target, facts, cost, gate_facts(target, catalogue, facts))
    return plan_for(
        target.project, effects(wish, catalogue, facts), rests_on, cost, target.stage,
        items=(item,) if item else (), notes=_notes(wish, target),
    )  # fmt: skip


def _notes(wish: Wish, target: Target) -> tuple[str, ...]:
    made = []
    if wish.values.get("break_glass") is True:
        made.append("Break-glass: open gates do not stop it; a second person has to look within a day.")
    if wish.text("mode") == CODE:
        made.append(f"{target.stage} trains its own artefact, so that no digest can be approved beforehand.")
    elif serves_already(target):
        made.append(f"{target.stage} serves exactly this already: it is only looked at and recorded.")
    elif wish.text("serve") == ONLINE and target.before:
        made.append(f"What serves now stays deployed at 0 %, and is paid for: it is the way back ({target.endpoint}).")
    return tuple(made)


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    target = target_of(wish, catalogue, facts)
    artefact = artefact_of(target)
    item = next((one for one in catalogue.computes if one.id == wish.text("type")), None)
    machines = {"vcpus": item.vcpus, "gpus": item.gpus, "nodes": wish.number("instances")} if item else {}
    return {
        **machines,
        "budget_left_cents": facts.left_cents(target.project),
        "identity": artefact.identity if artefact and wish.text("mode") == MODEL else "none",
        "break_glass": wish.values.get("break_glass") is True,
    }


def _headline(wish: Wish) -> str:
    urgent = "BREAK-GLASS: " if wish.values.get("break_glass") is True else ""
    return f"{urgent}{wish.text('model')} v{wish.text('version')} from {wish.text('from')} to {wish.text('to')}"


def _card(values: Mapping[str, Any], plan: Plan, outcomes: Mapping[str, Mapping[str, Any]], ends_at: str) -> ReadyCard:
    made, stage = plan.effects[-1].payload, str(values["to"])
    return ReadyCard(
        headline=f"{values['model']} v{values['version']} serves in {stage}",
        do_now=(
            f"portal model board {made['model']}",
            f"the way back: portal model rollback {values['model']} --stage {stage} --confirm {made['model']}",
        ),
        ends=("nothing: it serves until another one is promoted, or it is rolled back",),
        lost=("nothing: what served before stays deployed without traffic",),
    )


PROMOTION = Kind(
    id="promotion",
    title="Promotion",
    summary="One exact version of a model goes on to the next stage",
    fields=fields,
    complaints=_complaints,
    plan=_plan,
    variables=_variables,
    policy_words={"identity": "none", "break_glass": False},
    headline=_headline,
    card=_card,
    profits=lambda values: frozenset(filter(None, str(values.get("trainer", "")).split(", "))),
    about_models=True,
    renews=("artefact", "trainer"),
    owes=lambda values: "review" if values.get("break_glass") is True else "",
)
