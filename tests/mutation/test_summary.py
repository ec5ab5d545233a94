"""The figures of a mutation run follow from what mutmut says of each mutant."""

import tomllib

from tests.house.tracked import ROOT
from tests.mutation.__main__ import LANES, configuration, outcomes, summary

SAID = """
    portal.domain.cost.x_monthly__mutmut_1: killed
    portal.domain.cost.x_monthly__mutmut_2: survived
    portal.domain.cost.x_monthly__mutmut_3: timeout
    portal.domain.cost.x_monthly__mutmut_4: not checked
    portal.domain.cost.x_monthly__mutmut_5: no tests
"""


def test_what_nobody_noticed_is_named_and_what_was_not_tried_is_not_counted() -> None:
    assert summary(outcomes(SAID)) == {
        "tried": 4,
        "caught": 2,
        "outcomes": {"killed": 1, "no tests": 1, "survived": 1, "timeout": 1},
        "missed": ["portal.domain.cost.x_monthly__mutmut_2", "portal.domain.cost.x_monthly__mutmut_5"],
    }


def test_every_lane_names_sources_and_tests_that_exist() -> None:
    for lane in LANES.values():
        told = tomllib.loads(configuration(lane))["tool"]["mutmut"]
        for path in (*told["source_paths"], *told["pytest_add_cli_args_test_selection"]):
            assert (ROOT / path).exists(), path
