"""The JSON of Azure's answers: what cannot be read is a fault, no empty object, and one odd entry is marked as such."""

import httpx

from portal.azure.entry import Json
from portal.azure.faults import AzureFault
from portal.contract.sound_json import Unsound, entries, nameless


def json_of(answer: httpx.Response) -> Json:
    """The JSON object of an answer; an empty one for no body, for null, and for what is not JSON."""
    try:
        return read_of(answer)
    except AzureFault:
        return {}


def read_of(answer: httpx.Response) -> Json:
    """The JSON object of an answer; an empty one for no body and for null.

    Raises AzureFault for anything else: what cannot be read is not empty, or everything in it would be gone.
    """
    try:
        body = entries(answer.content) if answer.content else None
    except Unsound as fault:
        raise AzureFault("failed", f"Azure's answer cannot be read: {fault}", status=answer.status_code) from None
    if not isinstance(body, dict | None):
        raise AzureFault("failed", f"Azure's answer is a {type(body).__name__}, no object", status=answer.status_code)
    return body or {}


def items_of(page: Json) -> list[Json]:
    """The entries of a page. What is no object has no name to be told by, and stands for nothing that can be read."""
    listed = page.get("value")
    if not isinstance(listed, list | None):
        raise AzureFault("failed", "Azure's answer is no list")
    return [item if isinstance(item, dict) else nameless(item) for item in listed or ()]
