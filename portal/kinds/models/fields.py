"""The fields of a promotion: which exact artefact, whereto, who deploys it, and how carefully."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.model import Catalogue, Person
from portal.domain.models.evidence import Artefact, digest_of
from portal.kinds.facts.model_fact import ModelFact, StageFact
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.kind import Facts
from portal.kinds.models.asked_model import chosen, model_field, project_of
from portal.kinds.models.executors import CI, PORTAL, executor_field
from portal.kinds.models.serving_fields import serving_fields

MODEL, CODE = "promote-model", "promote-code"
_SHOWN = 12
_MODES = (
    Choice(MODEL, "the model", "the very files that were tested"),
    Choice(CODE, "the code", "the next stage trains its own, by the repository's workflow"),
)


def fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    """The fields for what was answered so far."""
    model = chosen(given, facts)
    stages = [stage.id for stage in catalogue.organisation.stages]
    to = str(given.get("to", ""))
    source = before(stages, to)
    known = model.promotable(source, to) if model else {}
    version = str(given.get("version") or _newest(model.stages.get(source) if model else None))
    made = [
        model_field("Which model goes on", person, facts),
        _to(stages, model, facts),
        Field("from", "From", "The stage before; none is left out", "choice",
              choices=tuple(Choice(one, one) for one in stages[:-1]), assumed=source or None, origin="derived",
              section="What"),
        _version(known, version),
        *_derived(model, known.get(version), version),
    ]  # fmt: skip
    return (*made, *_how(given, model, facts, to), *_serving(given, model, facts, catalogue, to), *_why(given, stages))


def before(stages: Sequence[str], to: str) -> str:
    """The stage before `to`; "" when there is none."""
    return stages[stages.index(to) - 1] if to in stages[1:] else ""


def trainers(model: ModelFact, version: str) -> str:
    """Who trained a version, as their ids; "" when Azure names nobody we know."""
    return ", ".join(model.makers.get(version, ()))


def _newest(there: StageFact | None) -> str:
    if there is None:
        return ""
    serving = there.serving
    return serving[0].artefact.version if serving else next(iter(there.artefacts), "")


def _to(stages: Sequence[str], model: ModelFact | None, facts: Facts) -> Field:
    def disabled(stage: str) -> str:
        if model is None or project_of(model, facts).place(stage) is not None:
            return ""
        return f"{model.project} has no workspace for {stage}"

    choices = tuple(Choice(one, one, "", disabled(one)) for one in stages[1:])
    return Field("to", "To", "The stage that it goes to", "choice", choices=choices, section="What")


def _version(known: Mapping[str, Artefact], version: str) -> Field:
    choices = (
        Choice(number, f"v{number}", digest_of(artefact)[: 7 + _SHOWN] or "not proven by any digest")
        for number, artefact in known.items()
    )
    nothing = "the stage before has no version of it, or was never looked at"
    return Field("version", "Version", "Exactly this one: its digest is what people approve", "choice",
                 choices=some_of(choices, nothing), assumed=version if version in known else None,
                 section="What")  # fmt: skip


def _derived(model: ModelFact | None, artefact: Artefact | None, version: str) -> list[Field]:
    """What follows from the version, so that it is part of what people approve."""
    digest = digest_of(artefact) if artefact else ""
    trained = trainers(model, version) if model else ""
    return [
        Field("project", "Project", "The project that the model belongs to", assumed=model.project if model else "",
              origin="derived", required=False, section="What"),
        Field("artefact", "Artefact", "The digest of its files; empty when nothing proves what it is",
              assumed=digest, origin="derived", required=False, section="What"),
        Field("trainer", "Trained by", "They decide nothing about it; empty when Azure names nobody we know",
              assumed=trained, origin="derived", required=False, section="What"),
    ]  # fmt: skip


def _how(given: Mapping[str, Any], model: ModelFact | None, facts: Facts, to: str) -> list[Field]:
    project = project_of(model, facts) if model else None
    executor = CI if given.get("mode") == CODE else project.executor if project else PORTAL
    return [
        Field("mode", "What is promoted", "The model, or the code that makes it anew", "choice", choices=_MODES,
              assumed=MODEL, section="How"),
        executor_field("As the project does, unless you say otherwise", "How", executor, "derived"),
    ]  # fmt: skip


def _serving(
    given: Mapping[str, Any], model: ModelFact | None, facts: Facts, catalogue: Catalogue, to: str
) -> tuple[Field, ...]:
    if model is None or project_of(model, facts).place(to) is None:
        return ()
    deploys = given.get("executor", project_of(model, facts).executor) != CI and given.get("mode") != CODE
    return serving_fields(given, model, facts, catalogue, to, deploys)


def _why(given: Mapping[str, Any], stages: Sequence[str]) -> list[Field]:
    urgent = str(given.get("break_glass", "")).lower() in ("true", "yes")
    made = []
    if given.get("to") == stages[-1]:
        made.append(
            Field("break_glass", "Break-glass", "In an emergency: one of the platform team is enough, open gates do not"
                  " stop it, and a second person has to look within a day", "boolean", assumed=False, section="Why")
        )  # fmt: skip
    help_ = "What is burning: everybody will read it" if urgent else "One sentence for whoever decides"
    made.append(Field("reason", "Why", help_, "text", required=urgent, section="Why"))
    return made
