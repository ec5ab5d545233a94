"""Projects with one thing wrong each: the faults of generators that people use today, and a few more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spoiled:
    """A change of one file that breaks one rule. Without `old` the file is new, or, without `new` too, left out."""

    rule: str
    path: str
    old: str | None
    new: str | None
    reported_in: str = ""
    template: str = "tabular-classic"


PIPELINE = "azureml/pipeline.yml"
DEPLOY = ".github/workflows/deploy.yml"
TRAIN = ".github/workflows/train.yml"
PULL = ".github/workflows/pull-request.yml"
DEPLOYMENT = "azureml/online/deployment.yml"
PUSHED = '  push:\n    branches: ["develop"]\n    paths: ["src/**", "azureml/**", "data/**", "config/**"]\n'
REGISTER = "src/churn/register.py"

SPOILED = (
    Spoiled("yaml-parses", TRAIN, "jobs:", "jobs: ]"),
    Spoiled("yaml-parses", PIPELINE, "type: pipeline", "type: pipeline\ntype: command"),
    Spoiled("json-parses", "infrastructure/main.json", '"parameters": {', '"parameters": {,'),
    Spoiled("json-parses", "notebooks/broken.ipynb", None, "{"),
    Spoiled("toml-parses", "pyproject.toml", "[project]", "[project"),
    Spoiled("python-compiles", "src/churn/train.py", "def train(", "def train(:"),
    Spoiled("azure-paths", PIPELINE, "code: ../src", "code: ../source"),
    Spoiled("azure-paths", DEPLOYMENT, "score_online.py", "score.py"),
    Spoiled("azure-paths", "azureml/environments/train.yml", "train-conda.yml", "train-conda.yaml"),
    Spoiled("azure-paths", "azureml/data/training.yml", "../../data/", "../data/"),
    Spoiled("azure-paths", PIPELINE, "-m churn.evaluate", "-m churn.evaluation"),
    Spoiled("azure-paths", "src/score_batch.py", None, None, reported_in="azureml/batch/deployment.yml"),
    Spoiled("workflow-paths", TRAIN, "scripts.submit_training", "scripts.train"),
    Spoiled("workflow-paths", PULL, "requirements-dev.txt", "requirements-ci.txt"),
    Spoiled("workflow-paths", TRAIN, '"data/**"', '"datasets/**"'),
    Spoiled("workflow-paths", "scripts/deploy_gate.py", None, None, reported_in=DEPLOY),
    Spoiled("asset-versions", DEPLOYMENT, "churn-serve:1", "churn-serve:2"),
    Spoiled("asset-versions", "azureml/data/training.yml", 'version: "1"', 'version: "2"', reported_in=PIPELINE),
    Spoiled("nothing-latest", DEPLOYMENT, "azureml:churn:1", "azureml:churn@latest"),
    Spoiled("nothing-latest", "azureml/environments/serve.yml", ":20260901.v1", ":latest"),
    Spoiled("sample-domain", DEPLOYMENT, "endpoint_name: churn-dev", "endpoint_name: taxi-online-dev"),
    Spoiled("sample-domain", "README.md", "## Start", "See mlops-v2.\n\n## Start"),
    Spoiled("delimiters", "MODEL_CARD.md", "## What people", "<%= title %>\n\n## What people"),
    Spoiled("delimiters", "config/dev.yml", "stage: dev", "<<<<<<< ours\nstage: dev"),
    Spoiled("unfinished", "src/churn/train.py", "SEED = 20", "SEED = 20  # TO" + "DO: choose"),
    Spoiled("workflow-triggers", TRAIN, PUSHED, ""),
    Spoiled("workflow-triggers", PULL, "  pull_request:\n", "", reported_in=".github/workflows"),
    Spoiled("workflow-triggers", PULL, "run: python -m pytest -q", "run: echo fine", reported_in=".github/workflows"),
    Spoiled(
        "federated-sign-in", TRAIN, "client-id: ${{ vars.AZURE_CLIENT_ID }}", "creds: ${{ secrets.AZURE_CREDENTIALS }}"
    ),
    Spoiled("federated-sign-in", TRAIN, "  id-token: write", "  actions: read"),
    Spoiled("federated-sign-in", TRAIN, '    environment: "dev"\n', ""),
    Spoiled("pinned-actions", TRAIN, "azure/login@a457da9ea143d694b1b9c7c869ebb04ebe844ef5", "azure/login@master"),
    Spoiled("deploy-gate", DEPLOY, "python3 scripts/deploy_gate.py", "echo scripts/deploy.md"),
    Spoiled("stage-configurations", "config/test.yml", None, None),
    Spoiled("stage-configurations", "config/prod.yml", "model_version: 0\n", ""),
    Spoiled("stage-configurations", "config/test.yml", "stage: test\nsub", "stage: prod\nsub"),
    Spoiled("branch-map", "config/stages.yml", '"release/*"', '"main"'),
    Spoiled("branch-map", DEPLOY, '"release/*", ', ""),
    Spoiled("branch-map", TRAIN, 'branches: ["develop"]', 'branches: ["dev"]'),
    Spoiled("boolean-traps", "config/dev.yml", "model_version: 0", 'model_version: 0\nmonitoring: "false"'),
    Spoiled("boolean-traps", DEPLOYMENT, "app_insights_enabled: true", "app_insights_enabled: yes"),
    Spoiled("blocked-sizes", "config/prod.yml", "Standard_F4s_v2", "Standard_NC6"),
    Spoiled("blocked-sizes", DEPLOYMENT, "Standard_F4s_v2", "STANDARD_NV6"),
    Spoiled("code-owners", "CODEOWNERS", None, None),
    Spoiled("code-owners", "CODEOWNERS", "* @maya @priya", "*"),
    Spoiled("code-owners", "CODEOWNERS", "* @maya @priya", "* maya"),
    Spoiled("project-facts", "portal.yml", None, None),
    Spoiled("project-facts", "portal.yml", '  id: "maya"\n', ""),
    Spoiled("tags", "config/prod.yml", '  "cost_centre": "CC-1042"\n', ""),
    Spoiled("tags", "azureml/online/endpoint.yml", '"owner": "maya"', '"owner": ""'),
    Spoiled("tags", "infrastructure/parameters/test.json", '"managed_by": "ml-portal",', ""),
    Spoiled("documents", "RUNBOOK.md", None, None),
    Spoiled("documents", "MODEL_CARD.md", None, ""),
    Spoiled("requirements-pinned", "requirements.txt", "pandas==2.2.3", "pandas>=2.2"),
    Spoiled("requirements-pinned", "azureml/environments/train-conda.yml", "numpy==2.2.6", "numpy"),
    Spoiled("requirements-pinned", "azureml/environments/serve-conda.yml", "pip=25.1", "pip"),
    Spoiled("requirements-pinned", "azureml/environments/serve.yml", ":20260901.v1", ""),
    Spoiled("tests-exist", "tests/test_notebook.py", "assert", "print", reported_in="tests", template="exploration"),
    Spoiled("arm-parameters", "infrastructure/parameters/prod.json", '"maxNodes": {"value": 4},', ""),
    Spoiled("arm-parameters", "infrastructure/main.json", "parameters('location')", "parameters('region')"),
    Spoiled("secrets-absent", "config/dev.yml", "region:", "storage: AccountKey=" + "Zm9v" * 20 + "\nregion:"),
    Spoiled("secrets-absent", "src/churn/settings.py", "HOLDOUT_SHARE", 'PASSWORD = "hunter2hunter2"\nHOLDOUT_SHARE'),
    Spoiled("gate-declared", "portal.yml", "module: churn.register", "module: churn.registration"),
    Spoiled("gate-declared", "portal.yml", '  metric: "roc_auc"', '  metric: "rmse"'),
    Spoiled("gate-declared", "portal.yml", "  threshold: 0.7", "  threshold: high"),
    # The dead gate of a widely used template: the decision is read, and then set to "deploy".
    Spoiled("gate-overwritten", REGISTER, "    if not decision.passed:", "    decision = True\n    if not decision:"),
)

# Gates that look fine and let everything through, or nothing: only running them tells.
DEAD_GATES = (
    Spoiled("gate-blocks", REGISTER, "if not decision.passed:", "if decision is None:"),
    Spoiled(
        "gate-blocks", REGISTER, "if not decision.passed:", 'if not (decision.passed or evaluation.get("passed")):'
    ),
    Spoiled("gate-blocks", REGISTER, "return BLOCKED if version is None else 0", "return 0"),
    Spoiled("gate-blocks", REGISTER, "BLOCKED = 3", "BLOCKED = 1"),
    Spoiled("gate-blocks", REGISTER, "if not decision.passed:", "if decision.passed or True:"),
    Spoiled("gate-blocks", "src/churn/gate.py", "if reasons:", "if not name:", reported_in=REGISTER),
    Spoiled(
        "gate-blocks", "src/churn/settings.py", "METRIC_THRESHOLD = 0.7", "METRIC_THRESHOLD = -99", reported_in=REGISTER
    ),
    Spoiled("gate-blocks", "src/churn/registry.py", "import shutil", "import shutil, nowhere", reported_in=REGISTER),
)
