"""A name says what it is: no two classes of the house are called the same."""

import ast
from collections import defaultdict

from tests.house.tracked import ROOT, python_files

# A dataclass of the contract is named in the description of the API, a catalogue model in the JSON Schemas that editors
# read. Both are read outside, each by other people, so each keeps the word of its readers.
SHARED = {
    "Change": ["portal/contract/advice.py", "portal/contract/home.py"],
    "Check": ["catalog/model/gates.py", "portal/contract/server.py"],
    "DenialReason": ["catalog/model/reasons.py", "portal/contract/reviews.py"],
    "Need": ["catalog/model/policy.py", "portal/contract/plan.py"],
    "Person": ["catalog/model/organisation.py", "portal/contract/people/people.py"],
}


def test_every_class_of_the_house_has_a_name_of_its_own() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in python_files():
        if path.parts[0] != "tests":
            for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(path.as_posix())
    assert {name: sorted(places) for name, places in found.items() if len(places) > 1} == SHARED
