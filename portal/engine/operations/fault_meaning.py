"""What a fault of Azure means for a step: nothing happened and try later, outcome unknown, or refused."""

import re
from typing import Literal

from portal.azure.faults import AzureFault, missing_permission

Meaning = Literal["later", "unknown", "refused"]

_PASSING = re.compile(r"in progress|provisioning state|being (created|updated)", re.IGNORECASE)
_LAGGING = ("PrincipalNotFound",)
"""A principal that was just made is not known everywhere at once."""


def meaning_of(fault: AzureFault, wrote: bool) -> Meaning:
    """What to do about a fault; after a write that was answered with a server's fault, nobody knows what it did."""
    if fault.kind == "throttled" or (fault.kind == "unreachable" and fault.status == 0):
        return "later"
    if fault.kind in ("unknown_outcome", "unreachable") or fault.status >= 500:
        return "unknown" if wrote else "later"
    if fault.code in _LAGGING or (fault.kind == "conflict" and _PASSING.search(fault.message)):
        return "later"
    return "refused"


def told(fault: AzureFault) -> str:
    """The fault in a sentence for people."""
    lacking = missing_permission(fault)
    if lacking:
        action, scope = lacking
        return f"the portal's identity may not perform {action} at {scope}"
    words = " ".join(fault.message.split())
    said = words if len(words) <= 400 else words[:399] + "…"
    return f"{fault.code}: {said}" if fault.code else said
