"""Whatever lies in a file, loading gives a catalogue or a CatalogueError, and nothing else."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.load import CatalogueError, load
from catalog.strict_yaml import read
from tests.catalog.small import FILES, SmallCatalogue

YAML_FILES = sorted(name for name in FILES if name.endswith(".yaml"))
PIECES = [
    ": ",
    "- ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a ",
    "*a",
    "!t ",
    "|\n",
    ">-\n",
    '"',
    "'",
    "#",
    "? ",
    "%",
    "---\n",
]
WORDS = [
    "id",
    "a",
    "true",
    "null",
    "1",
    "1.5",
    "-",
    ".",
    "é",
    "\U0001f600",
    "\u202e",
    "\x00",
    "\t",
    "\\",
    "\ufeff",
    "...\n",
]


def load_or_faults(root: Path) -> int:
    """How many faults loading has; any other exception is a failure of the test."""
    try:
        load(root)
    except CatalogueError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.line >= 1
            assert fault.wrong
            assert fault.right
        return len(error.faults)
    return 0


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    document = read(content, "a.yaml")
    assert document.value is None or not document.faults


@given(st.lists(st.sampled_from(PIECES + WORDS), max_size=60).map("".join))
@settings(max_examples=300)
def test_any_text_of_yamls_own_signs_is_read_or_refused(text: str) -> None:
    document = read(text.encode(), "a.yaml")
    assert document.value is None or not document.faults


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS[:4]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "people", "groups"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_any_value_in_place_of_a_field_loads_or_is_refused(small: SmallCatalogue, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(YAML_FILES))
    lines = FILES[name].splitlines()
    fields = [number for number, line in enumerate(lines) if ":" in line and not line.startswith((" ", "-"))]
    number = data.draw(st.sampled_from(fields))
    value = data.draw(VALUES)
    end = next((later for later in fields if later > number), len(lines))
    # A value's Python spelling is YAML's flow style for all that is drawn here but None, True and False.
    spelled = repr(value).replace("None", "null").replace("True", "true").replace("False", "false")
    lines[number:end] = [f"{lines[number].split(':')[0]}: {spelled}"]
    small.write(name, "\n".join(lines))
    load_or_faults(small.root)
    small.write(name, FILES[name])


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A file after one accident: bytes changed, lost, doubled or swapped, lines lost, doubled or indented."""
    at, other = chance.randrange(len(content)), chance.randrange(len(content))
    low, high = min(at, other), max(at, other)
    lines = content.split(b"\n")
    line = chance.randrange(len(lines))
    accidents = [
        lambda: content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :],
        lambda: content[:at] + chance.choice(PIECES + WORDS).encode() + content[at:],
        lambda: content[:low] + content[high:],
        lambda: content[:at],
        lambda: content[:high] + content[low:],
        lambda: b"\n".join(lines[:line] + lines[line + 1 :]),
        lambda: b"\n".join([*lines[:line], lines[line], *lines[line:]]),
        lambda: b"\n".join([*lines[:line], b"  " + lines[line], *lines[line + 1 :]]),
        lambda: b"\n".join([*lines[:line], lines[line].strip(), *lines[line + 1 :]]),
        lambda: b"\n".join([*lines[:line], lines[-line], *lines[line + 1 :]]),
    ]
    return chance.choice(accidents)()


@pytest.mark.parametrize("seed", range(10))
def test_fifty_accidents_to_files_never_crash_the_loader(small: SmallCatalogue, seed: int) -> None:
    chance = random.Random(seed)
    refused = 0
    for _ in range(50):
        name = chance.choice(YAML_FILES)
        small.write(name, mutated(FILES[name].encode(), chance))
        refused += load_or_faults(small.root) > 0
        small.write(name, FILES[name])
    assert refused >= 20, "most accidents break something; else nothing was tried"
