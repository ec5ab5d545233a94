"""What both advisors say alike: the words that were taken, reasons, and what would have to change."""

from collections.abc import Iterable, Sequence

from portal.cli.text import Column, elastic, inner, line, page, section, table
from portal.contract.advice import Change, ComputeAdvice, Reason, TopologyAdvice, Word
from portal.contract.plaintext import one_line

SHOWN = 5
NEAREST = 8
CURES = 3


def advice_page(
    found: ComputeAdvice | TopologyAdvice,
    fits: str,
    columns: Sequence[Column | str],
    rows: Sequence[Sequence[object]],
    first: str,
    others: Sequence[tuple[str, Sequence[Reason], Sequence[Change]]],
    everything: bool,
) -> str:
    """The headline, the words that were taken, what fits below the title `fits`, more on the first, and the others."""
    shown = rows if everything else rows[:SHOWN]
    ranked = table(columns, shown, inner()) if shown else "nothing"
    if left := len(rows) - len(shown):
        ranked += f"\nand {left} more; --all shows them"
    return page(
        line(found.headline),
        line(taken(found.words)),
        "\n".join(line(f"note: {note}") for note in found.notes),
        section(fits, ranked),
        first,
        rejected(others, everything),
    )


def taken(asked: Sequence[Word]) -> str:
    """The words with their values; what nobody said is marked."""
    told = [f"{word.name}={_spelled(word.value)}" for word in asked if word.origin == "answered"]
    assumed = [f"{word.name}={_spelled(word.value)}" for word in asked if word.origin != "answered"]
    parts = [" ".join(told), f"assumed: {' '.join(assumed)}" if assumed else ""]
    return "; ".join(part for part in parts if part)


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def why(reasons: Iterable[Reason]) -> str:
    """What speaks for something, against it, and what else there is to know."""
    signs = {"prefer": "+", "avoid": "-", "reject": "x"}
    return "\n".join(f"{signs.get(reason.effect, ' ')} {reason.text}" for reason in reasons)


def changes(found: Iterable[Change]) -> str:
    """What would have to change, in a row."""
    return "; ".join(change.text for change in found)


def rejected(rows: Sequence[tuple[str, Sequence[Reason], Sequence[Change]]], everything: bool) -> str:
    """What does not suit, the nearest first, with its reasons and what would have to change."""
    if not rows:
        return ""
    shown = rows if everything else rows[:NEAREST]
    columns = ("what", elastic("why not"), elastic("what would have to change"))
    lines = [(name, "; ".join(reason.text for reason in reasons), changes(change)) for name, reasons, change in shown]
    body = table(columns, lines, inner())
    left = len(rows) - len(shown)
    if left:
        body += f"\nand {left} more; --all shows them"
    cures = dict.fromkeys(one.cure for _, _, change in shown for one in change if one.cure)
    asking = "\n".join(one_line(cure) for cure in list(cures)[:CURES])
    return section("Not these", body) + section("Somebody could grant it", asking)
