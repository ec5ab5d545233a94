"""The audit as a file that proves itself: one JSON line for each row, each hash over the one before.

This module stands alone on purpose: whoever gets such a file checks it with nothing but this text and a library
for canonical JSON (RFC 8785).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

FORMAT = "ml-portal-audit-1"
GENESIS = "0" * 64
COVERED = ("number", "at", "actor", "act", "kind", "subject", "project", "digest", "mode", "data")
"""What a row's hash covers, together with the hash of the row before."""


@dataclass(frozen=True)
class ProofVerdict:
    """Whether an exported file holds, up to which number, and where and why it breaks."""

    ok: bool
    rows: int
    head: str
    broken_at: int | None = None
    detail: str = ""


def export_lines(rows: Iterable[Mapping[str, Any]], head_number: int, head_hash: str, at: str) -> Iterator[str]:
    """The file's lines: a head that says how much there is, then every row from the first to the last."""
    yield _line({"format": FORMAT, "rows": head_number, "head": head_hash, "exported_at": at})
    for row in rows:
        yield _line({name: row[name] for name in (*COVERED, "previous", "hash")})


def verify_export(lines: Iterable[str]) -> ProofVerdict:
    """Walks an exported file: the head, numbers without gaps, every hash. Blank lines are passed over."""
    parsed = ((number, _read(line)) for number, line in enumerate(lines, 1) if line.strip())
    first = next(parsed, None)
    if first is None:
        return ProofVerdict(False, 0, GENESIS, 0, "the file is empty")
    head = first[1]
    if head is None or head.get("format") != FORMAT:
        return ProofVerdict(False, 0, GENESIS, 0, f"line 1 is not the head of a file of format {FORMAT}")
    previous, number = GENESIS, 0
    for at, row in parsed:
        number += 1
        fault = _fault(row, number, previous, at)
        if fault:
            return ProofVerdict(False, number - 1, previous, number, fault)
        assert row is not None  # `_fault` refuses a line that cannot be read
        previous = row["hash"]
    if head.get("rows") != number or head.get("head") != previous:
        return ProofVerdict(
            False, number, previous, number + 1, f"the head tells of {head.get('rows')} rows, not {number}"
        )
    return ProofVerdict(True, number, previous)


def _fault(row: Mapping[str, Any] | None, number: int, previous: str, at: int) -> str:
    if row is None:
        return f"line {at} is not a JSON object"
    missing = [name for name in (*COVERED, "previous", "hash") if name not in row]
    if missing:
        return f"line {at} has no {missing[0]}"
    if row["number"] != number:
        return f"row {number} is missing: line {at} is row {row['number']}"
    if row["previous"] != previous:
        return f"row {number} does not follow the row before it"
    covered = rfc8785.dumps({name: row[name] for name in COVERED})
    if hashlib.sha256(previous.encode() + b"\n" + covered).hexdigest() != row["hash"]:
        return f"row {number} is not what was written"
    return ""


def _read(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
