"""One request in, one answer out: time, throttling, faults, routing and the ledger, all in one transaction."""

import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.clock import Clock
from portal.emulator import injected_faults, ledger, operations, throttle
from portal.emulator.access.rights import require_rights
from portal.emulator.registry.run_history import FILES_HOST
from portal.emulator.resources.prices import HOST as PRICES_HOST
from portal.emulator.routes import Route, match
from portal.emulator.scene import Scene
from portal.emulator.state import Store
from portal.emulator.tuning import Tuning, read_tuning
from portal.emulator.wire import AzureRefusal, Lost, WireAnswer, WireRequest


class Emulator:
    """The resource manager over one state file."""

    def __init__(self, state: Path, clock: Clock, routes: Sequence[Route]) -> None:
        self.store = Store(state)
        self._clock = clock
        self._routes = routes

    def tuning(self) -> Tuning:
        """The settings in force."""
        with self.store.transaction() as connection:
            return read_tuning(connection)

    def handle(self, request: WireRequest) -> WireAnswer | Lost:
        """Answers one request; everything it changes is committed before it returns."""
        with self.store.transaction() as connection:
            scene = self._scene(connection, request)
            fault = injected_faults.due(scene)
            if fault and fault.lost and not fault.applied:
                return fault.nothing()
            held, headers = throttle.take(scene)
            answer = held or self._refused_by(scene, fault) or self._carried_out(scene, fault)
            at = datetime.fromtimestamp(scene.now, UTC).isoformat().replace("+00:00", "Z")
            ledger.record(connection, at, request.method, request.path, request.body, answer.status, scene.correlation)
        if fault and fault.lost:
            return fault.nothing()
        if fault and fault.refused and fault.applied:
            answer = fault.refusal()
        number = str(uuid.uuid5(uuid.NAMESPACE_OID, scene.correlation))
        always = {"x-ms-request-id": number, "x-ms-correlation-request-id": scene.correlation, **headers}
        delay = fault.delay_seconds if fault else 0.0
        return replace(answer, headers={**always, **answer.headers}, delay_seconds=delay)

    def _scene(self, connection: sqlite3.Connection, request: WireRequest) -> Scene:
        tuning = read_tuning(connection)
        now = self._clock() + timedelta(seconds=tuning.clock_offset_seconds)
        number = connection.execute("SELECT COALESCE(MAX(number), 0) FROM call").fetchone()[0]
        asked = request.headers.get("x-ms-correlation-request-id")
        correlation = asked or str(uuid.uuid5(uuid.NAMESPACE_OID, f"{number}/{now.timestamp()}"))
        scene = Scene(connection, request, now.timestamp(), tuning, correlation=correlation)
        operations.settle(scene)
        return scene

    def _refused_by(self, scene: Scene, fault: injected_faults.Struck | None) -> WireAnswer | None:
        if fault and fault.refused and not fault.applied:
            return fault.refusal()
        return injected_faults.barrier(scene)

    def _carried_out(self, scene: Scene, fault: injected_faults.Struck | None) -> WireAnswer:
        found = match(self._routes, scene.request.method, scene.request.path)
        if found is None:
            return _unknown_path(scene.request).answer()
        handler, scene.ids = found
        since = scene.connection.execute("SELECT COALESCE(MAX(rowid), 0) FROM operation").fetchone()[0]
        scene.connection.execute("SAVEPOINT handler")
        try:
            _authorised(scene)
            require_rights(scene)
            answer = handler(scene)
        except AzureRefusal as refused:
            scene.connection.execute("ROLLBACK TO handler")
            answer = refused.answer()
        scene.connection.execute("RELEASE handler")
        if fault and fault.operation_fails:
            injected_faults.fail_begun(scene, fault, since)
        return answer


def _authorised(scene: Scene) -> None:
    if scene.request.host in (PRICES_HOST, FILES_HOST):  # a public list; addresses that carry their own signature
        return
    if not scene.request.headers.get("authorization", "").startswith("Bearer "):
        raise AzureRefusal(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
    subscription = scene.ids.get("subscription")
    if subscription is None:
        return
    known = {row["id"] for row in scene.connection.execute("SELECT id FROM subscription")}
    if known and subscription.lower() not in known:
        raise AzureRefusal(404, "SubscriptionNotFound", f"The subscription '{subscription}' could not be found.")


def _unknown_path(request: WireRequest) -> AzureRefusal:
    return AzureRefusal(
        404,
        "InvalidResourceType",
        f"No registered resource provider found for {request.method} '{request.path}'.",
    )
