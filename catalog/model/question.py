"""A question that a template asks the requester."""

import re
from typing import Literal

from pydantic import Field, model_validator

from catalog.model.base import Line, Model, Paragraph, Word

Scalar = str | bool | int | float | None
"""What an answer may be."""


class Question(Model):
    """One question of a template: how it is asked and which answers fit."""

    name: Word
    title: Line
    help: Paragraph | None = None
    type: Literal["string", "integer", "number", "boolean", "choice"]
    choices: tuple[Line, ...] = ()
    default: Scalar = None
    pattern: str | None = Field(default=None, max_length=200)
    minimum: int | float | None = None
    maximum: int | float | None = None
    required: bool = True
    max_length: int = Field(default=200, ge=1, le=2000)

    @model_validator(mode="after")
    def _hangs_together(self) -> "Question":
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices belong to a question of type choice, and only to it")
        if len(set(self.choices)) != len(self.choices):
            raise ValueError("the same choice is listed twice")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("minimum is greater than maximum")
        if self.pattern is not None:
            try:
                re.compile(self.pattern)
            except re.error as error:
                raise ValueError(f"pattern is not a regular expression: {error}") from error
        if self.default is not None and (problem := self.problem_with(self.default)):
            raise ValueError(f"the default does not fit the question itself: {problem}")
        return self

    def problem_with(self, answer: Scalar) -> str | None:
        """Say why an answer does not fit, or None when it does; an absent answer fits when none is required."""
        if answer is None:
            return "an answer is needed" if self.required else None
        if self.type == "boolean":
            return None if isinstance(answer, bool) else "must be true or false"
        if self.type in ("integer", "number"):
            return self._problem_with_number(answer)
        if not isinstance(answer, str):
            return "must be text"
        if self.type == "choice":
            return None if answer in self.choices else f"must be one of {', '.join(self.choices)}"
        if len(answer) > self.max_length:
            return f"must not be longer than {self.max_length} characters"
        if self.pattern is not None and re.fullmatch(self.pattern, answer) is None:
            return f"must match {self.pattern}"
        return None

    def _problem_with_number(self, answer: Scalar) -> str | None:
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            return "must be a number"
        if self.type == "integer" and not isinstance(answer, int):
            return "must be a whole number"
        if self.minimum is not None and answer < self.minimum:
            return f"must be at least {self.minimum}"
        if self.maximum is not None and answer > self.maximum:
            return f"must be at most {self.maximum}"
        return None
