"""The step that registers a model blocks a bad one: told from its code, and proved by running it (see gate_run)."""

import ast
from collections.abc import Iterator

from portal.rendering.checks.project import BUILDING, FACTS_FILE, CheckedProject, Demands, ProjectCheck, ProjectFault

METRICS = {
    "classification": {"accuracy", "balanced_accuracy", "f1", "roc_auc", "log_loss"},
    "regression": {"r2", "mae", "rmse"},
}


def gate_module(project: CheckedProject) -> str | None:
    """The path of the module that registers models, as portal.yml names it; None when it is not there."""
    module = str(project.yaml(FACTS_FILE).mapping("gate").get("module", "")).replace(".", "/")
    return next((path for path in (f"src/{module}.py", f"{module}.py") if path in project.files), None)


def gate_declared(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """A project that does not say what its models are judged by."""
    gate = project.yaml(FACTS_FILE).mapping("gate")
    line = project.yaml(FACTS_FILE).line_of("gate")
    fitting = METRICS.get(str(gate.get("problem")), set())
    if gate_module(project) is None:
        message = f"gate.module is {gate.get('module')!r}, which is not there; name the module that registers models"
        yield ProjectFault(FACTS_FILE, line, "gate-declared", message)
    if gate.get("metric") not in fitting:
        choices = ", ".join(sorted(fitting or set().union(*METRICS.values())))
        message = f"the metric {gate.get('metric')!r} does not fit {gate.get('problem')!r}; choose one of {choices}"
        yield ProjectFault(FACTS_FILE, line, "gate-declared", message)
    if not isinstance(gate.get("threshold"), int | float) or isinstance(gate.get("threshold"), bool):
        yield ProjectFault(
            FACTS_FILE, line, "gate-declared", "gate.threshold is no number; say what a model has to reach"
        )


def gate_not_overwritten(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """A decision that is read and then replaced by a constant, so that every model is registered."""
    path = gate_module(project)
    if path is None:
        return
    try:
        tree = ast.parse(project.files[path])
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        for block in ("body", "orelse", "finalbody"):
            statements = getattr(node, block, None)
            if isinstance(statements, list):
                yield from _overwritten(path, statements)


def _overwritten(path: str, statements: list[ast.stmt]) -> Iterator[ProjectFault]:
    computed: set[str] = set()
    for statement in statements:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            continue
        name = statement.targets[0].id
        if isinstance(statement.value, ast.Constant):
            if name in computed:
                message = f"{name} is computed and then set to {statement.value.value!r}; let what was computed decide"
                yield ProjectFault(path, statement.lineno, "gate-overwritten", message)
        else:
            computed.add(name)


CHECKS = (
    ProjectCheck(
        "gate-declared", "portal.yml says which module registers models, by which metric", gate_declared, (BUILDING,)
    ),
    ProjectCheck(
        "gate-overwritten", "The gate's decision is not replaced by a constant", gate_not_overwritten, (BUILDING,)
    ),
)
