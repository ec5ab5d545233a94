"""Lines of the inventory for tests."""

from typing import Any

from portal.contract.projects import ProjectRow


def line(name: str = "fraud", **more: Any) -> ProjectRow:
    """A line, live and without any risk unless said otherwise."""
    told: dict[str, Any] = {
        "name": name, "title": name.title(), "unit": "risk", "phase": "live", "owner": "tom",
        "template": "tabular-classic", "template_version": "1.0.0", "template_behind": 0, "stages": ("dev", "prod"),
        "resources": 2, "committed_cents": 100, "budget_cents": 1000, "models_in_prod": 1,
        "last_activity": "2026-11-20T09:00:00.000Z", "waiting_on": None, **more,
    }  # fmt: skip
    return ProjectRow(**told)
