"""Where a table's rows come from: a source that knows its length, any stretch of it, and where a key is."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from screens.tables.finder import TextIndex

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True)
class Heading:
    """A line between rows that says what follows; the cursor steps over it."""

    text: str
    tone: str = "head"


class RowSource(Protocol[Row_co]):
    """What a table draws from. A row that is not here yet is None."""

    def length(self) -> int:
        """How many rows there are, loaded or not."""

    def rows(self, start: int, stop: int) -> Sequence[Row_co | Heading | None]:
        """The rows from `start` up to `stop`, not beyond the end."""

    def key_at(self, index: int) -> str | None:
        """The key of the row there; None for a heading and for a row that is not here yet."""

    def index_of(self, key: str) -> int | None:
        """Where the row with that key is, as far as it is known."""


class ListSource(Generic[Row]):
    """Rows that are all here. `view` chooses and orders them by their place in `items`."""

    def __init__(
        self,
        items: Sequence[Row | Heading],
        key: Callable[[Row], str],
        text: Callable[[Row], str] | None = None,
        view: Sequence[int] | None = None,
        index: TextIndex | None = None,
        headings: Sequence[int] | None = None,
    ) -> None:
        self.items = items
        self._key = key
        self._text = text or key
        self._view: Sequence[int] = range(len(items)) if view is None else view
        self._index = index
        self._headings = headings
        self._places: dict[str, int] | None = None

    def length(self) -> int:
        """How many rows the view has."""
        return len(self._view)

    def rows(self, start: int, stop: int) -> Sequence[Row | Heading]:
        """The rows of the view from `start` up to `stop`."""
        return [self.items[at] for at in self._view[start:stop]]

    def key_at(self, index: int) -> str | None:
        """The key of the row there; None for a heading."""
        item = self.items[self._view[index]]
        return None if isinstance(item, Heading) else self._key(item)

    def index_of(self, key: str) -> int | None:
        """Where the row with that key is in the view."""
        if self._places is None:
            self._places = {
                self._key(item): at
                for at, item in enumerate(self.items[place] for place in self._view)
                if not isinstance(item, Heading)
            }
        return self._places.get(key)

    def total(self) -> int:
        """How many rows there are before any filter, headings left out."""
        return len(self.items) - len(self.headings())

    def headings(self) -> Sequence[int]:
        """Where the headings are among the items, looked up once for all views of the same items."""
        if self._headings is None:
            self._headings = [at for at, item in enumerate(self.items) if isinstance(item, Heading)]
        return self._headings

    def hits(self) -> int:
        """How many rows the view shows, headings left out."""
        return len(self._view) - sum(self._shows(at) for at in self.headings())

    def _shows(self, place: int) -> bool:
        at = bisect_left(self._view, place)  # a view keeps the order of its items
        return at < len(self._view) and self._view[at] == place

    def index(self) -> TextIndex:
        """The lowered text of all rows, made once; headings are empty."""
        if self._index is None:
            self._index = TextIndex("" if isinstance(item, Heading) else self._text(item) for item in self.items)
        return self._index

    def filtered(self, query: str, limit: int | None = None) -> "ListSource[Row]":
        """The rows that hold every word of `query`, in their order; a heading stays when a row below it does."""
        if not query.strip():
            return self._viewed(None)
        return self._viewed(self._with_headings(self.index().find(query, limit)))

    def ordered(self, order: Callable[[Row], Any], descending: bool = False) -> "ListSource[Row]":
        """The same rows sorted below each heading; rows that compare equal keep their order."""
        items: list[Row | Heading] = []
        section: list[Row] = []
        for item in self.items:
            if isinstance(item, Heading):
                items = [*items, *_sorted(section, order, descending), item]
                section = []
            else:
                section.append(item)
        return ListSource([*items, *_sorted(section, order, descending)], self._key, self._text)

    def _viewed(self, view: Sequence[int] | None) -> "ListSource[Row]":
        return ListSource(self.items, self._key, self._text, view, self._index, self.headings())

    def _with_headings(self, hits: list[int]) -> list[int]:
        headings = self.headings()
        if not headings:
            return hits
        view: list[int] = []
        for number, at in enumerate(headings):
            end = headings[number + 1] if number + 1 < len(headings) else len(self.items)
            below = hits[bisect_left(hits, at) : bisect_left(hits, end)]
            view += [at, *below] if below else []
        return hits[: bisect_left(hits, headings[0])] + view


def _sorted(rows: list[Row], order: Callable[[Row], Any], descending: bool) -> list[Row]:
    return sorted(rows, key=order, reverse=descending)
