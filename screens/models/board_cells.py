"""How one model in one stage looks on the board; pure functions."""

from datetime import datetime, timedelta

from portal.clock import moment
from portal.contract.models.board import BoardRow, Serving
from portal.contract.models.board import Cell as BoardCell
from screens.tables.columns import Cell
from screens.text import ago
from screens.words import COMPARED

STAGES = ("dev", "test", "prod")
"""The stages, in the order in which a model goes through them."""
OLD = timedelta(hours=1)
"""From this age on a cell says how old it is."""


EMERGENCY = "break-glass"
"""How the reason begins for which a model wants a look while nobody has looked at an emergency."""


def attention_sign(row: BoardRow) -> Cell:
    """`‼` for an emergency that nobody has looked at, `▲` for anything else that wants a look."""
    return ("‼", "bad") if EMERGENCY in row.attention else ("▲", "bad") if row.attention else ""


def version(text: str) -> str:
    """`v7` for a version that is a number, else the version as it is."""
    return f"v{text}" if text[:1].isdigit() else text


def serving_text(one: Serving) -> str:
    """One deployment: its version, and how much of the stage it is."""
    if one.kind == "batch":
        run = f" {one.last_run}" if one.last_run else ""
        return f"{version(one.version)} {'▣ default' if one.default else '▢'}{run}"
    share = one.traffic or 0
    sign = "●" if share >= 100 else "◐" if share > 0 else "○"
    return f"{version(one.version)} {sign} {share} %"


def board_cell(cell: BoardCell | None, now: datetime) -> Cell:
    """One stage of one model: what serves there, compared, with its age when it is old."""
    if cell is None:
        return "–", "dim"
    aged = _aged(cell, now)
    if cell.status == "forbidden":
        return "⊘ not visible to us (403)", "warn"
    if cell.status == "unreachable":
        return f"? no answer{aged}", "warn"
    if cell.status == "nothing":
        return f"nothing{aged}", "dim"
    if cell.status != "seen":
        return f"? not known{aged}", "warn"
    live = [one for one in cell.serving if one.default or (one.traffic or 0) > 0] or list(cell.serving)
    text = "  ".join(serving_text(one) for one in live) or f"{version(cell.version)} ○ {cell.step}"
    if against := {"≠": " ≠ approved", "~": " ~ approved"}.get(cell.approved):
        text += against
    elif cell.before:
        text += f" {cell.before}"
    return text + aged, _tone(cell)


def _tone(cell: BoardCell) -> str:
    if "≠" in (cell.approved, cell.before):
        return "bad" if cell.approved == "≠" else "warn"
    if cell.approved == "~":
        return "warn"
    return "good" if cell.serving else "dim"


def _aged(cell: BoardCell, now: datetime) -> str:
    try:
        old = now - moment(cell.observed_at) > OLD
    except ValueError:
        return ""
    return f"  seen {ago(cell.observed_at, now)}" if old else ""


def compared_words(sign: str) -> str:
    """What a sign of comparison means."""
    return COMPARED.get(sign, COMPARED["~"]).word
