"""One field: what it reads, what it refuses, and the JSON Schema that says the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from portal.kinds.field import Choice, Field
from tests.kinds.answers import anything

FIELDS = (
    Field("n", "N", "h", "integer", minimum=1, maximum=9, section="s"),
    Field("n", "N", "h", "integer", section="s"),
    Field("x", "X", "h", "number", minimum=0, section="s"),
    Field("b", "B", "h", "boolean", section="s"),
    Field("t", "T", "h", "text", longest=40, section="s"),
    Field("s", "S", "h", longest=10, section="s"),
    Field("s", "S", "h", required=False, section="s"),
    Field("p", "P", "h", pattern="[a-z]+(-[a-z]+)*", longest=12, section="s"),
    Field("c", "C", "h", "choice", choices=(Choice("a", "A"), Choice("b", "B", disabled="it is blocked")), section="s"),
)


@pytest.mark.parametrize(
    ("type_", "answer", "value"),
    [
        ("integer", 3, 3),
        ("integer", " -3 ", -3),
        ("integer", "007", 7),
        ("number", "2.50", 2.5),
        ("number", 2, 2.0),
        ("boolean", "Yes", True),
        ("boolean", "false", False),
        ("boolean", True, True),
        ("string", " e\u0301 ", "é"),
        ("text", "two\nlines", "two\nlines"),
    ],
)
def test_answers_are_read_as_what_they_mean(type_: str, answer: Any, value: Any) -> None:
    read, complaint = Field("f", "F", "h", type_).read(answer)
    assert complaint is None
    assert read == value and type(read) is type(value)


@pytest.mark.parametrize(
    ("type_", "answer"),
    [
        ("integer", "3.0"), ("integer", 3.0), ("integer", "٣"), ("integer", "1_000"), ("integer", "0x10"),
        ("integer", "9" * 400), ("integer", 2**53), ("integer", True), ("integer", [1]), ("integer", {}),
        ("number", "1e3"), ("number", "nan"), ("number", float("nan")), ("number", float("inf")), ("number", 2.0**60),
        ("number", 10**400), ("number", False), ("boolean", "maybe"), ("boolean", 1), ("boolean", []),
        ("string", 1), ("string", None), ("string", ["a"]), ("string", "a\nb"), ("string", "\x1b[31m"),
        ("string", "\u202e"), ("string", "\ud800"), ("string", "\x00"), ("text", "a\x00b"), ("text", "\ufeff"),
    ],
)  # fmt: skip
def test_what_is_no_answer_of_the_type_is_refused(type_: str, answer: Any) -> None:
    value, complaint = Field("f", "F", "h", type_).read(answer)
    assert value is None and complaint is not None
    assert complaint.where == "f"


@given(field=st.sampled_from(FIELDS), answer=anything)
def test_whatever_is_taken_satisfies_the_fields_own_schema(field: Field, answer: Any) -> None:
    value, complaint = field.read(answer)
    assert (value is None) == (complaint is not None)
    schema = field.schema()
    Draft202012Validator.check_schema(schema)
    if complaint is None:
        Draft202012Validator(schema).validate(value)
        assert field.read(value) == (value, None)


def test_a_refusal_says_what_would_be_right() -> None:
    choice = FIELDS[-1].read("b")[1]
    assert choice is not None and choice.todo == "choose one of: a"
    number = FIELDS[0].read(0)[1]
    assert number is not None and number.todo == "give a number from 1 to 9"


@pytest.mark.parametrize(("answer", "shown"), [(30, "30"), (4100, "4100"), (1.1, "1.1"), (True, "true")])
def test_a_number_where_text_is_wanted_is_told_to_go_into_quotes(answer: Any, shown: str) -> None:
    _, complaint = Field("cost_centre", "C", "h").read(answer)
    assert complaint is not None
    assert (complaint.what, complaint.todo) == (f"is {shown} without quotes, and text is wanted", f'write "{shown}"')
