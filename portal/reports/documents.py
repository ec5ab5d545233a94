"""Projects as one JSON document, in the words of the contract."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from portal.contract.projects import ProjectRow


def projects_as_json(rows: Sequence[ProjectRow]) -> str:
    """`{"items": [...], "next": null}`: the same rows that a page of the inventory holds."""
    return json.dumps({"items": [asdict(row) for row in rows], "next": None}, indent=2, ensure_ascii=False) + "\n"
