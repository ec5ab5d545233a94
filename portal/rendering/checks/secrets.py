"""No file holds a secret."""

import re
from collections.abc import Iterator

from portal.rendering.checks.project import CheckedProject, Demands, ProjectCheck, ProjectFault

SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "a storage key": re.compile(r"\bAccountKey=[A-Za-z0-9+/=]{20,}"),
    "a signed address": re.compile(r"[?&]sig=[A-Za-z0-9%+/=]{20,}"),
    "a token": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|AKIA[0-9A-Z]{16}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.)"
    ),
    "a password or key in clear text": re.compile(
        r"(?:password|passwd|secret|api_?key|access_?key)[\"']?\s*[:=]\s*[\"'][^\"'$<{\s]{8,}[\"']", re.IGNORECASE
    ),
}


def secrets_absent(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """What looks like a secret; the message never repeats it."""
    for path in project.paths():
        for number, line in project.lines(path):
            for what, pattern in SECRETS.items():
                if pattern.search(line):
                    message = (
                        f"this looks like {what}; take it out, make it invalid, and use a vault or a federated identity"
                    )
                    yield ProjectFault(path, number, "secrets-absent", message)


CHECKS = (ProjectCheck("secrets-absent", "No file holds a secret", secrets_absent),)
