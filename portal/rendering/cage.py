"""The cage: a template and answers go in, a checked tree comes out, and nothing else happens.

Copier runs in a process of its own, with an empty environment, limits and a deadline, on a copy of the template in a
temporary folder that is always removed. The same template and answers give the same bytes.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from portal.rendering.answers import plain_answers
from portal.rendering.paths import with_final_paths
from portal.rendering.template import exclusions, read_template, template_digest
from portal.rendering.tree import RenderedFile, RenderError, Tree, read_folder

__all__ = ["RenderError", "RenderedFile", "Tree", "render", "template_digest"]

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
BOOT = "import sys; sys.path.append(sys.argv[1]); from portal.rendering.child import main; sys.exit(main())"


def render(template_folder: Path, answers: Mapping[str, object], *, timeout_seconds: float = 60) -> Tree:
    """The project tree that a template makes of these answers; whatever is wrong is one RenderError."""
    files = read_template(template_folder)
    plain = plain_answers(answers)
    with tempfile.TemporaryDirectory(prefix="portal-render-") as scratch:
        template, out = Path(scratch, "from"), Path(scratch, "to")
        Tree.of(files).write_to(template)
        order = {
            "template": str(template),
            "out": str(out),
            "answers": plain,
            "exclusions": exclusions(files),
            "timeout_seconds": timeout_seconds,
        }
        _run_child(order, Path(scratch), template_folder.name, timeout_seconds)
        rendered = read_folder(out) if out.exists() else ()
    return Tree.of(_without_pad(with_final_paths(rendered, plain)))
