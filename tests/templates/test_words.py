"""A name that YAML could take for something else stays the text it is, whoever reads the file."""

import io
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from portal.rendering.cage import Tree, render
from portal.rendering.language import LanguageError, check_source
from tests.templates.rendered import TEMPLATES, tree
from tests.templates.sample_answers import sample_answers, stage_answers

WORDS = ("off", "yes", "null", "true", "e5", "n")
"""Names that a project may have, and that some reader of YAML takes for no text."""
STAGE_WORDS = ("12e4567", "1.10", "012", "0x1f", "2026-01-01", "1_000", "off")
"""What a stage, a compute or a version may be called."""


def texts(project: Tree) -> dict[tuple[str, ...], dict[str, Any]]:
    """Every value that is text by the sample answers, by file and keys: what each reader of YAML takes it for."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for file in project.files:
        if file.path.endswith((".yml", ".yaml")):
            for version, document in (
                ("1.1", yaml.safe_load(file.content)),
                ("1.2", YAML(typ="safe", pure=True).load(io.BytesIO(file.content))),
            ):
                for keys, value in _leaves(document):
                    found.setdefault((file.path, *keys), {})[version] = value
    return found


def _leaves(value: Any, keys: tuple[str, ...] = ()) -> Any:
    if isinstance(value, dict):
        for name, part in value.items():
            yield (*keys, "a key"), name
            yield from _leaves(part, (*keys, str(name)))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _leaves(part, (*keys, str(number)))
    else:
        yield keys, value


@pytest.mark.parametrize("template", ["tabular-classic", "exploration"])
@pytest.mark.parametrize("word", WORDS)
def test_a_project_that_is_called_like_no_text_is_text_in_every_file(template: str, word: str) -> None:
    answers = sample_answers(template_id=template, endpoint="both", project_name=word)
    plain, named = texts(tree(template)), texts(render(TEMPLATES / template, answers))
    checked = 0
    for place, readings in plain.items():
        here = tuple(part.replace("churn", word) for part in place)
        if all(isinstance(one, str) for one in readings.values()) and here in named:
            checked += 1
            assert all(isinstance(one, str) for one in named[here].values()), (here, named[here])
    assert checked > 20


@pytest.mark.parametrize("word", STAGE_WORDS)
def test_a_stage_and_a_compute_that_are_called_like_numbers_are_text_in_every_file(word: str) -> None:
    stage = {**stage_answers("churn", word, "develop"), "compute": word}
    answers = {**sample_answers(template_id="exploration"), "stages": [stage]}
    for place, readings in texts(render(TEMPLATES / "exploration", answers)).items():
        if place[-1] in ("stage", "environment", "compute"):
            assert all(isinstance(one, str) for one in readings.values()), (place, readings)


REFUSED = (
    "a: <%= x | word %>", "- <%= x | word %>", "- - <%= x | word %>", "a: [<%= x | word %>, b]", "<%= x | word %>:",
    "a: {b: <%= x | word %>}", "a: <%= x | word %>.<%= y | word %>", "a: <%= x | word %> # why", "a: <%= x | word %>:1",
    "a: [<% for s in t %><%= s | word %><% if s %>, <% endif %><% endfor %>]", "  a: 0<%= x | word %>",
)  # fmt: skip
TAKEN = (
    'a: "<%= x | word %>"', "a: <%= x | word %>-dev", "a: azureml:<%= x | word %>:1", "a: python=<%= x | word %>",
    "a: ../<%= x | word %>.csv", "run: p --stage <%= x | word %>", "# a: <%= x | word %>", "a: <%= x | tojson %>",
    "  python -m <%= x | word %>.train --out y",
)  # fmt: skip


@pytest.mark.parametrize("line", REFUSED)
def test_a_template_that_writes_a_word_alone_into_yaml_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(LanguageError, match=r"end it in \| tojson") as refused:
        check_source(f"first: 1\n{line}\n", "template/a.yml.jinja")
    assert refused.value.where == "template/a.yml.jinja:2"
    check_source(f"first: 1\n{line}\n", "template/a.md.jinja")


@pytest.mark.parametrize("line", TAKEN)
def test_what_is_text_for_every_reader_is_taken(line: str) -> None:
    check_source(f"{line}\n", "template/a.yml.jinja")
