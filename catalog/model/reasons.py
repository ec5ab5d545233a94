"""Reasons to deny a request: what people choose from, and what each teaches whoever asked."""

from pydantic import Field, model_validator

from catalog.model.base import Identifier, Line, Model, Paragraph
from catalog.model.policy import RequestKind


class DenialReason(Model):
    """One reason to deny, by the code under which denials are counted."""

    id: Identifier
    title: Line
    teaches: Paragraph = Field(description="What the requester can do now; it is shown with the denial.")
    applies_to: tuple[RequestKind, ...] = Field(
        default=(), description="The kinds of request it is offered for; none means every kind."
    )


class Reasons(Model):
    """Every reason, in the order in which they are offered."""

    version: Line
    denials: tuple[DenialReason, ...] = Field(default=(), max_length=40)

    @model_validator(mode="after")
    def _named_once(self) -> "Reasons":
        for what, names in (("id", [one.id for one in self.denials]), ("title", [one.title for one in self.denials])):
            if twice := [name for number, name in enumerate(names) if name in names[:number]]:
                raise ValueError(f"two reasons have the {what} {twice[0]}")
        return self

    def denial(self, code: str) -> DenialReason | None:
        """The reason of that code, if there is one."""
        return next((one for one in self.denials if one.id == code), None)

    def denials_for(self, kind: str) -> tuple[DenialReason, ...]:
        """The reasons to deny a request of that kind."""
        return tuple(one for one in self.denials if not one.applies_to or kind in one.applies_to)
