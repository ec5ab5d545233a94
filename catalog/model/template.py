"""A template: what a new project is made from."""

from typing import Literal

from pydantic import Field, model_validator

from catalog.model.base import Cents, Identifier, Line, Model, Offer, Paragraph, Phase, StageId, Tier
from catalog.model.question import Question


class CostBand(Model):
    """What a project of this template usually costs a month, in euro cents."""

    low_cents: Cents
    high_cents: Cents

    @model_validator(mode="after")
    def _low_is_low(self) -> "CostBand":
        if self.low_cents > self.high_cents:
            raise ValueError("low_cents is greater than high_cents")
        return self


class Template(Offer):
    """A project template: its stages, questions, defaults, and the folder whose files it renders."""

    kind: Literal["template"] = "template"
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$", description="Semantic version of the template, such as 1.0.0.")
    summary: Paragraph
    stages: tuple[StageId, ...] = Field(min_length=1)
    makes: tuple[Line, ...] = Field(min_length=1, description="What one gets, one sentence each.")
    cost_band: CostBand
    questions: tuple[Question, ...] = ()
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

    def question(self, name: str) -> Question | None:
        """The question of that name, if the template asks it."""
        return next((question for question in self.questions if question.name == name), None)
