"""A fault plan: a YAML file of rules that say which calls go wrong, how often, and how. Read strictly."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from catalog.model.base import Model
from catalog.strict_yaml import MAX_BYTES, read
from catalog.validation import validated

AnswerWord = Literal["refusal", "timeout", "drop", "failing_operation", "late"]
Method = Literal["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"]
Text = Annotated[str, Field(min_length=1, max_length=500)]


class FaultRule(Model):
    """One rule: the calls that it is about, how often it strikes them, and what happens then."""

    methods: tuple[Method, ...] = Field((), description="Of which methods; none means of every method.")
    path: Text = Field("*", description="A pattern of the whole path, without case: * is anything, ? one character.")
    type: Text = Field("*", description="A pattern of the type, e.g. Microsoft.MachineLearningServices/workspaces/*.")
    every: int | None = Field(None, ge=1, le=1_000_000, description="Every nth of these calls.")
    probability: float | None = Field(None, ge=0, le=1, description="Each of these calls with this probability.")
    first: int | None = Field(None, ge=1, le=1_000_000, description="The first n of these calls.")
    answer: AnswerWord
    status: int = Field(500, ge=400, le=599, description="With answer refusal: the HTTP status.")
    code: Text = Field("InternalServerError", description="The error's code, as Azure would say it.")
    message: Text = Field("Encountered internal server error.", description="The error's message.")
    retry_after_seconds: int | None = Field(None, ge=0, le=3600, description="With answer refusal: Retry-After.")
    delay_seconds: float = Field(0.0, ge=0, le=3600, description="How late the answer, or the silence, ends.")
    applied: bool = Field(False, description="Whether the call is carried out although the caller never hears so.")

    @model_validator(mode="after")
    def _one_meaning(self) -> "FaultRule":
        if sum(value is not None for value in (self.every, self.probability, self.first)) > 1:
            raise ValueError("only one of every, probability and first may be set; leave all out for always")
        if self.applied and self.answer in ("failing_operation", "late"):
            raise ValueError(f"applied says nothing with answer {self.answer}, which is always carried out")
        if self.retry_after_seconds is not None and self.answer != "refusal":
            raise ValueError("retry_after_seconds goes with answer refusal")
        if self.answer == "late" and not self.delay_seconds:
            raise ValueError("answer late needs delay_seconds")
        return self

    @property
    def told(self) -> str:
        """The rule in a few words, for people."""
        which = f"{' '.join(self.methods) or 'any call'} {self.path if self.path != '*' else ''}".strip()
        kind = f" of {self.type}" if self.type != "*" else ""
        return f"{self._often}: {which}{kind}: {self._what}"

    @property
    def _often(self) -> str:
        if self.every is not None:
            return f"every {self.every}"
        if self.probability is not None:
            return f"{self.probability:.1%}"
        return f"the first {self.first}" if self.first is not None else "always"

    @property
    def _what(self) -> str:
        after = f" after {self.delay_seconds:g} s" if self.delay_seconds else ""
        done = ", carried out" if self.applied else ""
        words = {"refusal": f"{self.status} {self.code}", "failing_operation": f"its operation fails ({self.code})"}
        return f"{words.get(self.answer, self.answer)}{after}{done}"


class FaultPlan(Model):
    """Rules in order; the first that strikes a call decides. One seed makes the same calls strike again."""

    seed: int = Field(1, ge=0, le=2**63 - 1)
    rules: tuple[FaultRule, ...] = Field(min_length=1, max_length=200)


def read_plan(file: Path) -> FaultPlan:
    """The plan in a file. Raises ValueError with one line that names every fault and its place."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as fault:
        raise ValueError(f"{file} cannot be read: {fault.strerror}") from None
    document = read(content, str(file))
    plan = validated(document, FaultPlan)
    if plan is None:
        raise ValueError(" - ".join(str(fault) for fault in sorted(set(document.faults))))
    return plan
