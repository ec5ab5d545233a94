"""What the workflow counted before a training: tests that ran and failed, known vulnerabilities of the packages."""

import json
import xml.etree.ElementTree as tree
from pathlib import Path

from scripts.steps import ROOT

TESTS = ROOT / "outputs" / "tests.xml"
SCAN = ROOT / "outputs" / "scan.json"


def counted(tests: Path = TESTS, scan: Path = SCAN) -> dict[str, int]:
    """The counts by the names under which the register step reads them; of a file that is not there, none."""
    found = {}
    if tests.is_file():
        suites = list(tree.parse(tests).getroot().iter("testsuite"))
        found["TESTS_TOTAL"] = sum(int(suite.get("tests", 0)) for suite in suites)
        found["TESTS_FAILED"] = sum(int(suite.get(word, 0)) for suite in suites for word in ("failures", "errors"))
    if scan.is_file():
        packages = json.loads(scan.read_text(encoding="utf-8"))["dependencies"]
        # pip-audit names no rank, so each vulnerability that it knows counts as a critical one.
        found["SCAN_CRITICAL"] = sum(len(package.get("vulns", ())) for package in packages)
    return found
