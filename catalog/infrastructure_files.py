"""Infrastructure templates: ARM templates in JSON below `infrastructure/`, which plans carry word by word."""

import json
from pathlib import Path
from typing import Any

from catalog.fault import CatalogueFault

FOLDER = "infrastructure"
MAX_FILE_BYTES = 256 * 1024


def read_infrastructure(root: Path) -> tuple[dict[str, Any], list[CatalogueFault]]:
    """Every template by the stem of its file, and what is wrong with them."""
    found: dict[str, Any] = {}
    faults = []
    for path in sorted((root / FOLDER).glob("*.json")):
        name = path.relative_to(root).as_posix()
        try:
            content = path.read_bytes()
            if len(content) > MAX_FILE_BYTES:
                faults.append(CatalogueFault(name, 1, "the file is too large", f"at most {MAX_FILE_BYTES // 1024} KiB"))
                continue
            template = json.loads(content)
        except json.JSONDecodeError as error:
            faults.append(CatalogueFault(name, error.lineno, f"is not JSON: {error.msg}", "mend the JSON"))
            continue
        except (OSError, UnicodeDecodeError) as error:
            faults.append(CatalogueFault(name, 1, f"cannot be read: {error}", "check the file"))
            continue
        if not isinstance(template, dict) or not isinstance(template.get("resources"), list):
            faults.append(CatalogueFault(name, 1, "is no ARM template", "give it a list named resources"))
            continue
        found[path.stem] = template
    return found, faults
