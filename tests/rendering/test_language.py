"""The small language of templates: what it refuses, and that no text breaks out of where it is written."""

import json
import tomllib

import jinja2
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portal.rendering.checks.documents import read_yaml
from portal.rendering.language import LanguageError, check_source, markdown, pattern, tojson, word

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
HOSTILE = TEXT | st.sampled_from(
    ["yes", "null", "1e3", "${{ x }}", "<%= x %>", "a: b # c", "- x", "\x85\u2028\ufeff", "😀", "\\"]
)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("<%= text %>", "without saying how"),
        ("<%= text | join %>", "without saying how"),
        ("<%= text | tojson | join %>", "without saying how"),
        ("<%= text | tojson ~ '' %>", "without saying how"),
        ("<% set x %><%= text %><% endset %>", "without saying how"),
        ("<% macro m() %><%= text %><% endmacro %>", "without saying how"),
        ("<% include '../secret.txt' %>", "takes in another file"),
        ("<% import '../secret.txt' as s %>", "takes in another file"),
        ("<% from '../secret.txt' import s %>", "takes in another file"),
        ("<% extends '../secret.txt' %>", "takes in another file"),
        ("<%= ''.__class__ | tojson %>", "reads the attribute __class__"),
        ("<%= ('' | attr('__class__')) | tojson %>", "uses the filter attr"),
        ("<%= '*' | fileglob | tojson %>", "uses the filter fileglob"),
        ("<%= [1, 2] | random | tojson %>", "uses the filter random"),
        ("<%= 'x' | safe | tojson %>", "uses the filter safe"),
        ("<% filter upper %>x<% endfilter %>", "uses the filter upper"),
        ("<%= _copier_conf.src_path | tojson %>", "which is Copier's own"),
        ("<% yield x from [1, 2] %><% endyield %>", "is not template code"),
        ("<% do x %>", "is not template code"),
        ("<% if %>", "is not template code"),
    ],
)
def test_code_beyond_the_small_language_is_refused_with_its_line(source: str, what: str) -> None:
    check_source("first\n", "a.txt")
    with pytest.raises(LanguageError, match=what) as raised:
        check_source(f"first\n{source}", "a.txt")
    assert raised.value.where == "a.txt:2"


def test_the_language_has_loops_conditions_and_names() -> None:
    check_source(
        "<% set x = 1 %><% for k, v in d | dictsort if k != 'a' %><%= (v if x else k) | tojson %><% endfor %>", "a"
    )
    check_source("<% if name == 'churn' %>/left-out<% endif %><%= name %>", "_exclude", outputs_are_text=False)


@given(HOSTILE)
def test_text_means_the_same_in_json_yaml_toml_and_python(text: str) -> None:
    written = tojson(text)
    assert json.loads(written) == text
    assert yaml.safe_load(f"a: {written}\nb: 1\n") == {"a": text, "b": 1}
    assert read_yaml(f"a: {written} # c\n").value == {"a": text}
    assert tomllib.loads(f"a = {written}\n") == {"a": text}
    space: dict[str, object] = {}
    assert eval(compile(f"a = {written}\n", "x", "exec"), space) is None
    assert space["a"] == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | HOSTILE,
        lambda inner: st.lists(inner) | st.dictionaries(HOSTILE, inner),
        max_leaves=8,
    )
)
def test_nested_values_mean_the_same_in_json_and_yaml(value: object) -> None:
    assert json.loads(tojson(value)) == value
    assert yaml.safe_load(f"a: {tojson(value)}\n") == {"a": value}


@given(HOSTILE)
def test_markdown_is_one_line_without_live_markup(text: str) -> None:
    written = markdown(text)
    assert len(f"x{written}x".splitlines()) == 1
    assert written.isprintable() or not written
    unescaped = written.replace("\\\\", "")
    for sign in "`*_[]<>|~&$:@#!":
        assert unescaped.count(sign) == unescaped.count("\\" + sign)


@given(HOSTILE)
def test_a_word_and_a_pattern_pass_unchanged_or_not_at_all(text: str) -> None:
    for write in (word, pattern):
        try:
            assert write(text) == text
            assert not set(text) & set(" \n\t'\"`$<>{}#:,&|;\\")
        except ValueError as refused:
            assert "is not a" in str(refused)


@pytest.mark.parametrize("write", [tojson, word, pattern, markdown])
def test_a_missing_answer_is_an_error_however_it_is_written(write: object) -> None:
    assert callable(write)
    with pytest.raises(jinja2.UndefinedError):
        write(jinja2.StrictUndefined(name="missing"))


@pytest.mark.parametrize("value", [True, None, 1.5, ["x"], "", "-x", "x-", "a/b"])
def test_only_plain_words_are_words(value: object) -> None:
    with pytest.raises(ValueError, match="not a plain word"):
        word(value)
