"""Answers from the command line: `--set k=v`, and files of JSON or YAML. Their meaning is checked by the server."""

import re
import sys
from pathlib import Path

from portal.contract.limits import BODY_BYTES
from portal.contract.problem import Complaint, Problem, bad_input
from portal.contract.values import Json

NUMBER = r"-?[0-9]{1,15}(\.[0-9]{1,9})?"


def from_sets(sets: tuple[str, ...]) -> dict[str, Json]:
    """What `--set` says, as text; the server reads it as each field's type. Raises Problem for what is no K=V."""
    spec: dict[str, Json] = {}
    for one in sets:
        name, sign, value = one.partition("=")
        if not sign or not name.strip():
            raise bad_input(f"--set {one!r:.80} is no answer", todo="write it as --set name=value")
        if name.strip() in spec:
            raise bad_input(f"--set gives '{name.strip()}' twice", todo="give it once")
        spec[name.strip()] = value
    return spec


def gathered(sets: tuple[str, ...], file: str | None) -> dict[str, Json]:
    """The answers of a file, with those of `--set` over them; both as they are spelled. Raises Problem."""
    spec = from_file(file, as_spelled=True) if file is not None else {}
    return {**spec, **from_sets(sets)}


def from_file(name: str, as_spelled: bool = False) -> dict[str, Json]:
    """The mapping that a JSON or YAML file holds; `-` reads standard input. Raises Problem.

    As they are spelled, the numbers of a YAML file are texts, so that 0001 stays what it is where a text is asked for.
    """
    try:
        if name == "-":
            content = sys.stdin.buffer.read(BODY_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(BODY_BYTES + 1)
    except OSError as fault:
        raise bad_input(f"{name} cannot be read: {fault.strerror}", todo="name a file of JSON or YAML") from None
    if len(content) > BODY_BYTES:
        raise bad_input(f"{name} is too large", todo=f"answers take at most {BODY_BYTES // 1024} KiB")
    value = _json(name, content) if name.endswith(".json") else _yaml(name, content, as_spelled)
    if not isinstance(value, dict):
        raise bad_input(f"{name} holds no answers", todo="write one `field: value` a line")
    return value


def _json(name: str, content: bytes) -> Json:
    from portal.contract.sound_json import Unsound, loads

    try:
        return loads(content)
    except Unsound as fault:
        raise bad_input(f"{name} is not valid JSON", Complaint(name, str(fault))) from None


def _yaml(name: str, content: bytes, as_spelled: bool) -> Json:
    from catalog.strict_yaml import read

    document = read(content, name)
    if document.faults:
        raise Problem(
            422,
            f"{name} is not valid YAML",
            code="bad-input",
            complaints=tuple(Complaint(f"{f.file}:{f.line}", f.wrong, f.right) for f in document.faults[:10]),
        )
    value = document.value
    if not as_spelled or not isinstance(value, dict):
        return value
    return {name: _spelled(one, document.places[(name,)].spelling) for name, one in value.items()}


def _spelled(value: Json, spelling: str | None) -> Json:
    """A plain number as it is spelled, where whoever wants a number reads it from that too."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return spelling if is_number and spelling and re.fullmatch(NUMBER, spelling) else value
