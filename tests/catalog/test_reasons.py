"""Reasons to deny: every one teaches something and is for kinds that there are; a file with faults is refused."""

import pytest

from catalog.load import CatalogueError, load
from portal.kinds.registry import KINDS
from tests.catalog.small import SmallCatalogue


def test_the_starter_has_reasons_for_every_kind_and_each_says_what_one_can_do() -> None:
    reasons = load(None).reasons
    assert {kind for one in reasons.denials for kind in one.applies_to} <= set(KINDS)
    assert all(len(reasons.denials_for(kind)) >= 3 for kind in KINDS)
    assert all(len(one.teaches) > 60 for one in reasons.denials)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("version: '1'\ndenials:\n  - {id: a, title: A, teaches: B}\n  - {id: a, title: C, teaches: D}\n", "the id a"),
        (
            "version: '1'\ndenials:\n  - {id: a, title: A, teaches: B}\n  - {id: b, title: A, teaches: D}\n",
            "title A",
        ),
        ("version: '1'\ndenials:\n  - {id: a, title: A}\n", "teaches"),
        ("version: '1'\ndenials:\n  - {id: A B, title: A, teaches: B}\n", "id"),
    ],
)
def test_a_file_with_faults_is_refused_with_where_and_what(small: SmallCatalogue, text: str, what: str) -> None:
    assert load(small.root).reasons.denials == ()
    (small.root / "reasons.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as fault:
        load(small.root)
    told = [f"{one.file}: {one.wrong} {one.right}" for one in fault.value.faults]
    assert any(one.startswith("reasons.yaml") for one in told) and what in str(fault.value) + str(told)
