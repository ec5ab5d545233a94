"""A complete set of answers, as the project kind gives them to a rendering."""

from typing import Any

STAGES = (("dev", "develop"), ("test", "release/*"), ("prod", "main"))


def stage_answers(project: str, stage: str, branch: str) -> dict[str, Any]:
    """What a template is told about one stage."""
    return {
        "id": stage,
        "branch": branch,
        "resource_group": f"rg-{project}-{stage}",
        "workspace": f"mlw-{project}-{stage}",
        "subscription_id": "11111111-2222-3333-4444-555555555555",
        "compute": "cpu-cluster",
        "environment": None,
    }


def sample_answers(**overrides: Any) -> dict[str, Any]:
    """Answers of a project `churn` with three stages; any of them can be given otherwise."""
    project = str(overrides.get("project_name", "churn"))
    answers: dict[str, Any] = {
        "project_name": project,
        "package_name": project.replace("-", "_"),
        "title": "Customer churn",
        "description": "Says which customers are about to leave, so that retention calls the right ones.",
        "owner_id": "maya",
        "owner_name": "Maya Chen",
        "unit": "retail",
        "cost_centre": "CC-1042",
        "criticality": "medium",
        "data_classification": "internal",
        "template_id": "tabular-classic",
        "template_version": "1.0.0",
        "request_id": "R-12",
        "region": "westeurope",
        "organisation": "Contoso",
        "registry": "contoso-models",
        "environment": "azureml://registries/azureml/environments/sklearn-1.5/versions/33",
        "required_tags": {
            "project_id": project,
            "owner": "maya",
            "cost_centre": "CC-1042",
            "business_unit": "retail",
            "environment": "dev",
            "data_classification": "internal",
            "criticality": "medium",
            "template": "tabular-classic",
            "template_version": "1.0.0",
            "managed_by": "ml-portal",
        },
        "stages": [stage_answers(project, stage, branch) for stage, branch in STAGES],
        "people": {"data_scientist": ["maya"], "ml_engineer": ["priya"], "platform": ["ana", "li"], "tester": ["sam"]},
        "code_owners": {"*": ["maya", "priya"], "/.github/": ["ana", "li"], "/infrastructure/": ["ana", "li"]},
        "target_column": "target",
        "problem": "classification",
        "primary_metric": "auto",
        "metric_threshold": 0.7,
        "endpoint": "batch",
        "python_version": "3.10",
    }
    return {**answers, **overrides}
