"""What was last seen, for the next start: few rows, for a week, for one person and server and nobody else's eyes."""

import json
import logging
import os
import re
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from portal.clock import Clock, moment, stamp
from portal.contract.sound_json import check, parts
from portal.settings import Settings

log = logging.getLogger("portal.screens")
MOST_ROWS = 200
KEPT = timedelta(days=7)
_VERSION = 1

Data = TypeVar("Data")


class Snapshot:
    """The file of one person at one server."""

    def __init__(self, settings: Settings, person: str, clock: Clock) -> None:
        name = re.sub(r"[^A-Za-z0-9.-]+", "_", f"{settings.server or settings.mode}-{person or 'default'}")[:120]
        self.path = folder(settings) / f"{name}.json"
        self._clock = clock
        self._screens: dict[str, Any] | None = None
        self._writing = Lock()

    def get(self, place: str, kind: type[Data]) -> tuple[Data, datetime] | None:
        """What a screen showed last and when; None when that is too long ago or cannot be read."""
        try:
            kept = self._read()[place]
            check(kept)
            at = moment(kept["at"])
            if self._clock() - at > KEPT:
                return None
            data: Data = revive(kind, kept["data"])
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            if place in self._read():
                log.info("what was seen of %s is not shown: %s", place, fault)
            return None
        return data, at

    def put(self, place: str, data: object) -> None:
        """Remember what a screen shows. A folder that cannot be written to costs the next start its first rows only."""
        kept = {"at": stamp(self._clock()), "data": asdict(trimmed(data))}
        with self._writing:
            screens = self._read()
            screens[place] = kept
            text = json.dumps({"version": _VERSION, "screens": screens}, separators=(",", ":"))
            try:
                self._replace(text)
            except OSError as fault:
                log.info("what was seen is not kept: %s", fault)

    def _replace(self, text: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = self.path.with_suffix(f".{os.getpid()}")
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, self.path)

    def _read(self) -> dict[str, Any]:
        if self._screens is None:
            try:
                kept = parts(self.path.read_text(encoding="utf-8", errors="replace"))
                self._screens = dict(kept["screens"]) if kept["version"] == _VERSION else {}
            except (OSError, ValueError, KeyError, TypeError):
                self._screens = {}
        return self._screens


def folder(settings: Settings) -> Path:
    """Where snapshots are kept."""
    return settings.home / "snapshots"


def wipe(settings: Settings) -> None:
    """Forget everything, as after signing out."""
    for path in folder(settings).glob("*.json"):
        path.unlink(missing_ok=True)


def trimmed(data: Any) -> Any:
    """A page with at most so many rows in each of its lists."""
    if not is_dataclass(data):
        return data
    long = {
        field.name: value[:MOST_ROWS]
        for field in fields(data)
        if isinstance(value := getattr(data, field.name), tuple) and len(value) > MOST_ROWS
    }
    return replace(data, **long) if long and not isinstance(data, type) else data


def revive(kind: Any, value: Any) -> Any:
    """A value of the contract from its JSON. Raises ValueError or TypeError for what does not fit."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: revive(hints[name], part) for name, part in value.items() if name in hints})
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple and not isinstance(value, list):
        raise ValueError(f"{value!r:.40} is no list")
    if origin is tuple and inner[1:] == (...,):
        return tuple(revive(inner[0], part) for part in value)
    if origin is tuple:
        return tuple(revive(one, part) for one, part in zip(inner, value, strict=True))
    if origin is dict:
        return {str(name): revive(inner[1], part) for name, part in value.items()}
    if origin is UnionType:
        return None if value is None else revive(next(one for one in inner if one is not NoneType), value)
    if (
        isinstance(kind, type)
        and kind in _PLAIN
        and (not isinstance(value, _PLAIN[kind]) or (isinstance(value, bool) and kind is not bool))
    ):
        raise ValueError(f"{value!r:.40} is no {kind.__name__}")
    return value


_PLAIN: dict[type, type | tuple[type, ...]] = {str: str, int: int, bool: bool, float: (int, float)}
_KNOWN_HINTS: dict[type, dict[str, Any]] = {}


def _hints(kind: type) -> dict[str, Any]:
    if kind not in _KNOWN_HINTS:
        _KNOWN_HINTS[kind] = get_type_hints(kind)
    return _KNOWN_HINTS[kind]
