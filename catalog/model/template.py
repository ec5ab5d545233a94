"""A template: what a new project is made from."""

from collections.abc import Mapping
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from catalog.model.base import Cents, Identifier, Line, Model, Offer, Paragraph, Phase, StageId, Tier, Word
from catalog.model.question import Question, Scalar


class CostBand(Model):
    """What a project of this template usually costs a month, in euro cents."""

    low_cents: Cents
    high_cents: Cents

    @model_validator(mode="after")
    def _low_is_low(self) -> "CostBand":
        if self.low_cents > self.high_cents:
            raise ValueError("low_cents is greater than high_cents")
        return self


class When(Model):
    """That a question has one answer."""

    model_config = ConfigDict(serialize_by_alias=True)

    question: Word
    is_: Line = Field(alias="is")


class Then(Model):
    """The answers that another question may then have."""

    question: Word
    one_of: tuple[Line, ...] = Field(min_length=1)


class Support(Model):
    """One line of the matrix of supported combinations: when one choice is taken, which others go with it."""

    when: When
    then: Then


class Template(Offer):
    """A project template: its stages, questions, defaults, and the folder whose files it renders."""

    kind: Literal["template"] = "template"
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$", description="Semantic version of the template, such as 1.0.0.")
    summary: Paragraph
    stages: tuple[StageId, ...] = Field(min_length=1)
    makes: tuple[Line, ...] = Field(min_length=1, description="What one gets, one sentence each.")
    cost_band: CostBand
    questions: tuple[Question, ...] = ()
    support: tuple[Support, ...] = Field(
        default=(), description="Which choices go together; what it does not name may."
    )
    default_compute: Identifier
    default_environment: Identifier
    tier: Tier
    phase: Phase = Field(description="The phase a new project of this template starts in.")
    expires_days: int | None = Field(default=None, ge=1, le=3650, description="Days until the project's lease ends.")
    source_folder: str = Field(default="", description="Filled in on loading: templates/<id>.")

    @model_validator(mode="after")
    def _names_are_unique(self) -> "Template":
        names = [question.name for question in self.questions]
        if len(set(names)) != len(names):
            raise ValueError("two questions have the same name")
        if len(set(self.stages)) != len(self.stages):
            raise ValueError("a stage is listed twice")
        return self

    @model_validator(mode="after")
    def _support_names_choices(self) -> "Template":
        for line in self.support:
            for name, answers in ((line.when.question, (line.when.is_,)), (line.then.question, line.then.one_of)):
                question = self.question(name)
                if question is None or question.type != "choice":
                    raise ValueError(f"support names {name}, which is no question of type choice")
                if unknown := set(answers) - set(question.choices):
                    raise ValueError(f"support names {', '.join(sorted(unknown))}, no choice of {name}")
        return self

    def problems(self, answers: Mapping[str, Scalar]) -> dict[str, str]:
        """What is wrong with answers, by question; a question that was not answered takes its default."""
        full = {question.name: answers.get(question.name, question.default) for question in self.questions}
        found = {name: "the template does not ask this" for name in answers if name not in full}
        for question in self.questions:
            if problem := question.problem_with(full[question.name]):
                found[question.name] = problem
        for line in self.support:
            name, allowed = line.then.question, line.then.one_of
            if full[line.when.question] == line.when.is_ and full[name] not in allowed:
                with_what = f"with {line.when.question} {line.when.is_}"
                found.setdefault(name, f"{with_what} it must be one of {', '.join(allowed)}")
        return found

    def question(self, name: str) -> Question | None:
        """The question of that name, if the template asks it."""
        return next((question for question in self.questions if question.name == name), None)
