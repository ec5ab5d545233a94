"""The checks of an environment: its base, its packages, its Python, and for how long it gets fixes. Pure."""

import re
from datetime import date

from catalog.model import Environment
from portal.contract.plan import Fact
from portal.contract.problem import Complaint
from portal.kinds.environment.fields import CUSTOM, LONGEST_LIST
from portal.kinds.kind import Wish

_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(\[[A-Za-z0-9._,-]+\])?==[0-9][A-Za-z0-9.!+_-]*")
"""A name, extras, and one exact version (PEP 508 and PEP 440, without ranges and wildcards)."""


def packages_of(wish: Wish) -> tuple[str, ...]:
    """The packages that are added, in the order of their names."""
    if wish.text("how") != CUSTOM:
        return ()
    return tuple(sorted((one for line in _lines(wish) for one in _packages_in(line)), key=str.lower))


def _lines(wish: Wish) -> list[str]:
    """The lines of the list without comments and without the hyphens of a list in YAML."""
    lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in wish.text("packages").splitlines())
    return [re.sub(r"^-\s+", "", line) for line in lines if line]


def _packages_in(line: str) -> list[str]:
    """The packages of a line; none of an option of pip, and one of a line with a condition, which is none we take."""
    if line.startswith("-"):
        return []
    if ";" in line:
        return [line]
    return [one for one in re.split(r"[\s,]+", re.sub(r"\s*==\s*", "==", line)) if one] or [line]


def wrong_base(wish: Wish, base: Environment) -> list[Complaint]:
    """What speaks against a base: it gets no more fixes."""
    if base.end_of_life is None or base.end_of_life > date.fromisoformat(wish.today):
        return []
    instead = f"take {base.successor}" if base.successor else "take another base"
    return [Complaint("base", f"{base.id} gets no more fixes since {base.end_of_life}", instead)]


def wrong_packages(wish: Wish, base: Environment) -> list[Complaint]:
    """What is wrong with the packages and the Python of a custom environment."""
    if wish.text("how") != CUSTOM:
        return []
    listed, found = packages_of(wish), []
    options = [line for line in _lines(wish) if line.startswith("-")]
    if not listed and not options:
        found.append(Complaint("packages", "name none", "write each as name==1.2.3, or take the base as it is"))
    if options:
        named = ", ".join(one[:40] for one in options[:3])
        found.append(Complaint("packages", f"are options of pip: {named}", "leave them out; the base says where from"))
    loose = [one for one in listed if not _PINNED.fullmatch(one)]
    if loose:
        named = ", ".join(one[:40] for one in loose[:3])
        found.append(Complaint("packages", f"not pinned to one version: {named}", "write each as name==1.2.3"))
    if len(listed) > LONGEST_LIST:
        found.append(Complaint("packages", f"are {len(listed)}, at most {LONGEST_LIST} are allowed", "make a base"))
    names = [_name(one) for one in listed]
    if twice := sorted({one for one in names if names.count(one) > 1}):
        found.append(Complaint("packages", f"named twice: {', '.join(twice[:3])}", "name each once"))
    if base.python and wish.text("python") and wish.text("python") != base.python:
        found.append(Complaint("python", f"{base.id} has Python {base.python}", f"take {base.python}, or another base"))
    return found


def checks(wish: Wish, base: Environment) -> tuple[Fact, ...]:
    """What is known of the environment, as facts for whoever decides."""
    made = [
        Fact("base", "Base", f"{base.id}, {base.lifecycle}", base.lifecycle == "approved", base.reason or ""),
        _actual(base),
        _life(base),
        Fact("pinned", "Pinned", f"{base.name}:{wish.text('base_version')}", True, "every version is exact"),
    ]
    if wish.text("how") == CUSTOM:
        listed = packages_of(wish)
        ours = {_name(one) for one in listed} & {_name(one.split()[0]) for one in base.packages}
        told = f"in place of the base's own: {', '.join(sorted(ours))}" if ours else "none of them is in the base"
        made.append(Fact("packages", "Packages", f"{len(listed)} of at most {LONGEST_LIST}", not ours, told))
        made.append(_python(wish, base))
    scanned = str(base.scanned_on) if base.scanned_on else "not known"
    made.append(Fact("scan", "Last scan", scanned, True if base.scanned_on else None, "for known weaknesses"))
    return tuple(made)


def _python(wish: Wish, base: Environment) -> Fact:
    if not base.python:
        return Fact("python", "Python", "not known", None, "the catalogue does not say which the base has")
    return Fact("python", "Python", wish.text("python"), True, "as in the base")


def _actual(base: Environment) -> Fact:
    """What its name and tags promise against what it is built from."""
    said = ", ".join(filter(None, (base.os_declared, base.base_declared)))
    real = ", ".join(filter(None, (base.os_actual, base.base_actual)))
    if not real:
        return Fact("actual", "Declared, actual", f"{said or 'nothing'}, not known", None, base.note or "")
    if base.base_differs:
        return Fact("actual", "Declared, actual", f"says {said}; is {real}", False, base.note or "")
    return Fact("actual", "Declared, actual", real, True, base.note or "")


def _life(base: Environment) -> Fact:
    if base.end_of_life is None:
        return Fact("life", "Fixes until", "not known", None, "the catalogue does not say")
    return Fact("life", "Fixes until", str(base.end_of_life), True, "of its operating system")


def _name(requirement: str) -> str:
    """A package's name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=<>~! ]", requirement, maxsplit=1)[0]).lower()
