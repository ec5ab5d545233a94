"""Azure's rules for names, checked as typed. Source: resource name rules and restrictions for Azure resources."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class NameRule:
    """What a name of one kind of resource has to look like; `scope` is where it has to be unique."""

    title: str
    pattern: re.Pattern[str]
    shortest: int
    longest: int
    allowed: str
    scope: str


RULES = {
    "project": NameRule("project", re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*"), 3, 20,
                        "lower-case letters, digits and single hyphens, starting with a letter", "the organisation"),
    "resource_group": NameRule("resource group", re.compile(r"[\w.()-]*[\w()-]"), 1, 90,
                               "letters, digits, '_', '-', '.', '(', ')', not ending with '.'", "the subscription"),
    "workspace": NameRule("workspace", re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*"), 3, 33,
                          "letters, digits, '-' and '_', starting with a letter or digit", "the resource group"),
    "key_vault": NameRule("key vault", re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*"), 3, 24,
                          "letters, digits and single hyphens, starting with a letter", "all of Azure"),
    "storage": NameRule("storage account", re.compile(r"[a-z0-9]+"), 3, 24, "lower-case letters and digits",
                        "all of Azure"),
    "registry": NameRule("container registry", re.compile(r"[A-Za-z0-9]+"), 5, 50, "letters and digits",
                         "all of Azure"),
    "compute": NameRule("compute", re.compile(r"[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"), 3, 24,
                        "letters, digits and '-', starting with a letter, not ending with '-'", "the workspace"),
    "endpoint": NameRule("endpoint", re.compile(r"[a-z][a-z0-9-]*[a-z0-9]"), 3, 32,
                         "lower-case letters, digits and '-', starting with a letter", "the region"),
}  # fmt: skip


def why_not(kind: str, name: str) -> str:
    """Why Azure would refuse `name` for a resource of `kind`, or "" when it would not."""
    rule = RULES[kind]
    if not name:
        return f"a {rule.title} needs a name"
    if len(name) < rule.shortest or len(name) > rule.longest:
        return f"a {rule.title}'s name has {rule.shortest} to {rule.longest} characters, this has {len(name)}"
    if not rule.pattern.fullmatch(name):
        return f"a {rule.title}'s name may hold {rule.allowed}"
    return ""


def fill(pattern: str, **parts: str) -> str:
    """A name from a pattern of the organisation such as `rg-{project}-{stage}`. Raises KeyError for unknown parts."""
    return pattern.format_map(parts)
