"""A portal that only looks: every route that would change something is refused, with that reason."""

from fastapi import Request

from portal.contract.problem import refused

READING = ("GET", "HEAD", "OPTIONS")
LOOKS = frozenset(
    {
        "/advice/compute",
        "/advice/compute/form",
        "/advice/topology",
        "/advice/topology/form",
        "/kinds/{kind}/form",
        "/kinds/{kind}/preview",
        "/kinds/{kind}/files",
        "/models/refresh",
        "/models/{name}/refresh",
        "/server/stop",
    }
)
"""Routes that are sent to and change nothing that anybody asked for: they work something out, read Azure, or leave."""


def only_looks(request: Request) -> None:
    """Raises Problem for a call that would change something, where the portal was started to look only."""
    if request.method in READING or not request.app.state.readonly:
        return
    if request.scope["route"].path not in LOOKS:
        raise refused(
            "this portal only looks",
            "it was started with --readonly",
            "stop it with `portal server stop` and start it without, to change something",
            "readonly",
        )
