"""What all shapes of the catalogue share: the strict base model, small vocabularies and limited texts."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Lifecycle = Literal["draft", "approved", "deprecated", "blocked"]
Tier = Literal["T0", "T1", "T2", "T3"]
Priority = Literal["dedicated", "low"]
StageId = Literal["dev", "test", "prod"]
Phase = Literal["explore", "building"]

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=63)]
"""Small letters, digits, single dots and hyphens: `nc4as-t4-v3`, `acpt-pytorch-2.8-cuda12.6`."""

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
"""A name that is also good as a variable: `target_column`, `data_scientist`."""

Line = Annotated[str, Field(min_length=1, max_length=160, pattern=r"^[^\n]*$")]
Paragraph = Annotated[str, Field(min_length=1, max_length=600)]
ObjectId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
"""A directory object's or subscription's identifier: a UUID in small letters."""

Cents = Annotated[int, Field(ge=0, le=10_000_000_000)]


class Model(BaseModel):
    """A frozen value that accepts no unknown field and converts nothing."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Offer(Model):
    """What every item of the catalogue says about itself."""

    id: Identifier
    title: Line
    lifecycle: Lifecycle
    owner: Identifier = Field(description="The group that answers for this item.")
    successor: Identifier | None = Field(default=None, description="What to use instead, when deprecated or blocked.")
    reason: Paragraph | None = Field(default=None, description="Why it is deprecated or blocked.")
    use_when: Paragraph
    not_when: Paragraph

    @property
    def may_be_requested(self) -> bool:
        """Whether a request may name it: a draft and a blocked item may not be asked for."""
        return self.lifecycle in ("approved", "deprecated")
