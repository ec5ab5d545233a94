"""Projects as a Markdown table for a page that people read."""

import re
from collections.abc import Iterable

from portal.contract.plaintext import one_line
from portal.contract.projects import ProjectGroup, ProjectRow
from portal.contract.values import Cents, Stamp

HEADINGS = (
    "Project", "Unit", "Phase", "Owner", "Template", "Stages", "Committed a month", "Budget", "In prod",
    "Waiting on", "Next lease", "Needs a look",
)  # fmt: skip
_NUMBERS = ("Committed a month", "Budget", "In prod")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def projects_as_markdown(rows: Iterable[ProjectRow], total: ProjectGroup, at: Stamp) -> str:
    """A heading with the moment, the table, and a last row with the totals of exactly these rows."""
    aligned = ["---:" if heading in _NUMBERS else "---" for heading in HEADINGS]
    lines = [f"# Projects, {total.projects}, as of {at}", "", _line(HEADINGS), _line(aligned)]
    lines += [_line([escaped(cell) for cell in _cells(row)]) for row in rows]
    summed = {
        "Project": "Total",
        "Committed a month": euros(total.committed_cents),
        "Budget": euros(total.budget_cents),
        "In prod": _known(total.models_in_prod),
    }
    lines.append(_line([f"**{summed[heading]}**" if heading in summed else "" for heading in HEADINGS]))
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """`text` on one line, with nothing that Markdown would take for markup, a link or a cell's end."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def euros(cents: Cents) -> str:
    """An amount in whole and hundredth euros, such as `1 234.50 €`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d} €".replace(",", " ")


def _known(number: int | None) -> str:
    return "not known" if number is None else str(number)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(row: ProjectRow) -> tuple[str, ...]:
    template = f"{row.template} {row.template_version}".strip()
    waiting = row.waiting_on
    return (
        row.name,
        row.unit,
        row.phase,
        row.owner or "nobody",
        f"{template} (behind by {row.template_behind})" if row.template_behind else template,
        ", ".join(row.stages),
        euros(row.committed_cents),
        euros(row.budget_cents),
        _known(row.models_in_prod),
        f"{', '.join(waiting.people)} since {waiting.since}" if waiting else "",
        row.next_lease or "",
        "; ".join(row.flags),
    )
