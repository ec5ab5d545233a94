"""The loop observes while somebody is there, outlives a fault, and never observes twice at the same time."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from portal.engine import observer
from portal.engine.observer import ObserverLoop, SweepResult
from portal.settings import Settings
from tests.observer.estate import Estate

SEEN = SweepResult("2026-11-23T09:00:00.000Z", 1, 1, 0, 0, 0)
PATIENCE_SECONDS = 20


def loop(estate: Estate, seconds: float = 0.001, connected: Callable[[], bool] = lambda: True) -> ObserverLoop:
    """A loop over the estate."""
    settings = replace(Settings(Path("unused")), observe_seconds=seconds)
    return ObserverLoop(
        estate.azure, estate.database, lambda: _CatalogueOf(estate), estate.clock, settings, connected  # type: ignore[arg-type, return-value]
    )  # fmt: skip


class _CatalogueOf:
    def __init__(self, estate: Estate) -> None:
        self.organisation = estate.organisation


def test_asking_observes_at_once(estate: Estate) -> None:
    estate.model("dev", "m", "1")
    assert loop(estate, seconds=0).refresh().things > 0
    assert estate.board().total == 1


def test_what_was_never_observed_is_observed_at_the_start_though_nobody_is_there(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    observed = threading.Event()

    def observe(*_arguments: object) -> SweepResult:
        observed.set()
        return SEEN

    monkeypatch.setattr(observer, "observe", observe)
    running = loop(estate, seconds=3600, connected=lambda: False)
    running.start()
    try:
        assert observed.wait(PATIENCE_SECONDS)
    finally:
        running.stop()


def test_it_observes_by_itself_only_while_somebody_is_there(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    estate.observe()
    there, asked, observed = threading.Event(), threading.Semaphore(0), threading.Event()

    def connected() -> bool:
        asked.release()
        return there.is_set()

    def observe(*_arguments: object) -> SweepResult:
        assert there.is_set()
        observed.set()
        return SEEN

    monkeypatch.setattr(observer, "observe", observe)
    running = loop(estate, connected=connected)
    running.start()
    try:
        assert asked.acquire(timeout=PATIENCE_SECONDS) and asked.acquire(timeout=PATIENCE_SECONDS)
        there.set()
        assert observed.wait(PATIENCE_SECONDS)
    finally:
        running.stop()


def test_a_broken_sweep_is_told_and_the_next_one_mends_it(
    estate: Estate, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = iter(range(1000))
    failed, mended = threading.Event(), threading.Event()

    def observe(*_arguments: object) -> SweepResult:
        if next(tries) == 0:
            failed.set()
            raise OSError("disk full")
        mended.set()
        return SEEN

    monkeypatch.setattr(observer, "observe", observe)
    running = loop(estate)
    running.start()
    assert failed.wait(PATIENCE_SECONDS) and mended.wait(PATIENCE_SECONDS)
    running.stop()
    assert "observing Azure failed" in caplog.text and running.fault == ""


def test_those_who_ask_while_one_runs_share_the_next_one(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = threading.Event(), threading.Event()
    running, most, sweeps = 0, 0, 0

    def observe(*_arguments: object) -> SweepResult:
        nonlocal running, most, sweeps
        running += 1
        most, sweeps = max(most, running), sweeps + 1
        began.set()
        assert go_on.wait(PATIENCE_SECONDS)
        running -= 1
        return SEEN

    monkeypatch.setattr(observer, "observe", observe)
    asked = loop(estate, seconds=0)
    first = threading.Thread(target=asked.refresh)
    first.start()
    assert began.wait(PATIENCE_SECONDS)
    others = [threading.Thread(target=asked.refresh) for _ in range(5)]
    for other in others:
        other.start()
    while asked._asked < 6:
        threading.Event().wait(0.001)
    go_on.set()
    for thread in (first, *others):
        thread.join(PATIENCE_SECONDS)
    assert (most, sweeps) == (1, 2)


def test_where_the_portal_brought_a_model_it_looks_at_once_and_only_once(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.model("dev", "m", "1")
    running = loop(estate, seconds=0)
    running.refresh()
    news = {"mlw-somewhere": "2026-11-23T10:00:00.000Z"}
    monkeypatch.setattr(observer, "unseen", lambda _connection: dict(news))
    looked: list[list[str]] = []
    monkeypatch.setattr(running, "look", looked.append)
    for _ in range(3):
        running._brought()
    news["mlw-somewhere"] = "2026-11-23T11:00:00.000Z"
    running._brought()
    assert looked == [["mlw-somewhere"]] * 2
