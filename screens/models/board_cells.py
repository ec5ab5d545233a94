"""How one model in one stage looks on the board; pure functions."""

from datetime import datetime, timedelta

from portal.clock import moment
from portal.contract.models.board import BoardRow
from portal.contract.models.board import Cell as BoardCell
from portal.contract.models.cell_words import cell_words
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


def board_cell(cell: BoardCell | None, now: datetime) -> Cell:
    """One stage of one model: what serves there, compared, with its age when it is old."""
    if cell is None:
        return cell_words(cell), "dim"
    aged = "" if cell.status == "forbidden" else _aged(cell, now)
    return cell_words(cell) + aged, _tone(cell)


def _tone(cell: BoardCell) -> str:
    if cell.status != "seen":
        return "dim" if cell.status == "nothing" else "warn"
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
