"""The cage: a template and answers go in, a checked tree comes out, and nothing else happens.

Copier runs in a process of its own, with an empty environment, limits and a deadline, on a copy of the template in a
temporary folder that is always removed. The same template and answers give the same bytes.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
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
    return Tree.of(with_final_paths(rendered, plain))


def _run_child(order: Mapping[str, object], scratch: Path, name: str, timeout_seconds: float) -> None:
    # -I: no PYTHON* variables, no user site, no current folder. -X utf8: the machine's locale does not matter.
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", BOOT, str(PACKAGE_ROOT)]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(order, sort_keys=True).encode(),
            capture_output=True,
            cwd=scratch,
            env=_environment(scratch),
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        todo = "look for a loop in the template that does not end"
        raise RenderError(f"took longer than {timeout_seconds:g} s", name, todo) from None
    if done.returncode:
        last_line = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:400]
        reason = last_line or "a limit on time, memory or file size was reached"
        what = f"stopped with exit code {done.returncode} ({reason})"
        raise RenderError(what, name, "render it with fewer or smaller files")
    answer: dict[str, str] = json.loads(done.stdout)
    if answer:
        raise RenderError(answer["what"], f"{name}, {answer['where']}", "mend the template or the answer it names")


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of ours; home and temporary folder are the scratch folder, so that nobody's own settings are read."""
    own = {"HOME": str(scratch), "TMPDIR": str(scratch), "COPIER_SETTINGS_PATH": str(scratch / "none.yml")}
    if os.name == "nt":  # Windows starts no process without these two.
        own |= {"SYSTEMROOT": os.environ.get("SYSTEMROOT", ""), "TEMP": str(scratch)}
    return own
