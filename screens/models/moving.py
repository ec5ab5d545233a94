"""Asking that a model moves: on to the next stage, back to what was healthy, or at once in an emergency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from portal.contract.models.board import BoardRow
from portal.contract.models.cell_words import version_word
from screens.host import Host
from screens.models.board_cells import STAGES
from screens.requests.asking import ask_for
from screens.text import Part, content

MOVES = ("promote", "roll_back", "break_glass")
"""The acts of every screen that is about models."""
LEVEL = "as far as was seen, no stage has a version that the next one does not have"
NOTHING_BACK = "it serves in no stage behind the first one, so that there is nothing to go back from"


@dataclass(frozen=True)
class NextMove:
    """A version that the next stage does not have yet."""

    source: str
    stage: str
    version: str


def moves(row: BoardRow) -> list[NextMove]:
    """What could go on to the next stage, the first stage first; what is proven to serve there already is left out."""
    found = []
    for before, stage in pairwise(STAGES):
        here, there = row.stages.get(before), row.stages.get(stage)
        if here is None or not here.version or here.status != "seen":
            continue
        whole = there is not None and (there.step in ("100 %", "scheduled", "default") or not there.serving)
        same = there is not None and there.before == "=" and there.version == here.version
        if not (same and whole):
            found.append(NextMove(before, stage, here.version))
    return found


def served_stages(row: BoardRow) -> list[str]:
    """The stages from which it can go back, the last one first."""
    return [stage for stage in reversed(STAGES[1:]) if (cell := row.stages.get(stage)) and cell.serving]


def label_of(row: BoardRow, rows: Sequence[BoardRow]) -> str:
    """What requests call a model: its name, with its project where two have the same name."""
    alike = sum(1 for one in rows if one.name == row.name)
    return row.name if alike <= 1 else f"{row.project}/{row.name}"


def why_not_move(act: str, row: BoardRow | None) -> str:
    """Why a model cannot be moved; "" when it can."""
    if row is None:
        return "there is no model under the cursor"
    if not row.project:
        return "it belongs to no project: say whose it is with portal model assign"
    if act == "promote" and not moves(row):
        return LEVEL
    if act == "roll_back" and not served_stages(row):
        return NOTHING_BACK
    if act == "break_glass" and not emergency(row):
        return f"nothing stands in front of {STAGES[-1]}"
    return ""


def promote(app: Host, row: BoardRow, label: str) -> None:
    """Open the form of the promotion that is possible, or let one choose between two."""
    found = moves(row)
    if len(found) == 1:
        ask_for(app, "promotion", wish(found[0], label))
        return
    from screens.choosing.chooser import ChooserItem, choose

    by_stage = {one.stage: one for one in found}
    rows = [ChooserItem(one.stage, f"{version_word(one.version)} from {one.source} to {one.stage}") for one in found]
    choose(app, f"Promote {row.name}", rows, lambda choice: ask_for(app, "promotion", wish(by_stage[choice.id], label)))


def wish(move: NextMove, label: str) -> dict[str, Any]:
    """What a move answers in the form of a promotion."""
    return {"model": label, "version": move.version, "from": move.source, "to": move.stage}


def roll_back(app: Host, row: BoardRow, label: str, targets: Mapping[str, str] | None = None) -> None:
    """Open the form of a rollback, the last stage first; `targets` says what each stage would go back to.

    The form asks for the model's name to be typed, and for the reason only afterwards.
    """
    stages = served_stages(row)
    if len(stages) == 1:
        ask_for(app, "rollback", {"model": label, "stage": stages[0]})
        return
    from screens.choosing.chooser import ChooserItem, choose

    told = targets or {}
    rows = [ChooserItem(stage, f"{row.name} in {stage}", told.get(stage, "")) for stage in stages]
    choose(
        app,
        f"Roll back {row.name}",
        rows,
        lambda choice: ask_for(app, "rollback", {"model": label, "stage": choice.id}),
    )


def emergency(row: BoardRow) -> NextMove | None:
    """What a break-glass would bring to the last stage."""
    return next((one for one in moves(row) if one.stage == STAGES[-1]), None)


def break_glass(app: Host, row: BoardRow, label: str) -> None:
    """Open the form of a break-glass, after the model's name was typed."""
    move = emergency(row)
    if move is None:
        return
    from screens.dialogs import TypeName

    said: list[Part] = [
        content(
            ("‼ ", "b $error"), f"{version_word(move.version)} goes to {move.stage} with one vote of the platform team."
        ),
        "Open gates do not stop it. A second person has to look within a day; until then it is red on the board,"
        " and when nobody does, you cannot do this again.",
        content(("If it can wait for two votes, use p instead.", "dim")),
    ]

    def then(sure: bool | None) -> None:
        if sure:
            ask_for(app, "promotion", {**wish(move, label), "break_glass": True})

    app.push_screen(TypeName(f"Break-glass for {row.name}", said, "Go on", row.name), then)
