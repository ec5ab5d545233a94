"""Finds an offer by what somebody remembers of it: first as a part of its words, then with misspellings."""

import difflib
import re
from collections.abc import Callable

from catalog.model import Catalogue, ComputeType, Environment, Item, Template

LIKENESS = 0.72
"""How alike two words must be, from 0 to 1, for one to be a misspelling of the other."""

MAX_TEXT = 200

WORD = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
LOOKALIKES = str.maketrans("oil", "011")


def search(catalogue: Catalogue, text: str, limit: int = 50) -> list[Item]:
    """The offers that match every word of `text`, best first; misspellings are tried when nothing else matches."""
    words = text[:MAX_TEXT].lower().split()
    if not words:
        return list(catalogue.items())[:limit]
    for weigh in (_exactly, _nearly):
        weighed = [(_weight(item, words, weigh), number, item) for number, item in enumerate(catalogue.items())]
        hits = sorted((-weight, _lifecycle_rank(item), number, item) for weight, number, item in weighed if weight)
        if hits:
            return [item for *_, item in hits][:limit]
    return []


def _exactly(word: str, text: str) -> bool:
    return word in text


def _nearly(word: str, text: str) -> bool:
    """Whether a word of the text looks or is spelled much like it."""
    if word.translate(LOOKALIKES) in text.translate(LOOKALIKES):
        return True
    words = {part for found in WORD.findall(text) for part in (found, *re.split(r"[.-]", found))}
    return bool(difflib.get_close_matches(word, words, n=1, cutoff=LIKENESS))


def _weight(item: Item, words: list[str], matches: Callable[[str, str], bool]) -> int:
    """How well an item fits: each word must be found; it counts most in the id, and little within another word."""
    head, title, body = item.id.lower(), item.title.lower(), _body(item).lower()
    total = 0
    for word in words:
        places = ((head, 400), (title, 200), (body, 60))
        best = max((worth // _distance(word, text) for text, worth in places if matches(word, text)), default=0)
        if best == 0:
            return 0
        total += 1000 if item.id == word else best
    return total


def _distance(word: str, text: str) -> int:
    """1 where the text begins with the word, 2 where one of its words does, 10 where it only lies within one."""
    if text.startswith(word):
        return 1
    return 2 if re.search(rf"(?<![a-z0-9]){re.escape(word)}", text) else 10


def _lifecycle_rank(item: Item) -> int:
    return ("approved", "deprecated", "draft", "blocked").index(item.lifecycle)


def _body(item: Item) -> str:
    """Everything else of an item that somebody may remember."""
    parts = [item.kind, item.use_when, item.not_when, item.reason or "", item.owner]
    if isinstance(item, ComputeType):
        parts += [item.size, item.family, item.gpu_model or "", "gpu" if item.is_gpu else "cpu", *item.kinds]
    elif isinstance(item, Environment):
        parts += [item.name, item.note or "", *item.packages, item.base_actual or "", item.os_actual or ""]
        parts += [f"python {item.python}" if item.python else "", f"cuda {item.cuda}" if item.cuda else ""]
    elif isinstance(item, Template):
        parts += [item.summary, *item.makes, *(question.title for question in item.questions)]
    return "\n".join(parts)
