"""Who deploys what a project promotes can be changed, where its repository can."""

from catalog.model import Catalogue
from portal.contract.plan import Plan
from portal.kinds.kind import Facts
from portal.kinds.registry import KINDS
from tests.kinds.made import facts, project, wished, wrong

DEPLOYER = KINDS["deployer"]


def known(**changes: str) -> Facts:
    """A project with a repository of a template, unless that is changed."""
    usual = {"repository": "file:///basket.git", "template": "tabular-classic", **changes}
    return facts(projects={"basket": project("basket", "retail", ("maya",), **usual)}, order=("basket",))


def plan(starter: Catalogue, there: Facts) -> Plan:
    """The plan of the wish in which nothing but the project is said."""
    return DEPLOYER.plan(wished(starter, "deployer", there), starter, there, {})


def test_the_other_one_is_meant_unless_somebody_says_so(starter: Catalogue) -> None:
    (to_ci,), (back,) = plan(starter, known()).effects, plan(starter, known(executor="ci")).effects
    assert (to_ci.payload["was"], to_ci.payload["becomes"]) == ({"executor": "portal"}, {"executor": "ci"})
    assert (back.payload["was"], back.payload["becomes"]) == ({"executor": "ci"}, {"executor": "portal"})


def test_a_project_without_repository_cannot_deploy_by_it(starter: Catalogue) -> None:
    assert "no repository of basket" in wrong(starter, "deployer", known(repository=""))["executor"].what


def test_what_is_so_already_is_not_asked_for(starter: Catalogue) -> None:
    told = wrong(starter, "deployer", known(), executor="portal")["executor"].what
    assert told == "the portal deploys what basket promotes already"


def test_the_plan_says_whether_the_template_brings_the_workflow(starter: Catalogue) -> None:
    def workflow(**changes: str) -> tuple[bool | None, str]:
        made = {one.name: one for one in plan(starter, known(**changes)).facts}
        return made["workflow"].ok, made["workflow"].detail

    assert workflow() == (True, "tabular-classic brings it")
    assert workflow(template="exploration") == (None, "exploration brings no such workflow: add one first")
    assert workflow(template="")[0] is None
