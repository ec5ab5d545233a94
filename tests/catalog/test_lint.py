"""Lint warns of what is valid and doubtful; the shipped catalogue has only warnings that are true of the world."""

from datetime import date

import pytest

from catalog.checks.policy import rule_problem
from catalog.finding import Finding
from catalog.lint import lint
from catalog.load import load
from catalog.model import Catalogue
from tests.catalog.small import SmallCatalogue

TODAY = date(2026, 6, 1)
ORGANISATION = "organisation.yaml"
POLICY = "policies/default.yaml"
TEMPLATE = "templates/plain/template.yaml"
README = "templates/plain/template/README.md.jinja"
ENVIRONMENT = "environments/sklearn.yaml"


def findings(small: SmallCatalogue, today: date = TODAY) -> list[Finding]:
    return lint(load(small.root), today)


def test_the_small_catalogue_has_no_warnings(small: SmallCatalogue) -> None:
    assert [(finding.rule, finding.about) for finding in findings(small)] == []


CASES = [
    ("compute/nc6.yaml", "successor: d4s-v5\n", "", "no-successor", "nc6"),
    ("compute/nc6.yaml", "reason: It is gone.\n", "", "no-reason", "nc6"),
    ("compute/d4s-v5.yaml", "regions: [westeurope]\n", "", "no-region", "d4s-v5"),
    (ENVIRONMENT, "2029-04-30", "2026-05-31", "past-end-of-life", "sklearn"),
    (ENVIRONMENT, '"3.12"', '"3.9"', "python-past-end-of-life", "sklearn"),
    (ENVIRONMENT, "purpose: both", "purpose: both\nos_declared: A\nos_actual: B", "declared-differs", "sklearn"),
    (ENVIRONMENT, "purpose: both", "purpose: both\nbase_declared: A\nbase_actual: B", "declared-differs", "sklearn"),
    (ENVIRONMENT, "purpose: both", "purpose: both\nreason: Soon.", None, ""),
    ("prices.yaml", "    date: 2026-05-01", "    date: 2025-12-02", "old-price", "prices"),
    ("prices.yaml", "    date: 2026-05-01", "    date: 2025-12-03", None, ""),
    ("prices.yaml", "priority: dedicated", "priority: low", "no-price", "d4s-v5"),
    (ORGANISATION, "    unit: shop\n    roles: [platform]", "    roles: [platform]", "no-unit", "ole"),
    (ORGANISATION, "members: [eva, ole]", "members: [eva]", "one-member", "ml-platform"),
    (ORGANISATION, "members: [eva, ole]", "members: []", "empty-group", "ml-platform"),
    (ORGANISATION, "    roles: [platform]", "    roles: [platform]\n    active: false", "left", "ml-platform"),
    (ORGANISATION, "team_lead: A, platform: R", "team_lead: R, platform: R", "accountable", "retire"),
    (ORGANISATION, "team_lead: A, platform: R", "team_lead: A, platform: A/R", "accountable", "retire"),
    (ORGANISATION, "title: Retire", "title: Retire, dual_key: true", "accountable", "retire"),
    (ORGANISATION, "team_lead: A, platform: R", "team_lead: A, platform: C", "responsible", "retire"),
    (ORGANISATION, "team_lead: A, platform: R", "team_lead: A, wizard: R", "unfilled-role", "retire"),
    (POLICY, "when: vcpus > 16", "when: vcpus >", "rule", "large"),
    (POLICY, "when: vcpus > 16", "when: vcpus > colour", "rule", "large"),
    (POLICY, "group: ml-platform, count: 1", "group: ml-platform, count: 2", "too-few", "T1"),
    (
        POLICY,
        "{tier: T2, needs: [{role: team_lead, count: 1}",
        "{tier: T2, needs: [{role: team_lead, count: 2}",
        "too-few",
        "T2",
    ),
    (TEMPLATE, "    help: The least that will do.\n", "", "no-help", "plain"),
    (TEMPLATE, "    default: 0.7\n", "", "no-default", "plain"),
    (README, "<%= project %>", "{{ project }}", "delimiters", "plain"),
    (README, "<%= project %>", "{{project|upper}}", "delimiters", "plain"),
    (README, "<%= project %>", "${{ inputs.data }} ${{ secrets.X }}", None, ""),
]


@pytest.mark.parametrize(("file", "old", "new", "rule", "about"), CASES)
def test_a_warning_names_the_rule_and_what_it_is_about(
    small: SmallCatalogue, file: str, old: str, new: str, rule: str | None, about: str
) -> None:
    small.change(file, old, new)
    found = findings(small)
    if rule is None:
        assert found == []
        return
    assert (rule, about) in {(finding.rule, finding.about) for finding in found}
    assert all(finding.file and finding.message and finding.right for finding in found)
    assert all((small.root / finding.file).is_file() for finding in found)


def test_a_template_without_files_is_warned_of(small: SmallCatalogue) -> None:
    (small.root / README).unlink()
    assert [finding.rule for finding in findings(small)] == ["no-files"]


def test_a_file_that_is_not_text_is_passed_over(small: SmallCatalogue) -> None:
    small.write(README, b"\xff\xfe{{ project }}")
    assert findings(small) == []


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("vcpus <= 16 && stage != 'prod'", None),
        ("assumed.exists(name, name == 'hours')", None),
        ("template == '.all(x, .all(y' && assumed.all(a, a != '')", None),
        ("assumed.all(a, assumed.exists(b, a == b))", "more than one all, exists"),
        ("vcpus >", "does not compile"),
        ("(" * 400, "does not compile"),
        ("colour == 'red'", "names colour"),
    ],
)
def test_a_rule_must_compile_know_its_variables_and_hold_one_macro_at_most(when: str, problem: str | None) -> None:
    found = rule_problem(when)
    assert (found is None) if problem is None else (found is not None and problem in found)


def test_the_shipped_catalogue_warns_only_of_what_is_true_of_the_world(shipped: Catalogue) -> None:
    found = [finding for finding in lint(shipped, date(2026, 12, 1)) if finding.rule != "no-files"]
    assert {finding.rule for finding in found} <= {
        "declared-differs",
        "python-past-end-of-life",
        "one-member",
        "left",
    }
    assert {finding.about for finding in found if finding.rule == "left"} == {"risk-ml"}


def test_a_tier_is_not_short_of_people_while_somebody_stands_in(shipped: Catalogue) -> None:
    alone = shipped.model_copy(update={"policy": shipped.policy.model_copy(update={"stand_in_role": None})})
    short = {one.about for one in lint(alone, date(2026, 12, 1)) if one.rule == "too-few"}
    assert short == {"T2", "T3"}


def test_prices_grow_old(shipped: Catalogue) -> None:
    assert "old-price" in {finding.rule for finding in lint(shipped, date(2027, 12, 1))}
