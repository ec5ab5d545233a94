"""What went wrong is classified by status first, told by its true cause, and never by a stack trace."""

import json
import pickle
from typing import Any

import pytest

from portal.azure.faults import (
    AzureFault,
    fault_of,
    innermost,
    missing_permission,
    operation_fault,
    retry_after_seconds,
)

QUOTA = "The specified subscription has a total vCPU quota of 0 and cannot accomodate for at least 1 requested node"


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (401, "ExpiredAuthenticationToken", "", "unauthenticated"),
        (403, "AuthorizationFailed", "quota", "forbidden"),
        (403, "RequestDisallowedByPolicy", "", "forbidden"),
        (404, "UserError", "", "missing"),
        (429, "TooManyRequests", "", "throttled"),
        (400, "BadRequest", QUOTA, "quota"),
        (400, None, "OutOfQuota: Not enough cluster CPU quota", "quota"),
        (400, "InvalidResourceGroup", "The provided resource group name 'a.' has these invalid characters", "name"),
        (409, "StorageAccountAlreadyTaken", "The storage account named st is already taken.", "name"),
        (409, "Conflict", "Another operation is in progress.", "conflict"),
        (400, "BadRequest", "Something else.", "failed"),
        (408, "", "", "unknown_outcome"),
        (500, "UserError", "", "unknown_outcome"),
        (504, "GatewayTimeout", "", "unknown_outcome"),
    ],
)
def test_answers_are_classified(status: int, code: str | None, message: str, kind: str) -> None:
    assert fault_of(status, {"error": {"code": code, "message": message}}, {}).kind == kind


def test_the_true_error_of_a_deployment_is_dug_out_of_its_string() -> None:
    nested = json.dumps({"error": {"code": "Conflict", "message": "Soft-deleted workspace exists."}})
    outer = {
        "code": "DeploymentFailed",
        "message": "See details.",
        "details": [{"code": "Conflict", "message": nested}],
    }
    assert innermost({"error": outer}) == ("Conflict", "Soft-deleted workspace exists.")
    assert operation_fault(outer).kind == "conflict"


def test_additional_info_is_never_told() -> None:
    info = [{"type": "Trace", "info": {"value": "at Service.Secret()"}}]
    fault = fault_of(500, {"error": {"code": "UserError", "message": "No.", "additionalInfo": info}}, {})
    assert "Secret" not in f"{fault} {fault!r} {fault.message}"


@pytest.mark.parametrize(
    "body", [None, "", "text", [], 3, {}, {"error": None}, {"error": "text"}, {"error": {"details": [1]}}]
)
def test_any_body_at_all_is_understood(body: Any) -> None:
    fault = fault_of(400, body, {})
    assert fault.kind == "failed" and fault.message


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT"}, 5.0),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_seconds(headers) == seconds


def test_the_missing_right_is_named() -> None:
    said = "The client 'a' is not allowed to perform action 'A/read' over scope '/s' or the scope is invalid."
    assert missing_permission(fault_of(403, {"error": {"code": "AuthorizationFailed", "message": said}}, {})) == (
        "A/read",
        "/s",
    )
    assert missing_permission(fault_of(403, {}, {})) is None


def test_a_fault_survives_being_stored() -> None:
    fault = AzureFault("quota", "No cores.", code="BadRequest", status=400, correlation_id="c", retry_after=2.0)
    again = pickle.loads(pickle.dumps(fault))
    assert (str(again), again.kind, again.status, again.retry_after) == (str(fault), "quota", 400, 2.0)
