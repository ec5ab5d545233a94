"""Plain requests to an emulated Azure, for what no SDK call would send."""

from typing import Any

import httpx

from portal.azure.cloud import Azure

BASE = "https://management.azure.com"


def ask(azure: Azure, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
    """One request with a token; the path is a resource id or a path with a query."""
    sent = {"authorization": "Bearer test", **{name.replace("_", "-"): value for name, value in headers.items()}}
    with httpx.Client(transport=azure.carrier.blocking()) as client:
        return client.request(method, BASE + path, json=body, headers=sent)


def error_of(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, code and message of a refusal."""
    error = answer.json()["error"]
    return answer.status_code, str(error["code"]), str(error["message"])
