"""The few signs of Markdown that the made pages are written in."""

from collections.abc import Iterable, Sequence


def note(source: str) -> str:
    """What tells a reader not to edit a page."""
    return f"<!-- Made by `make docs` from {source}; what is written here by hand is lost. -->"


def code(text: str) -> str:
    """Text as it is typed."""
    return f"`{text}`" if text else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under their heads; a bar inside a cell would end it, so it is written otherwise."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)


def page(*blocks: str) -> str:
    """Blocks with an empty line between them."""
    return "\n\n".join(blocks) + "\n"
