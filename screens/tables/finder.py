"""Finding rows by the words in them: one lowered text for all rows, searched with `str.find`."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable


class TextIndex:
    """The text of all rows, lowered and joined once, with the place where each row starts."""

    def __init__(self, texts: Iterable[str]) -> None:
        lowered = [" ".join(text.lower().split()) for text in texts]
        self._joined = "\n".join(lowered) + "\n"
        self._starts = array("Q")
        position = 0
        for text in lowered:
            self._starts.append(position)
            position += len(text) + 1

    def find(self, query: str, limit: int | None = None) -> list[int]:
        """The numbers of the rows that hold every word of `query`, at most `limit` of them."""
        words = sorted(query.lower().split(), key=len, reverse=True)
        if not words:
            return list(range(len(self._starts)))[:limit]
        longest, rest = words[0], words[1:]
        joined, starts, found = self._joined, self._starts, list[int]()
        position = joined.find(longest)
        while position >= 0 and (limit is None or len(found) < limit):
            row = bisect_right(starts, position) - 1
            end = joined.find("\n", position)
            if all(joined.find(word, starts[row], end) >= 0 for word in rest):
                found.append(row)
            position = joined.find(longest, end)
        return found
