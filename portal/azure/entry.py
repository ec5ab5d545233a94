"""One entry of an answer, read field by field: what is missing is blank, what is there and cannot be read is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from portal.contract.sound_json import Marked

Json = dict[str, Any]
Tags = Mapping[str, str]
Blank = TypeVar("Blank")


@dataclass(frozen=True, kw_only=True)
class View:
    """What was read of one entry, and what could not be."""

    fault: str = ""
    """What of it is there but cannot be read, so that its value is not known."""
    note: str = ""
    """Which of its texts were shortened or cleaned."""


class EntryReader:
    """Reads fields by the names on the way to them; null is the same as missing."""

    def __init__(self, item: Json) -> None:
        self._item = item
        marked = item if isinstance(item, Marked) else Marked()
        self._unread = list(marked.unread)
        self._mended = list(marked.mended)

    @property
    def fault(self) -> str:
        """What of it could not be read, so that its value is not known; "" when everything was."""
        return "; ".join(dict.fromkeys(self._unread))

    @property
    def note(self) -> str:
        """Which texts were shortened or cleaned; "" for none."""
        return "; ".join(dict.fromkeys(self._mended))

    def text(self, *names: str) -> str:
        """A text; numbers and truth values are taken as they are written."""
        found = self._found(names)
        if isinstance(found, dict | list):
            return self._odd(names, found, "text", "")
        return "" if found is None else str(found)

    def whole(self, *names: str) -> int:
        """A whole number; 0 where there is none."""
        return self._whole(names, self._found(names))

    def texts(self, *names: str) -> Tags:
        """The texts of an object by their names, as tags are."""
        return {name: self._as_text((*names, name), value) for name, value in self.object(*names).items()}

    def wholes(self, *names: str) -> Mapping[str, int]:
        """The whole numbers of an object by their names, as shares of traffic are."""
        return {name: self._whole((*names, name), value) for name, value in self.object(*names).items()}

    def must(self, *names: str) -> None:
        """Notes it as a fault where there is nothing, as what is blank then is not known."""
        if self._found(names) is None:
            self._unread.append(f"{'.'.join(names)} is missing")

    def object(self, *names: str) -> Json:
        """An object; an empty one where there is none."""
        found = self._found(names)
        if not isinstance(found, dict | None):
            return self._odd(names, found, "object", {})
        return found or {}

    def objects(self, *names: str) -> list[Json]:
        """The objects of a list."""
        return [one for one in self._list(names) if isinstance(one, dict)]

    def listed(self, *names: str) -> list[str]:
        """The texts of a list."""
        return [one for one in self._list(names) if isinstance(one, str)]

    def named_text(self, *names: str) -> str:
        """A text, or that of the field `assetId` where an object stands in its place."""
        return self.text(*names) if not isinstance(self._found(names), dict) else self.text(*names, "assetId")

    def _found(self, names: tuple[str, ...]) -> Any:
        found: Any = self._item
        for number, name in enumerate(names):
            if not isinstance(found, dict):
                return None if found is None else self._odd(names[:number], found, "object", None)
            found = found.get(name)
        return found

    def _list(self, names: tuple[str, ...]) -> list[Any]:
        found = self._found(names)
        return found or [] if isinstance(found, list | None) else self._odd(names, found, "list", [])

    def _as_text(self, names: tuple[str, ...], found: Any) -> str:
        if isinstance(found, dict | list):
            self._mended.append(f"{'.'.join(names)} is a {type(found).__name__}, no text")
            return ""
        return "" if found is None else str(found)

    def _whole(self, names: tuple[str, ...], found: Any) -> int:
        if isinstance(found, int | float | None):
            return int(found or 0)
        return self._odd(names, found, "number", 0)

    def _odd(self, names: tuple[str, ...], found: Any, wanted: str, blank: Blank) -> Blank:
        self._unread.append(f"{'.'.join(names)} is a {type(found).__name__}, no {wanted}")
        return blank
