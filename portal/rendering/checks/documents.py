"""YAML with the line that each value stands on, read as YAML 1.2 means it: `on` is a word, not true."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

MAX_VALUES = 50_000
INTEGER = re.compile(r"[-+]?[0-9]+\Z")
FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?\Z")
WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Keys = tuple[str | int, ...]


class UnreadableYaml(Exception):
    """Text that is not one YAML document; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that is neither a mapping nor a list: the keys that lead to it, and how it was written."""

    keys: Keys
    value: Any
    line: int
    quoted: bool

    @property
    def key(self) -> str:
        """The nearest key that is a name."""
        return next((key for key in reversed(self.keys) if isinstance(key, str)), "")


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A YAML document as plain values, and all its leaves in order."""

    value: Any
    leaves: tuple[Leaf, ...]

    def mapping(self, *keys: str) -> dict[str, Any]:
        """The mapping that the keys lead to, or an empty one."""
        value = self.value
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}

    def line_of(self, *keys: str | int) -> int:
        """The line of the first leaf below these keys, or 1."""
        return next((leaf.line for leaf in self.leaves if leaf.keys[: len(keys)] == keys), 1)


def read_yaml(text: str) -> YamlDocument:
    """Read one document. Duplicate keys, tags and keys that are no text are refused."""
    try:
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYaml(mark.line + 1 if mark else 1, error.problem or "cannot be read") from None
    except yaml.YAMLError as error:
        raise UnreadableYaml(1, " ".join(str(error).split())) from None
    if node is None:
        return YamlDocument(None, ())
    leaves: list[Leaf] = []
    return YamlDocument(_value(node, (), leaves), tuple(leaves))


def _value(node: yaml.Node, keys: Keys, leaves: list[Leaf]) -> Any:
    if len(leaves) > MAX_VALUES:
        raise UnreadableYaml(node.start_mark.line + 1, f"has more than {MAX_VALUES} values")
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, keys, leaves))
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*keys, place), leaves) for place, item in enumerate(node.value)]
    if not isinstance(node, yaml.ScalarNode):
        raise UnreadableYaml(node.start_mark.line + 1, "holds something that is no value")
    leaf = Leaf(keys, _scalar(node), node.start_mark.line + 1, bool(node.style))
    leaves.append(leaf)
    return leaf.value


def _pairs(node: yaml.MappingNode, keys: Keys, leaves: list[Leaf]) -> Iterator[tuple[str, Any]]:
    seen = set()
    for name, inner in node.value:
        line = name.start_mark.line + 1
        if not isinstance(name, yaml.ScalarNode):
            raise UnreadableYaml(line, "has a key that is no text")
        if name.value in seen:
            raise UnreadableYaml(line, f"has the key {name.value!r} twice")
        seen.add(name.value)
        yield name.value, _value(inner, (*keys, name.value), leaves)


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.tag.startswith("!"):
        raise UnreadableYaml(node.start_mark.line + 1, f"has the tag {node.tag}")
    if node.style:
        return text
    if text in WORDS:
        return WORDS[text]
    if INTEGER.match(text):
        return int(text)
    return float(text) if FLOAT.match(text) else text
