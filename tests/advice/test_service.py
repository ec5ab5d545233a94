"""The advisor over a store: what is assumed, whose quota and budget count, and that a request says the same."""

import shlex

import pytest

from catalog.model import Catalogue
from portal.contract.advice import ComputeAdvice
from portal.contract.problem import Problem
from portal.records.facts import gather
from portal.services.catalogue import advice
from portal.services.requests import proposals
from portal.services.world import World
from tests.advice.conftest import observe_quota
from tests.inventory.conftest import world_over


def compute(world: World, **said: object) -> ComputeAdvice:
    """What the advisor says to maya."""
    return advice.compute(world, world.person("maya"), said)


def origins(answer: ComputeAdvice) -> dict[str, tuple[object, str]]:
    """Each word with its value and origin."""
    return {word.name: (word.value, word.origin) for word in answer.words}


def test_nothing_said_is_assumed_and_marked(world: World) -> None:
    answer = compute(world)
    taken = origins(answer)
    assert taken["workload"] == ("training", "assumed")
    assert taken["cuda"] == (False, "derived")
    assert taken["region"] == ("westeurope", "derived")
    project = taken["project"][0]
    with world.database.read() as connection:
        assert "maya" in gather(connection, world.catalogue()).projects[str(project)].members


def test_words_from_a_command_line_are_read_as_what_they_are(world: World) -> None:
    answer = compute(world, workload="training", gb="20", checkpoints="yes", cuda="no", hours_per_week="12")
    taken = origins(answer)
    assert taken["gb"] == (20.0, "answered")
    assert taken["checkpoints"] == (True, "answered")
    assert answer.ranked[0].priority == "low"


@pytest.mark.parametrize(
    ("said", "where", "todo"),
    [
        ({"framwork": "pytorch"}, "framwork", "did you mean 'framework'?"),
        ({"zebra": 1}, "zebra", "words are: workload, gb"),
        ({"framework": "pytorh"}, "framework", "choose one of: sklearn"),
        ({"workload": "dancing"}, "workload", "choose one of: interactive"),
        ({"gb": "much"}, "gb", "give a number from 0 to 100000"),
        ({"gb": -1}, "gb", "give a number from 0"),
        ({"hours_per_week": 169}, "hours_per_week", "give a number from 1 to 168"),
        ({"cuda": "perhaps"}, "cuda", "Whether the code really uses a GPU"),
        ({"stage": "qa"}, "stage", "choose one of: dev, test, prod"),
        ({"project": "nothing-such"}, "project", "choose one of"),
    ],
)
def test_a_wrong_word_is_named_with_what_would_be_right(
    world: World, said: dict[str, object], where: str, todo: str
) -> None:
    with pytest.raises(Problem) as raised:
        compute(world, **said)
    complaint = raised.value.body.complaints[0]
    assert (raised.value.exit_code, complaint.where) == (2, where)
    assert todo in complaint.todo


def test_every_wrong_word_is_named_at_once(world: World) -> None:
    with pytest.raises(Problem) as raised:
        compute(world, framwork="x", gb="much", stage="qa")
    assert {complaint.where for complaint in raised.value.body.complaints} == {"framwork", "gb", "stage"}


def test_a_framework_that_never_uses_cuda_is_right(world: World) -> None:
    answer = compute(world, framework="sklearn", cuda="yes")
    assert origins(answer)["cuda"][0] is False
    assert answer.notes == ("scikit-learn does not use CUDA: a GPU would idle, so none is proposed",)
    needs = compute(world, framework="vllm", workload="online", cuda="no")
    assert needs.ranked[0].type.startswith(("nc", "nv"))
    assert "cannot do without CUDA" in needs.notes[0]


def test_cuda_without_a_framework_is_taken_for_pytorch(world: World) -> None:
    assert origins(compute(world, cuda="yes"))["framework"] == ("pytorch", "assumed")


def test_quota_counts_as_it_was_observed(world: World) -> None:
    assert compute(world, project="retention").ranked[0].room.limit is None
    observe_quota(world, "standardDSv5Family", 2)
    answer = compute(world, project="retention")
    assert answer.ranked[0].type == "e4ds-v5"
    full = next(one for one in answer.rejected if (one.kind, one.type) == ("cluster", "d4s-v5"))
    assert any(change.text.startswith("with 2 more vCPUs of standardDSv5Family") for change in full.would_change)


def test_the_request_that_would_cure_it_can_be_made(world: World) -> None:
    observe_quota(world, "standardDSv5Family", 2)
    answer = compute(world, project="retention")
    full = next(one for one in answer.rejected if (one.kind, one.type) == ("cluster", "d4s-v5"))
    command = shlex.split(next(change.cure for change in full.would_change if change.cure))
    assert command[:4] == ["portal", "request", "new", "quota"]
    spec = dict(word.split("=", 1) for word in command[5::2])
    assert spec == {"project": "retention", "type": "d4s-v5", "stage": "dev", "cores": "14"}
    assert proposals.preview(world, world.person("maya"), "quota", spec).complaints == ()


def test_low_priority_has_a_quota_of_its_own(world: World) -> None:
    observe_quota(world, "standardDSv5Family", 100)
    observe_quota(world, "standardDSv5Family", 0, "low")
    answer = compute(world, checkpoints="yes", project="retention")
    kinds = {(one.type, one.priority) for one in answer.ranked if one.kind == "cluster"}
    assert ("d4s-v5", "dedicated") in kinds and ("d4s-v5", "low") not in kinds


def test_a_project_without_the_stage_is_told(world: World) -> None:
    with world.database.read() as connection:
        known = gather(connection, world.catalogue()).projects
    lacking = next(one for one in known.values() if "prod" not in one.subscriptions)
    answer = compute(world, project=lacking.name, stage="prod")
    assert answer.notes[0].startswith(f"{lacking.name} has no stage prod")


def test_a_region_that_is_not_the_projects_is_told(world: World) -> None:
    answer = compute(world, project="retention", region="northeurope")
    assert answer.notes == ("the workspace of retention for dev is in westeurope, not in northeurope",)
    assert {one.region for one in answer.ranked} == {"northeurope"}


@pytest.mark.parametrize(
    "said",
    [
        {"workload": "training"},
        {"workload": "training", "framework": "pytorch", "checkpoints": "yes"},
        {"workload": "interactive"},
        {"workload": "sweep", "stage": "prod"},
        {"workload": "distributed", "framework": "huggingface", "gb": 26},
        {"workload": "batch"},
    ],
)
def test_a_request_for_what_is_advised_says_the_same(world: World, said: dict[str, object]) -> None:
    person = world.person("maya")
    answer = advice.compute(world, person, {**said, "project": "retention"})
    asked = [one for one in answer.ranked if one.request is not None][:6]
    assert asked
    for one in asked:
        assert one.request is not None
        preview = proposals.preview(world, person, one.request["kind"], one.request["spec"])
        assert preview.complaints == ()
        assert preview.plan is not None and preview.policy is not None
        assert preview.plan.cost.monthly_cents == one.monthly_cents
        assert preview.plan.cost.committed_cents == one.committed_cents
        assert (preview.policy.tier, preview.policy.sentence) == (one.tier, one.approval)


def test_the_form_shows_the_words_with_what_is_assumed(world: World) -> None:
    shown = advice.compute_form(world, world.person("maya"), {"workload": "batch"}).schema["properties"]
    assert list(shown)[:4] == ["workload", "gb", "framework", "cuda"]
    assert shown["gb"]["x-assumed"] == 10
    assert "latency_ms" in shown
    layout = advice.topology_form(world, world.person("yuki"), {}).schema["properties"]
    assert layout["region"]["x-assumed"] == "northeurope"


def test_topology_knows_the_unit_of_who_asks(world: World) -> None:
    answer = advice.topology(world, world.person("tom"), {"maturity": 3})
    assert [line.name for line in answer.ranked[0].workspaces] == ["mlw-risk-dev", "mlw-risk-test", "mlw-risk-prod"]
    assert answer.headline.endswith("mlw-risk-dev, mlw-risk-test, mlw-risk-prod")
    with pytest.raises(Problem) as raised:
        advice.topology(world, world.person("tom"), {"regulatd": True})
    assert raised.value.body.complaints[0].todo == "did you mean 'regulated'?"


def test_a_catalogue_without_rules_says_so(world: World, starter: Catalogue) -> None:
    bare = world_over(world.database, starter.model_copy(update={"compute_rules": None, "topology_rules": None}))
    for ask in (advice.compute, advice.topology):
        with pytest.raises(Problem) as raised:
            ask(bare, world.person("maya"), {})
        assert raised.value.exit_code == 4
        assert "portal catalog init" in raised.value.body.todo
