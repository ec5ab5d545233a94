"""Which handler answers which path; paths are compared without case, as the resource manager does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from portal.emulator.scene import Scene
from portal.emulator.wire import WireAnswer

Handler = Callable[[Scene], WireAnswer]

ML = "Microsoft.MachineLearningServices"
SUBSCRIPTION = "/subscriptions/{subscription}"
GROUP = SUBSCRIPTION + "/resourceGroups/{group}"
WORKSPACE = GROUP + f"/providers/{ML}/workspaces/{{workspace}}"


@dataclass(frozen=True)
class Route:
    """One method and path; `{name}` matches a segment, `{name*}` any number of them."""

    method: str
    path: str
    handler: Handler
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = re.split(r"(\{\w+\*?\})", self.path)
        pattern = ""
        for part in parts:
            if part.startswith("{"):
                name = part.strip("{}*")
                pattern += f"(?P<{name}>.*?)" if part.endswith("*}") else f"(?P<{name}>[^/]+)"
            else:
                pattern += re.escape(part)
        object.__setattr__(self, "pattern", re.compile(pattern, re.IGNORECASE))


def match(routes: Sequence[Route], method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
    """The first route that fits, with the path's variables."""
    for route in routes:
        if route.method == method:
            found = route.pattern.fullmatch(path)
            if found:
                return route.handler, found.groupdict()
    return None
