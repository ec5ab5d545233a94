"""Conditions on role assignments, which keep who gives rights to the roles that are named. Pure.

Their language and its attributes are Azure's (Azure role assignment conditions, format version 2.0).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

VERSION = "2.0"
ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
_VALUES = re.compile(
    r"@(Request|Resource)\[Microsoft\.Authorization/roleAssignments:(\w+)\]\s+(\w+:\w+)\s+\{([^}]*)\}", re.DOTALL
)
_EQUAL = {
    "RoleDefinitionId": "ForAnyOfAnyValues:GuidEquals",
    "PrincipalType": "ForAnyOfAnyValues:StringEqualsIgnoreCase",
}
_OTHER = "ForAnyOfAllValues:GuidNotEquals"


@dataclass(frozen=True)
class Giving:
    """What somebody with the right to give rights may give: which roles, to which kinds of principals but for some."""

    roles: frozenset[str]
    """Ids of role definitions, in small letters."""
    kinds: frozenset[str] = frozenset({"User", "ServicePrincipal"})
    never_to: frozenset[str] = frozenset()
    """Object ids of principals who get nothing, the portal's own above all."""


def condition_of(giving: Giving) -> str:
    """The condition as text: what may be given may be taken away again too, and nothing else."""
    return f"{_part('write', 'Request', giving)}\nAND\n{_part('delete', 'Resource', giving)}"


def giving_of(condition: str) -> Giving | None:
    """What such a text lets its holder give; None where it is none, or says it in another way than `condition_of`."""
    found = {(side, name, word): _listed(values) for side, name, word, values in _VALUES.findall(condition)}
    sides = []
    for side in ("Request", "Resource"):
        roles = found.get((side, "RoleDefinitionId", _EQUAL["RoleDefinitionId"]))
        kinds = found.get((side, "PrincipalType", _EQUAL["PrincipalType"]))
        if roles is None or kinds is None:
            return None
        never = found.get((side, "PrincipalId", _OTHER), frozenset())
        sides.append(Giving(frozenset(one.lower() for one in roles), kinds, frozenset(one.lower() for one in never)))
    same = sides[0] == sides[1] and _words(condition) == _words(condition_of(sides[0]))
    return sides[0] if same else None


def _part(verb: str, side: str, giving: Giving) -> str:
    clauses = [
        _clause(side, "RoleDefinitionId", _EQUAL["RoleDefinitionId"], giving.roles, ""),
        _clause(side, "PrincipalType", _EQUAL["PrincipalType"], giving.kinds, "'"),
    ]
    if giving.never_to:
        clauses.append(_clause(side, "PrincipalId", _OTHER, giving.never_to, ""))
    told = "\n  AND\n".join(clauses)
    return f"(\n (\n  !(ActionMatches{{'{ASSIGNMENT}/{verb}'}})\n )\n OR\n (\n{told}\n )\n)"


def _clause(side: str, name: str, word: str, values: Iterable[str], quote: str) -> str:
    told = ", ".join(f"{quote}{one}{quote}" for one in sorted(values))
    return f"  @{side}[{ASSIGNMENT}:{name}] {word} {{{told}}}"


def _listed(values: str) -> frozenset[str]:
    return frozenset(one.strip().strip("'") for one in values.split(",") if one.strip())


def _words(condition: str) -> str:
    """The text without the order of what stands in braces, as whoever keeps it may write it in another way."""
    told = re.sub(r"\{([^}]*)\}", lambda found: "{" + ",".join(sorted(_listed(found[1]))) + "}", condition)
    return re.sub(r"\s+", "", told).lower()
