"""What concerns the one person whom an event names: the end of a lease, and room for what they wait for."""

from collections.abc import Mapping

from portal.contract.events import Event
from portal.contract.values import Json
from portal.records.told import Told

FREE = "quota.free"
"""The kind of event that says that a watch has been fulfilled; its subject is the watch."""
OWN = {"lease.reminded": "lease", "lease.waits": "lease", "lease.retired": "lease", FREE: "free"}
"""The kinds of such events, each with its topic."""
LONGEST_SUBJECT = 64


def own(event: Event) -> Told | None:
    """What to tell of such an event; its subject is what `portal open` takes: a request, a project, an offer."""
    person = str(event.data.get("person") or "")
    if event.kind not in OWN or not person:
        return None
    about = event.data.get("compute") if event.kind == FREE else event.data.get("project")
    subject = event.subject if event.subject.startswith("R-") else str(about or "")[:LONGEST_SUBJECT]
    return Told(person, OWN[event.kind], subject, "", event, f"event {event.number}")


def own_words(kind: str, data: Mapping[str, Json]) -> str:
    """What such an event says."""
    if kind == FREE:
        where = f" for {data['project']}" if data.get("project") else ""
        return f"{data['cores']} vCPUs of {data['family']} are free in {data['region']}{where}"
    return f"{data.get('name', '')}: {data.get('said') or data.get('reason', '')}"
