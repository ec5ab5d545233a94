"""A catalogue of a few files, small enough to be loaded hundreds of times, and ways to change it."""

from pathlib import Path

import pytest

from catalog.load import CatalogueError, CatalogueFault, load

NONPROD = "0a6ff9a2-39f4-4f46-8a0e-4f0b7b6f1c11"

FILES = {
    "organisation.yaml": f"""\
name: Small Works
operating_model: centralised
default_region: westeurope
regions: [westeurope]
units:
  - {{id: shop, title: Shop, lead: eva, cost_owner: eva, monthly_budget_cents: 100000}}
people:
  - id: eva
    name: Eva Small
    title: Team lead
    unit: shop
    roles: [team_lead, platform, cost_owner]
    object_id: 3e1b0a52-54a5-4a6b-8d0b-1b7c9a5e2f01
  - id: ole
    name: Ole Small
    title: Platform engineer
    unit: shop
    roles: [platform]
    object_id: 3e1b0a52-54a5-4a6b-8d0b-1b7c9a5e2f02
groups:
  - {{id: ml-platform, title: Platform, members: [eva, ole]}}
stages:
  - {{id: dev, title: Development, branch: develop}}
subscriptions:
  - {{id: {NONPROD}, title: Everything, stages: [dev]}}
workspaces:
  - {{name: mlw-shop-dev, resource_group: rg-shop, subscription: {NONPROD}, region: westeurope, unit: shop,
     stage: dev, shared: true}}
registries:
  - {{name: mlr-small, resource_group: rg-shop, subscription: {NONPROD}, region: westeurope}}
raci:
  - {{activity: retire, title: Retire, letters: {{team_lead: A, platform: R}}}}
name_patterns:
  workspace: "mlw-{{project}}-{{stage}}"
""",
    "prices.yaml": """\
version: "1"
date: 2026-05-01
rows:
  - compute: d4s-v5
    region: westeurope
    priority: dedicated
    cents_per_hour: 21
    source: a test
    date: 2026-05-01
    certainty: estimate
""",
    "policies/default.yaml": """\
version: "1"
tiers:
  - {tier: T0, needs: [], hold_seconds: 0, timing: {expire: 1h}, typical_wait_hours: 0}
  - {tier: T1, needs: [{group: ml-platform, count: 1}], hold_seconds: 0, timing: {expire: 1h}, typical_wait_hours: 0}
  - {tier: T2, needs: [{role: team_lead, count: 1}], hold_seconds: 0, timing: {expire: 1h}, typical_wait_hours: 0}
  - {tier: T3, needs: [{role: team_lead, count: 1}], hold_seconds: 0, timing: {expire: 1h}, typical_wait_hours: 0}
rules:
  - id: large
    title: Large
    when: vcpus > 16
    outcome: "tier:T1"
    message: Large.
    applies_to: [compute]
directory_max_age_seconds: 3600
""",
    "compute/d4s-v5.yaml": """\
id: d4s-v5
title: Four cores
size: Standard_D4s_v5
family: standardDSv5Family
lifecycle: approved
owner: ml-platform
tier: T0
kinds: [cluster]
regions: [westeurope]
vcpus: 4
memory_gib: 16
gpus: 0
use_when: Most of the time.
not_when: CUDA is needed.
source: a test
""",
    "compute/nc6.yaml": """\
id: nc6
title: An old GPU
size: Standard_NC6
family: standardNCFamily
lifecycle: blocked
successor: d4s-v5
reason: It is gone.
owner: ml-platform
tier: T1
kinds: [cluster]
vcpus: 6
memory_gib: 56
gpus: 1
gpu_model: NVIDIA K80
gpu_memory_gib: 12
use_when: Never.
not_when: Always.
source: a test
""",
    "environments/sklearn.yaml": """\
id: sklearn
title: scikit-learn
registry: azureml
name: sklearn
lifecycle: approved
owner: ml-platform
purpose: both
python: "3.12"
end_of_life: 2029-04-30
use_when: Tables.
not_when: Images.
source: a test
""",
    "templates/plain/template.yaml": """\
id: plain
version: 1.0.0
title: Plain
summary: A plain project.
lifecycle: approved
owner: ml-platform
tier: T1
phase: building
use_when: Always.
not_when: Never.
stages: [dev]
makes: [A repository.]
cost_band: {low_cents: 0, high_cents: 100}
default_compute: d4s-v5
default_environment: sklearn
questions:
  - name: problem
    title: What kind?
    help: It decides on the metric.
    type: choice
    choices: [classification, regression]
    default: classification
  - name: metric
    title: Which metric?
    help: It decides which model is better.
    type: choice
    choices: [auto, f1, r2]
    default: auto
  - name: threshold
    title: How good?
    help: The least that will do.
    type: number
    minimum: 0
    maximum: 1
    default: 0.7
support:
  - when: {question: problem, is: regression}
    then: {question: metric, one_of: [auto, r2]}
""",
    "templates/plain/template/README.md.jinja": "# <%= project %>\n",
}


class SmallCatalogue:
    """The small catalogue in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, content: str | bytes) -> None:
        """Write one file of it."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def change(self, name: str, old: str, new: str) -> int:
        """Replace a text that stands once in a file; says the line it stood on."""
        text = (self.root / name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))
        return text.count("\n", 0, text.index(old)) + 1

    def faults(self) -> tuple[CatalogueFault, ...]:
        """The faults of loading it, of which there must be some."""
        with pytest.raises(CatalogueError) as raised:
            load(self.root)
        return raised.value.faults

    def only_fault(self) -> CatalogueFault:
        """The fault of loading it, of which there must be exactly one."""
        faults = self.faults()
        assert len(faults) == 1, "\n".join(map(str, faults))
        return faults[0]
