"""Rendered trees, kept by template and answers, so that looking twice renders once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import asdict

from catalog.model import Catalogue
from portal.contract.plan import FileEntry, Files
from portal.contract.problem import bad_input
from portal.domain.digest import content_hash
from portal.kinds.kind import RenderOrder
from portal.rendering.cage import render
from portal.rendering.checks import Demands, check_tree
from portal.rendering.tree import RenderError, Tree

KEPT = 64
SHOWN_BYTES = 64 * 1024
_KEPT: OrderedDict[str, Tree] = OrderedDict()
"""The last trees of this process, by template and answers: a render costs a process of its own, and is what it is."""
_TURN = threading.Lock()


class Renderings:
    """Renders templates of the catalogue in force and keeps the last trees."""

    def __init__(self, catalogue: Callable[[], Catalogue]) -> None:
        self._catalogue = catalogue

    def tree(self, order: RenderOrder) -> Tree:
        """The rendered tree. Raises Problem when the template or an answer cannot be rendered."""
        catalogue = self._catalogue()
        key = content_hash({"template": catalogue.digest(order.template), "answers": dict(order.answers)})
        with _TURN:
            known = _KEPT.get(key)
            if known is not None:
                _KEPT.move_to_end(key)
                return known
        try:
            made = render(catalogue.template_folder(order.template), order.answers)
        except RenderError as fault:
            raise bad_input(f"template {order.template} cannot be rendered: {fault}", todo=fault.todo) from None
        with _TURN:
            _KEPT[key] = made
            while len(_KEPT) > KEPT:
                _KEPT.popitem(last=False)
        return made

    def hashes(self, order: RenderOrder) -> Mapping[str, str]:
        """Path to SHA-256 of every file."""
        return {file.path: file.sha256 for file in self.tree(order).files}

    def files(self, order: RenderOrder) -> Files:
        """The tree with its texts, and what the checks of the tree say."""
        made = self.tree(order)
        faults = tuple(asdict(fault) for fault in check_tree(made.files, demands(self._catalogue())))
        return Files(made.digest, tuple(_entry(file.path, file.content, file.sha256) for file in made.files), faults)


def demands(catalogue: Catalogue) -> Demands:
    """What the organisation demands of a project's tree: its required tags, and no size that is blocked."""
    blocked = frozenset(compute.size for compute in catalogue.computes if compute.lifecycle == "blocked")
    return Demands(frozenset(catalogue.organisation.required_tags), blocked)


def _entry(path: str, content: bytes, sha256: str) -> FileEntry:
    try:
        text = content[:SHOWN_BYTES].decode()
    except UnicodeDecodeError:
        text = None
    return FileEntry(path, len(content), sha256, text)
