"""Letters so large that they can be read from across a desk: what has to be copied by hand onto another machine."""

from collections.abc import Sequence

GLYPHS = {
    "0": ".###. #..## #.#.# ##..# .###.",
    "1": "..#.. .##.. ..#.. ..#.. .###.",
    "2": "####. ....# .###. #.... #####",
    "3": "####. ....# .###. ....# ####.",
    "4": "#..#. #..#. ##### ...#. ...#.",
    "5": "##### #.... ####. ....# ####.",
    "6": ".###. #.... ####. #...# .###.",
    "7": "##### ....# ...#. ..#.. ..#..",
    "8": ".###. #...# .###. #...# .###.",
    "9": ".###. #...# .#### ....# .###.",
    "A": ".###. #...# ##### #...# #...#",
    "B": "####. #...# ####. #...# ####.",
    "C": ".#### #.... #.... #.... .####",
    "D": "####. #...# #...# #...# ####.",
    "E": "##### #.... ####. #.... #####",
    "F": "##### #.... ####. #.... #....",
    "G": ".#### #.... #..## #...# .###.",
    "H": "#...# #...# ##### #...# #...#",
    "I": "##### ..#.. ..#.. ..#.. #####",
    "J": "..### ...#. ...#. #..#. .##..",
    "K": "#..#. #.#.. ##... #.#.. #..#.",
    "L": "#.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #...# #...#",
    "N": "#...# ##..# #.#.# #..## #...#",
    "O": ".###. #...# #...# #...# .###.",
    "P": "####. #...# ####. #.... #....",
    "Q": ".###. #...# #.#.# #..#. .##.#",
    "R": "####. #...# ####. #..#. #...#",
    "S": ".#### #.... .###. ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#...# .#.#. ..#.. .#.#. #...#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#..",
    "Z": "##### ...#. ..#.. .#... #####",
    "-": "..... ..... .###. ..... .....",
}
"""Letters and digits of five dots by five; a zero has a stroke, a one no bar, so that none looks like another."""

DOTS = 5
_HALVES = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}


def large(text: str, cells: int) -> str:
    """`text` in three lines of half blocks, or spaced out in one line where that is too wide or has other signs."""
    letters = text.upper()
    if len(letters) * (DOTS + 1) - 1 > cells or any(letter not in GLYPHS for letter in letters):
        return " ".join(text)
    drawn = [[*GLYPHS[letter].split(), "." * DOTS] for letter in letters]
    return "\n".join(_line([(glyph[row], glyph[row + 1]) for glyph in drawn]) for row in range(0, DOTS + 1, 2))


def _line(rows: Sequence[tuple[str, str]]) -> str:
    """One line of the terminal from two rows of dots of each letter."""
    shown = ("".join(_HALVES[above + below] for above, below in zip(*row, strict=True)) for row in rows)
    return " ".join(shown).rstrip()
