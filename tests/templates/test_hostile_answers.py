"""What people type stays where it belongs: only the declared values change, and every file can still be read."""

import ast
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.rendering.cage import Tree, render
from portal.rendering.checks import check_tree
from portal.rendering.checks.documents import read_yaml
from tests.templates.rendered import TEMPLATES, demands, tree
from tests.templates.sample_answers import sample_answers

FREE = (
    "title",
    "description",
    "owner_name",
    "unit",
    "cost_centre",
    "organisation",
    "criticality",
    "data_classification",
)
PIECES = (
    "plain words", "'", '"', "\n", "\r\n", "${{ secrets.X }}", "<%= 7 * 7 %>", "<% if x %>", "{{ x }}", "{%", ": ",
    " #", "- ", "`", "|", "\\", "\t", "<script>", "[x](http://example.org)", "&amp;", "*", "yes", "null", "]}", "@all",
    "é", "😀", "\u2028", "\ufeff", "\x7f", "\x00", "\x1b]52;c;x\x07", "%s{0}", "$(touch x)", "\n---\n", "\nnew: key\n",
    "!!python/object", "taxi",
)  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)


def hostile_answers(texts: tuple[str, ...]) -> dict[str, Any]:
    """The sample answers with every free text, and one tag, replaced."""
    free = dict(zip(FREE, texts, strict=True))
    plain = sample_answers()
    more = {"template_id": "tabular-classic", "endpoint": "both"}
    return {**plain, **free, **more, "required_tags": {**plain["required_tags"], "cost_centre": texts[4]}}


def leaves(project: Tree) -> dict[tuple[str, tuple[str | int, ...]], Any]:
    """Every value of every YAML and JSON file (JSON is YAML here), by file and keys."""
    found = {}
    for file in project.files:
        if file.path.endswith((".yml", ".json")):
            for leaf in read_yaml(file.content.decode()).leaves:
                found[file.path, leaf.keys] = leaf.value
    return found


def python(project: Tree) -> dict[str, str]:
    """What every Python file means."""
    return {file.path: ast.dump(ast.parse(file.content)) for file in project.files if file.path.endswith(".py")}


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(*[HOSTILE] * len(FREE)))
def test_hostile_text_changes_its_own_values_and_nothing_else(texts: tuple[str, ...]) -> None:
    plain = tree()
    answers = hostile_answers(texts)
    hostile = render(TEMPLATES / "tabular-classic", answers)
    assert [file.path for file in hostile.files] == [file.path for file in plain.files]
    before, after = leaves(plain), leaves(hostile)
    assert before.keys() == after.keys()
    changed = {place for place in before if before[place] != after[place]}
    for path, keys in changed:
        name = "owner_name" if keys == ("owner", "name") else str(keys[-1])
        assert name in FREE, (path, keys)
        assert after[path, keys] == answers[name]
    assert python(plain) == python(hostile)
    untouched = [file for file in plain.files if file.path.startswith((".github/", "scripts/", "src/", "data/"))]
    assert all(hostile.file(file.path) == file for file in untouched)
    for file in hostile.files:
        if file.path.endswith(".md"):
            same = plain.file(file.path)
            assert same is not None
            assert file.content.count(b"\n") == same.content.count(b"\n")


def test_hostile_text_breaks_no_check() -> None:
    texts = ("".join(PIECES), *["".join(reversed(PIECES))] * (len(FREE) - 1))
    hostile = render(TEMPLATES / "tabular-classic", hostile_answers(texts))
    assert check_tree(hostile.files, demands(), run_gate=True) == []
