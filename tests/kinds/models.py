"""A model on its way: v4 in dev, v3 in test, v2 in prod before which v1 served; and evidence that meets the gates."""

from dataclasses import replace
from typing import Any

from portal.domain.models.evidence import Artefact, Deployed, Evidence, digest_of
from portal.domain.models.observed_workspaces import azure_id
from portal.kinds.facts.model_fact import ModelFact, ServedFact, StageFact

NONPROD = "f14209dd-081b-51e5-be45-dadf5f4944b8"
PROD = "9483f022-be9c-59a6-8cc4-52631fbf327e"
SEEN_AT = "2026-11-23T08:00:00.000Z"
NAME = "basket-next"
ENDPOINTS = {"test": "oep-basket-next-test", "prod": "oep-basket-next-prod"}
DATA = "d" * 64


def artefact(version: str, kind: str = "manifest") -> Artefact:
    """A version with its proof; another `kind` of it is `registry` or `none`."""
    manifest = (version * 64)[:64] if kind == "manifest" else ""
    return Artefact(version, manifest, f"mlr-meridian/{NAME}/{version}" if kind != "none" else "")


def digest(version: str) -> str:
    """The digest that people approve."""
    return digest_of(artefact(version))


def deployed(stage: str, version: str, traffic: int = 100, name: str = "blue", **changes: Any) -> Deployed:
    """A deployment that stands ready."""
    made = Deployed(ENDPOINTS[stage], name, "online", artefact(version), "Succeeded", traffic=traffic)
    return replace(made, **changes)


def stage(name: str, *there: Deployed, registered: tuple[str, ...] = (), **changes: Any) -> StageFact:
    """The model in one stage of retail's shared workspaces."""
    workspace, subscription = f"mlw-retail-{name}", PROD if name == "prod" else NONPROD
    made = StageFact(
        name, workspace, azure_id(subscription, f"rg-ml-retail-{name}", workspace), "westeurope", "seen", SEEN_AT,
        {version: artefact(version) for version in registered}, there,
        {f"{one.endpoint}/{one.name}": "Standard_D2s_v5" for one in there},
    )  # fmt: skip
    return replace(made, **changes)


def model(**changes: Any) -> ModelFact:
    """The model of a usual day; priya trained every version."""
    usual = ModelFact(
        name=NAME,
        project="basket",
        unit="retail",
        stages={
            "dev": stage("dev", registered=("1", "2", "3", "4")),
            "test": stage("test", deployed("test", "3")),
            "prod": stage("prod", deployed("prod", "2", name="green"), deployed("prod", "1", 0)),
        },
        assets={f"mlr-meridian/{NAME}/{one}": artefact(one) for one in ("1", "2", "3")},
        makers=dict.fromkeys(("1", "2", "3", "4"), ("priya",)),
        served=(served("2", "R-5", "2026-11-10T08:00:00.000Z", deployment="green"), served("1")),
    )
    return replace(usual, **changes)


def served(version: str, request: str = "R-4", at: str = "2026-11-01T08:00:00.000Z", **changes: Any) -> ServedFact:
    """A version that the portal brought to prod and saw serve."""
    made = ServedFact("prod", version, digest(version), ENDPOINTS["prod"], "blue", "online", request, at, at)
    return replace(made, **changes)


def evidence(version: str, **changes: dict[str, Any]) -> tuple[Evidence, ...]:
    """Everything that the shipped gates ask for of a version; `changes` are other facts of a kind."""
    facts: dict[str, dict[str, Any]] = {
        "manifest": {"digest": digest(version), "commit": "c0ffee", "data_digest": DATA, "environment": "train:7"},
        "tests": {"total": 40, "failed": 0},
        "metrics": {"metric": "roc_auc", "value": 0.8 + int(version) / 100, "threshold": 0.7,
                    "higher_is_better": True, "data_digest": DATA},
        "scan": {"critical": 0},
        "data": {"failed": 0, "rows": 5000},
        "probe": {"requests": 50, "error_percent": 0, "p95_ms": 90, "max_error_percent": 1, "max_p95_ms": 300},
        "alerts": {"rules": 2, "drift_monitor": True},
    }  # fmt: skip
    made = [
        Evidence(f"E-{number}", NAME, version, digest(version), kind, {**told, **changes.get(kind, {})}, "ci",
                 "ci-churn", SEEN_AT, SEEN_AT)
        for number, (kind, told) in enumerate(facts.items(), 1)
    ]  # fmt: skip
    signed = {"gate": "G3-intended-use", "agrees": True, "statement": "used as meant"}
    made.append(Evidence("E-9", NAME, version, digest(version), "signoff", signed, "person", "sam", SEEN_AT, SEEN_AT))
    return tuple(made)


def all_evidence(*more: Evidence) -> dict[str, tuple[Evidence, ...]]:
    """The evidence of every version, by the model's name."""
    return {NAME: (*(one for version in "1234" for one in evidence(version)), *more)}
