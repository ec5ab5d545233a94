"""Projects as CSV that no spreadsheet program takes for a formula."""

import csv
import io
from collections.abc import Iterable

from portal.contract.plaintext import one_line
from portal.contract.projects import ProjectRow

COLUMNS = (
    "name", "title", "unit", "phase", "owner", "template", "template_version", "template_behind", "stages",
    "resources", "committed_cents", "budget_cents", "models_in_prod", "last_activity", "next_lease", "waiting_on",
    "waiting_since", "orphan", "flags", "origin",
)  # fmt: skip
"""The columns, in order; a list within a cell is separated by blanks (stages, people) or semicolons (flags)."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet program takes for the start of a formula, wide forms included (OWASP, CSV Injection)."""


def safe_cell(text: str) -> str:
    """`text` on one line, behind a single quote when a spreadsheet program would take it for a formula."""
    line = one_line(text)
    # Both are looked at: cleaning may bare a formula behind an invisible sign, and may take a leading tab away.
    return f"'{line}" if text.startswith(FORMULA_STARTS) or line.startswith(FORMULA_STARTS) else line


def projects_as_csv(rows: Iterable[ProjectRow]) -> str:
    """The rows with a header line; lines end in CR LF (RFC 4180)."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([safe_cell(value) if isinstance(value, str) else value for value in values(row)])
    return page.getvalue()


def values(row: ProjectRow) -> tuple[str | int, ...]:
    """What stands in each of COLUMNS."""
    waiting = row.waiting_on
    told: dict[str, str | int] = {
        "stages": " ".join(row.stages),
        "models_in_prod": "" if row.models_in_prod is None else row.models_in_prod,
        "next_lease": row.next_lease or "",
        "waiting_on": " ".join(waiting.people) if waiting else "",
        "waiting_since": waiting.since if waiting else "",
        "flags": "; ".join(row.flags),
    }
    return tuple(told[name] if name in told else getattr(row, name) for name in COLUMNS)
