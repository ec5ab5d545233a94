"""Which stage and which unit a workspace that nobody described may belong to. Pure; every guess says why."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

STAGES = ("dev", "test", "prod")
UNASSIGNED = "unassigned"
"""The unit of a workspace about which nothing is known."""

STAGE_TAGS = ("stage", "environment", "env", "deployment_environment", "lifecycle")
UNIT_TAGS = ("business_unit", "unit", "bu", "department", "dept", "division", "team", "domain", "area")
_EXPLORING = "sandbox sbx lab labs explore exploration experiment experiments poc play playground research scratch"
_STAGE_WORDS = {
    "dev": f"dev develop development entwicklung nonprod nonproduction {_EXPLORING}",
    "test": "test tst testing qa qual uat stage staging stg acc accept acceptance preprod preproduction pre ppr int "
    "integration sit val validation",
    "prod": "prod prd production produktion live operational",
}
_STAGE_OF = {word: stage for stage, words in _STAGE_WORDS.items() for word in words.split()}
_WEAK = {"nonprod": "dev", "nonproduction": "dev", "d": "dev", "t": "test", "q": "test", "p": "prod"}
"""Words that are only half a sign: they leave more than one stage open."""
EXPLORING = frozenset(_EXPLORING.split())
_JARGON = """
ml mlw aml amlw azml azureml ws wks wksp workspace workspaces rg rsg group resource resources sub subscription ai ds
data science datascience machine learning machinelearning mlops ops platform shared hub team dept department division
business unit the and of for my old new main default project azure cloud core global tmp temp copy
we weu ne neu westeurope northeurope euw eun eus eastus wus westus cus uks uksouth ukw gwc frc sea
"""
_NOISE = frozenset(_JARGON.split())
_COMMON_SHARE = 0.6
_COMMON_FROM = 5
"""From so many workspaces on, a word in most of their names is the organisation's own and tells no unit."""


@dataclass(frozen=True)
class Sighting:
    """What is known of one workspace: its name, its group's, its subscription's title, its tags, what it serves."""

    name: str
    group: str
    subscription: str
    region: str
    tags: Mapping[str, str]
    endpoints: int = 0


@dataclass(frozen=True)
class Guess:
    """A guessed value, why, and what makes it doubtful ("" when nothing does)."""

    value: str
    why: str
    doubt: str = ""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name in small letters: split at signs, at capitals and at figures; `non-prod` stays one word."""
    parted = re.sub(
        r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])", " ", text
    )
    words = re.findall(r"[^\W\d_]+|\d+", parted)
    joined = re.sub(r"\b(non|pre) (prod|production)\b", r"\1\2", " ".join(words).lower())
    return tuple(joined.split())


def guess_stage(seen: Sighting) -> Guess:
    """The stage of a workspace: its tag's word, else its name's, its group's, its subscription's; doubt is told."""
    signs = [sign for sign in (_tagged(seen.tags), *_named(seen)) if sign is not None]
    clear = [sign for sign in signs if not sign.doubt]
    if not signs:
        if seen.endpoints:
            return Guess(
                "prod", f"it serves {seen.endpoints} online endpoints", "nothing says its stage; prod is the stricter"
            )
        return Guess("dev", "nothing says otherwise", "neither tags nor names say its stage")
    first = clear[0] if clear else signs[0]
    against = [sign for sign in signs if sign.value != first.value and (not sign.doubt or not clear)]
    if against:
        return Guess(first.value, first.why, f"{against[0].why}, which says {against[0].value}")
    return first


def _tagged(tags: Mapping[str, str]) -> Guess | None:
    plain = {_tag_name(name): value for name, value in tags.items()}
    for name in STAGE_TAGS:
        if name in plain and (found := _stage_in(plain[name], f"its tag {name} is {plain[name]}")):
            return found
    return None


def _named(seen: Sighting) -> Iterable[Guess | None]:
    yield _stage_in(seen.name, f"its name is {seen.name}")
    yield _stage_in(seen.group, f"its group is {seen.group}")
    yield _stage_in(seen.subscription, f"its subscription is {seen.subscription}")


def _stage_in(text: str, why: str) -> Guess | None:
    words = words_of(text)
    found = [_STAGE_OF[word] for word in words if word in _STAGE_OF and word not in _WEAK]
    if not found:
        found = [_STAGE_OF[end] for word in words if (end := _ending(word))]
    if len(set(found)) > 1:
        return Guess(found[-1], why, f"{text} names more than one stage")
    if found:
        return Guess(found[0], why)
    weak = [word for word in words if word in _WEAK]
    return Guess(_WEAK[weak[-1]], why, f"'{weak[-1]}' may mean something else") if weak else None


def _ending(word: str) -> str:
    """The word of a stage at the end of one such as `churnprd`; a word of the language, such as contest, has none."""
    ends = [end for end in ("prod", "prd", "dev", "tst", "uat") if word.endswith(end) and word not in _WEAK]
    if word.endswith("test") and word.removesuffix("test") in _NOISE:
        ends.append("test")
    return ends[0] if ends else ""


def guess_units(all_seen: Sequence[Sighting]) -> list[Guess]:
    """The unit of each workspace, in their order: by tags, else by words that names share with others."""
    named = [_unit_tag(seen) for seen in all_seen]
    told = {guess.value for guess in named if guess is not None}
    common = _common(all_seen)
    counts = Counter(word for seen in all_seen for word in set(_telling(seen.name, seen, common)))
    return [
        guess if guess is not None else _unit_by_name(seen, told, counts, common)
        for seen, guess in zip(all_seen, named, strict=True)
    ]


def _unit_tag(seen: Sighting) -> Guess | None:
    plain = {_tag_name(name): value for name, value in seen.tags.items()}
    for name in UNIT_TAGS:
        if name in plain and (unit := slug(plain[name])):
            return Guess(unit, f"its tag {name} is {plain[name]}")
    return None


def _unit_by_name(seen: Sighting, told: set[str], counts: Counter[str], common: frozenset[str]) -> Guess:
    for text, what in ((seen.name, "name"), (seen.group, "group")):
        words = _telling(text, seen, common)
        if known := next((word for word in words if word in told), ""):
            return Guess(known, f"its {what} is {text}, and tags of others name {known}")
    for text, what in ((seen.name, "name"), (seen.group, "group")):
        for word in _telling(text, seen, common):
            doubt = "" if counts[word] > 1 else f"no other workspace is called '{word}'; it may be a project"
            return Guess(word, f"its {what} is {text}", doubt)
    return Guess(UNASSIGNED, "nothing says whose it is", "neither tags nor names say its unit")


def _telling(text: str, seen: Sighting, common: frozenset[str]) -> list[str]:
    """The words that may name a unit: no stage, no region, no figure, no jargon, nothing that all have."""
    region = set(words_of(seen.region)) | {seen.region.lower()}
    return [
        word
        for whole in words_of(text)
        for word in (whole if whole in _STAGE_OF else whole.removesuffix(_ending(whole)),)
        if word.isascii() and len(word) > 1 and not word.isdigit()
        and word not in _NOISE and word not in _STAGE_OF and word not in region and word not in common
    ]  # fmt: skip


def _common(all_seen: Sequence[Sighting]) -> frozenset[str]:
    if len(all_seen) < _COMMON_FROM:
        return frozenset()
    counts = Counter(word for seen in all_seen for word in set(words_of(seen.name)))
    return frozenset(word for word, count in counts.items() if count >= _COMMON_SHARE * len(all_seen))


def slug(text: str) -> str:
    """A unit's id of its title: `Retail & Fashion (BU)` is `retail-fashion`; "" when nothing is left."""
    words = [word for word in words_of(text) if word.isascii() and word not in ("bu", "dept", "department", "team")]
    return "-".join(words)[:50].strip("-")


def _tag_name(name: str) -> str:
    return "_".join(words_of(name))
