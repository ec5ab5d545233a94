"""Conditions that keep who gives rights to what is named: written, read again, and told from others."""

import pytest

from portal.domain.rights.role_conditions import Giving, condition_of, giving_of

READER, OWNER = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
GIVING = Giving(frozenset({READER}), never_to=frozenset({"5f2c6c0e-6d7e-4a55-9d7c-0c7c6f6b2f10"}))


@pytest.mark.parametrize("giving", [GIVING, Giving(frozenset({READER, OWNER}), frozenset({"User"}))])
def test_what_is_written_is_read_again_however_it_is_spaced(giving: Giving) -> None:
    text = condition_of(giving)
    assert giving_of(text) == giving_of(" ".join(text.split())) == giving
    assert text.count("ActionMatches") == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        condition_of(GIVING) + " OR @Request[Microsoft.Authorization/roleAssignments:PrincipalType] "
        "ForAnyOfAnyValues:StringEqualsIgnoreCase {'User'}",
        condition_of(GIVING).replace("AND", "OR"),
        condition_of(GIVING).replace("@Resource", "@Request"),
        condition_of(GIVING).replace("roleAssignments/delete", "roleAssignments/read"),
    ],
)
def test_a_condition_that_says_it_in_another_way_is_not_taken_for_one(text: str) -> None:
    assert giving_of(text) is None
