"""One cell of the board in words: screens, command line and JSON all say what this says."""

from portal.contract.models.board import Cell, Serving

COMPARED = {"≠": "≠ approved", "~": "~ approved"}
"""What serves against what was approved, where that is not proven to be the same."""


def version_word(text: str) -> str:
    """`v7` for a version that is a number, else the version as it is."""
    return f"v{text}" if text[:1].isdigit() else text


def serving_words(one: Serving) -> str:
    """One deployment: its version, and how much of the stage it is."""
    if one.kind == "batch":
        run = f" {one.last_run}" if one.last_run else ""
        return f"{version_word(one.version)} {'▣ default' if one.default else '▢'}{run}"
    share = one.traffic or 0
    sign = "●" if share >= 100 else "◐" if share > 0 else "○"
    shadow = f", shadow {one.mirror} %" if one.mirror else ""
    return f"{version_word(one.version)} {sign} {share} %{shadow}"


def cell_words(cell: Cell | None) -> str:
    """What one model is in one stage, every version that serves with its share; without the age of the look."""
    if cell is None:
        return "–"
    if cell.status == "forbidden":
        return "⊘ not visible to us (403)"
    if cell.status == "unreachable":
        return "? no answer"
    if cell.status == "nothing":
        return "nothing"
    if cell.status != "seen":
        return "? not known"
    live = [one for one in cell.serving if one.default or (one.traffic or 0) > 0] or list(cell.serving)
    shadows = [one for one in cell.serving if one.mirror and one not in live]
    text = "  ".join(serving_words(one) for one in (*live, *shadows)) or f"{version_word(cell.version)} ○ {cell.step}"
    compared = COMPARED.get(cell.approved) or cell.before
    return f"{text} {compared}".rstrip()
