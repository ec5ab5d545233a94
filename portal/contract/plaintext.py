"""The one stripper of characters that could speak to a terminal instead of to its reader."""

import re

_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f"  # C0 without tab and newline, and DEL
    "\x80-\x9f"  # C1
    "\u00ad\u061c\u180e"  # soft hyphen, Arabic letter mark, Mongolian vowel separator
    "\u200b-\u200f\u2028-\u202e"  # zero-width, direction marks, line separators, bidi embeddings
    "\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible operators, bidi isolates, BOM, interlinear annotations
    "\U000e0000-\U000e007f"  # tag characters
    "\ud800-\udfff"  # lone surrogates
    "]"
)


def plain(text: str) -> str:
    """`text` without control, bidirectional and invisible characters; tabs and newlines stay."""
    return _UNSAFE.sub("", text)


def one_line(text: str) -> str:
    """`plain` text on a single line, runs of white space folded into one blank."""
    return " ".join(plain(text).split())


def is_plain(text: str) -> bool:
    """Whether `text` holds nothing that `plain` would take out."""
    return _UNSAFE.search(text) is None


def a_or_an(word: str) -> str:
    """A word with its article, as in "an exception"; good for the few words that the portal calls kinds by."""
    return f"an {word}" if word[:1].lower() in "aeio" else f"a {word}"
