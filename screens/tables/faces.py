"""What a screen shows when it has no rows to show: it loads, is empty, failed, or may not be seen."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from portal.contract.problem import Problem
from screens.keys import shown
from screens.text import Part, content, line, stack


class StateFace(Static):
    """A quiet page in the middle of the screen."""

    DEFAULT_CSS = "StateFace { height: 1fr; padding: 2 4; display: none; }"


def loading(saying: str) -> Content:
    """Something is on its way, and what."""
    return content(("◌ ", "$secondary"), saying)


def empty(why: str, keys: Sequence[tuple[str, str]] = ()) -> Content:
    """There is nothing, why, and the keys that change it: each an act and what it does here."""
    rows: list[Part] = [(why, "b"), ""]
    rows += [content((f"  {shown(id)}", "b $primary"), f"  {does}") for id, does in keys]
    return stack(rows)


def error(problem: Problem) -> Content:
    """What went wrong, why, and what one can do."""
    body = problem.body
    if body.status == 403:
        return forbidden(problem)
    title = "The portal server does not answer" if body.status == 0 else body.title
    rows: list[Part] = [content(("✗ ", "$error"), (title, "b"))]
    rows += [body.title] if title != body.title else []
    rows += [text for text in (body.detail, *(f"{c.where}: {c.what}" for c in body.complaints)) if text]
    rows += ["", *_todo(problem), content((f"  {shown('refresh')}", "b $primary"), "  try again")]
    rows.append(content((f"  {shown('copy')}", "b $primary"), "  copy these details"))
    return stack(rows)


def forbidden(problem: Problem) -> Content:
    """One may not see this, and who could change that."""
    body = problem.body
    rows: list[Part] = [content(("⊘ ", "$warning"), (body.title, "b")), body.detail, "", *_todo(problem)]
    return stack(rows)


def _todo(problem: Problem) -> list[Part]:
    return [content(("→ ", "$primary"), problem.body.todo)] if problem.body.todo else []


def details(problem: Problem) -> str:
    """A problem as text to copy."""
    return line(f"{problem.line()} (status {problem.body.status}, {problem.body.code})")
