"""The last net: takes out of every painted line what could speak to the terminal."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from portal.contract.plaintext import is_plain, plain


class PlainFilter(LineFilter):
    """Lets visible characters through only; text that is built by `screens.text` passes untouched."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, each without invisible and control characters, in the same width."""
        if all(is_plain(text) for text, _, _ in segments):
            return segments
        return [
            Segment(plain(text).ljust(segment.cell_length) if not is_plain(text) else text, style, control)
            for segment in segments
            for text, style, control in (segment,)
        ]
