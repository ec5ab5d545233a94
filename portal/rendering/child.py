"""The process inside the cage: reads one order from stdin, renders it with Copier, says on stdout how it went.

It is started with an empty environment and imports nothing of the portal but the template language's own rules.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from portal.rendering.language import LanguageError, check_source, failing_line, restrict

MEMORY_BYTES = 1024**3
FILE_BYTES = 4 * 1024**2


def main() -> int:
    """Render one order; the answer on stdout is `{}` or `{"what", "where"}`."""
    order: dict[str, Any] = json.load(sys.stdin)
    _limit_resources(int(order["timeout_seconds"]))
    template = Path(order["template"])
    answer: dict[str, str] = {}
    try:
        _render(template, Path(order["out"]), order["answers"], order["exclusions"])
    except LanguageError as error:
        answer = {"what": error.what, "where": error.where}
    except MemoryError as error:
        answer = {
            "what": f"needs more than {MEMORY_BYTES // 1024**2} MiB of memory",
            "where": failing_line(error, template),
        }
    except Exception as error:  # whatever Copier or Jinja raise is the template's fault and is reported as such
        reason = " ".join(str(error).split())[:400] or type(error).__name__
        answer = {"what": reason.replace(str(template), ""), "where": failing_line(error, template)}
    json.dump(answer, sys.stdout)
    return 0


def _render(template: Path, out: Path, answers: dict[str, Any], exclusions: list[str]) -> None:
    copier = importlib.import_module("copier")
    restrict()
    for pattern in exclusions:
        check_source(pattern, "copier.yml, _exclude", outputs_are_text=False)
    for path in sorted(template.rglob("*.jinja")):
        check_source(path.read_text("utf-8"), path.relative_to(template).as_posix())
    settings = copier.Settings(defaults={}, trust=[])
    copier.run_copy(
        str(template), out, data=answers, settings=settings, defaults=True, overwrite=True, quiet=True, unsafe=False
    )


def _limit_resources(seconds: int) -> None:
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return  # Windows has no such limits; the parent's timeout holds there all the same.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
