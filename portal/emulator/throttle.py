"""Rate limits: token buckets that are a function of the state and the clock.

The numbers follow the published limits of the resource manager: a bucket of reads and one of writes for each
principal and subscription, refilled every second.
"""

import math

from portal.emulator.scene import Scene
from portal.emulator.wire import Json, WireAnswer

READS = ("GET", "HEAD")


def take(scene: Scene) -> tuple[WireAnswer | None, dict[str, str]]:
    """Takes one token; answers a 429 when none is left, and the header that tells how many are."""
    method = scene.request.method
    kind = "reads" if method in READS else "deletes" if method == "DELETE" else "writes"
    tuning = scene.tuning
    size = tuning.read_bucket if kind == "reads" else tuning.write_bucket
    refill = tuning.read_refill_per_second if kind == "reads" else tuning.write_refill_per_second
    header = f"x-ms-ratelimit-remaining-subscription-{kind}"
    if size <= 0:
        return None, {header: "11999"}
    name = f"{scene.request.path.split('/')[2] if scene.request.path.count('/') > 1 else ''}/{kind}".lower()
    row = scene.connection.execute("SELECT tokens, filled FROM bucket WHERE name = ?", (name,)).fetchone()
    tokens, filled = (size, scene.now) if row is None else (row["tokens"], row["filled"])
    tokens = min(size, tokens + max(0.0, scene.now - filled) * refill)
    if tokens < 1:
        wait = max(1, math.ceil((1 - tokens) / refill))
        body: Json = {
            "error": {
                "code": "SubscriptionRequestsThrottled",
                "message": f"Number of '{kind}' requests for subscription exceeded the limit. "
                f"Please try again after '{wait}' seconds.",
            }
        }
        return WireAnswer(429, body, {"Retry-After": str(wait)}), {header: "0"}
    scene.connection.execute(
        "INSERT OR REPLACE INTO bucket (name, tokens, filled) VALUES (?, ?, ?)", (name, tokens - 1, scene.now)
    )
    return None, {header: str(int(tokens - 1))}
