"""The kinds of request. A new kind is one file here and one line below, when its effects exist."""

from portal.kinds.compute import COMPUTE
from portal.kinds.kind import Kind
from portal.kinds.project import PROJECT

KINDS: dict[str, Kind] = {kind.id: kind for kind in (PROJECT, COMPUTE)}

__all__ = ["KINDS", "Kind"]
