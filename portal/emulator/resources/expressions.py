"""The expressions of ARM templates: `[concat('st', parameters('project'))]` and what else a small template needs."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.emulator.tenant import TENANT
from portal.emulator.wire import AzureRefusal, Json

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+)|(?P<name>\w+)|(?P<sign>[().,\[\]]))")


@dataclass
class Evaluation:
    """What expressions may refer to; `reference` looks at what exists."""

    group: Json
    subscription: str
    parameters: Mapping[str, Any]
    reference: Callable[[str], Any]
    variables: dict[str, Any] = field(default_factory=dict)

    def value(self, item: Any) -> Any:
        """A JSON value with every expression in it replaced."""
        if isinstance(item, dict):
            return {str(self.value(key)): self.value(inner) for key, inner in item.items()}
        if isinstance(item, list):
            return [self.value(inner) for inner in item]
        if isinstance(item, str) and item.startswith("[["):
            return item[1:]
        if isinstance(item, str) and item.startswith("[") and item.endswith("]"):
            return _Reader(item[1:-1], self).whole()
        return item

    def call(self, name: str, given: list[Any]) -> Any:
        """The value of one function."""
        match name.lower(), given:
            case "parameters", [str(key)]:
                return self._look_up("parameter", self.parameters, key)
            case "variables", [str(key)]:
                return self.value(self._look_up("variable", self.variables, key))
            case "resourcegroup", []:
                return self.group
            case "subscription", []:
                return {
                    "id": f"/subscriptions/{self.subscription}",
                    "subscriptionId": self.subscription,
                    "tenantId": TENANT,
                }
            case "reference", [str(id_), *_]:
                return self.reference(id_)
            case "resourceid", parts:
                return self._resource_id(self.group["id"], [str(part) for part in parts])
            case "subscriptionresourceid", parts:
                return self._resource_id(f"/subscriptions/{self.subscription}", [str(part) for part in parts])
        function = _PURE.get(name.lower())
        if function is None:
            raise invalid(f"The template function '{name}' is not valid.")
        try:
            return function(*given)
        except (TypeError, ValueError, IndexError, KeyError) as wrong:
            raise invalid(f"The template function '{name}' was given unsuitable arguments: {wrong}.") from wrong

    def _look_up(self, what: str, values: Mapping[str, Any], key: str) -> Any:
        for name, value in values.items():
            if name.lower() == key.lower():
                return value
        raise invalid(f"The template {what} '{key}' is not found.")

    def _resource_id(self, scope: str, parts: list[str]) -> str:
        at = next(index for index, part in enumerate(parts) if "/" in part)
        leading, type_, names = parts[:at], parts[at], parts[at + 1 :]
        if len(leading) == 1:
            scope = f"/subscriptions/{self.subscription}/resourceGroups/{leading[0]}"
        elif len(leading) == 2:
            scope = f"/subscriptions/{leading[0]}/resourceGroups/{leading[1]}"
        return resource_path(scope, type_, "/".join(names))


def resource_path(scope: str, type_: str, name: str) -> str:
    """The id of a resource of a template: type and name segments interleaved below a scope."""
    provider, *kinds = type_.split("/")
    names = name.split("/")
    if len(kinds) != len(names):
        raise invalid(f"The template resource '{name}' for type '{type_}' has incorrect segment lengths.")
    pairs = "/".join(f"{kind}/{one}" for kind, one in zip(kinds, names, strict=True))
    return f"{scope}/providers/{provider}/{pairs}"


def invalid(message: str) -> AzureRefusal:
    """400 for a template that cannot be used."""
    return AzureRefusal(400, "InvalidTemplate", f"Deployment template validation failed: '{message}'")


class _Reader:
    """A recursive-descent reader of one expression."""

    def __init__(self, text: str, scope: Evaluation) -> None:
        self._scope = scope
        self._text = text
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None or found.lastgroup is None:
                raise invalid(f"Unable to parse language expression '{text}'.")
            self._tokens.append((found.lastgroup, found.group(found.lastgroup)))
            at = found.end()
        self._at = 0

    def whole(self) -> Any:
        value = self._expression()
        if self._at != len(self._tokens):
            raise invalid(f"Unable to parse language expression '{self._text}'.")
        return value

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise invalid(f"Unable to parse language expression '{self._text}'.")
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _expression(self) -> Any:
        kind, text = self._next()
        if kind == "text":
            return text[1:-1].replace("''", "'")
        if kind == "number":
            return int(text)
        if kind != "name" or self._next()[1] != "(":
            raise invalid(f"Unable to parse language expression '{self._text}'.")
        given: list[Any] = []
        while self._peek() != ")":
            given.append(self._expression())
            if self._peek() == ",":
                self._next()
        self._next()
        return self._steps(self._scope.call(text, given))

    def _steps(self, value: Any) -> Any:
        while self._peek() in (".", "["):
            if self._next()[1] == ".":
                key: Any = self._next()[1]
            else:
                key = self._expression()
                self._next()
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError) as absent:
                raise invalid(f"The language expression property '{key}' doesn't exist.") from absent
        return value


def _unique(*parts: Any) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, "-".join(map(str, parts))).hex[:13]


_PURE: dict[str, Callable[..., Any]] = {
    "concat": lambda *parts: sum(parts[1:], parts[0]) if isinstance(parts[0], list) else "".join(map(str, parts)),
    "format": lambda text, *parts: re.sub(r"\{(\d+)\}", lambda found: str(parts[int(found.group(1))]), text),
    "tolower": lambda text: text.lower(),
    "toupper": lambda text: text.upper(),
    "uniquestring": _unique,
    "guid": lambda *parts: str(uuid.uuid5(uuid.NAMESPACE_URL, "-".join(map(str, parts)))),
    "replace": lambda text, old, new: text.replace(old, new),
    "substring": lambda text, start, length=None: text[start : None if length is None else start + length],
    "take": lambda item, count: item[:count],
    "length": len,
    "string": str,
    "int": int,
    "true": lambda: True,
    "false": lambda: False,
    "null": lambda: None,
    "not": lambda one: not one,
    "and": lambda *parts: all(parts),
    "or": lambda *parts: any(parts),
    "equals": lambda one, other: one == other,
    "empty": lambda item: not item,
    "if": lambda test, one, other: one if test else other,
    "union": lambda one, other: {**one, **other},
    "createobject": lambda *parts: dict(zip(parts[::2], parts[1::2], strict=True)),
    "createarray": lambda *parts: list(parts),
}
