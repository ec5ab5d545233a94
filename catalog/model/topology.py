"""The rules of the workspace advisor as data: how to cut workspaces, how many stages, in which regions."""

import datetime
from typing import Annotated, Literal

from pydantic import Field

from catalog.model.advice import AdviceRule, Condition
from catalog.model.base import Cents, Identifier, Line, Model, Paragraph, StageId

Axis = Literal["segmentation", "stages", "region"]
Segmentation = Literal["team", "project", "shared"]
Spread = Literal["single", "training", "serving", "fine-tuning"]
StageCount = Annotated[int, Field(ge=1, le=3)]
Maturity = Annotated[int, Field(ge=0, le=4)]


class TopologyCondition(Condition):
    """A condition on what a project needs, and on the layout that is looked at."""

    option_parts = frozenset({"segmentation", "stages", "region"})

    phase: tuple[Literal["explore", "build"], ...] = ()
    same_access: bool | None = None
    chargeback: bool | None = None
    external: bool | None = None
    regulated: bool | None = None
    personal_data: bool | None = None
    live_data_stays: bool | None = None
    private_network: bool | None = None
    residency: bool | None = None
    serve_near: bool | None = None
    base_model_elsewhere: bool | None = None
    maturity_over: Maturity | None = None
    maturity_up_to: Maturity | None = None
    segmentation: tuple[Segmentation, ...] = ()
    stages: tuple[StageCount, ...] = ()
    region: tuple[Spread, ...] = ()


class TopologyRule(AdviceRule):
    """A rule about one way to lay out workspaces."""

    when: TopologyCondition


class TopologyChoice(Model):
    """One answer to one of the three questions, with what speaks for and against it."""

    axis: Axis
    id: Identifier
    title: Line
    choose_when: Paragraph
    pros: tuple[Line, ...] = Field(min_length=1)
    cons: tuple[Line, ...] = Field(min_length=1)
    stage_ids: tuple[StageId, ...] = Field(default=(), description="For an answer about stages: which it has.")
    elsewhere: tuple[StageId, ...] = Field(
        default=(), description="For an answer about regions: the stages that stand in a second region too."
    )
    source: Line


class FixedCost(Model):
    """What one workspace costs a month although nothing runs in it."""

    id: Identifier
    title: Line
    cents_a_month: Cents
    stages: tuple[StageId, ...] = Field(default=(), description="Only in these stages; none named means all.")
    private_network: bool | None = Field(default=None, description="Only with, or only without a private network.")
    date: datetime.date
    certainty: Literal["published", "estimate"]
    source: Line


class TopologyRules(Model):
    """Everything by which the advisor lays out workspaces."""

    version: Line
    choices: tuple[TopologyChoice, ...] = Field(min_length=1)
    rules: tuple[TopologyRule, ...] = Field(max_length=200)
    fixed_costs: tuple[FixedCost, ...] = ()

    def on(self, axis: Axis) -> tuple[TopologyChoice, ...]:
        """The answers to one question, in the order of the file."""
        return tuple(choice for choice in self.choices if choice.axis == axis)
