"""A query that hangs, or a long page of the console, keeps nobody else out of a web process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import Any

from triage import doors
from triage.doors import with_places


def _start(*_: Any) -> Any:
    return lambda _: None


def test_whoever_is_stuck_inside_keeps_nobody_out() -> None:
    stuck, go, answered = threading.Event(), threading.Event(), threading.Semaphore(0)

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        if "hangs" in environ:
            stuck.set()
            go.wait(5)
        answered.release()
        return []

    door = with_places(app, 1)
    first = threading.Thread(target=door, args=({"hangs": "1"}, _start))
    first.start()
    assert stuck.wait(5)
    others = [threading.Thread(target=door, args=({}, _start)) for _ in range(5)]
    for other in others:
        other.start()

    came = [answered.acquire(timeout=3) for _ in others]
    still_hangs = not go.is_set()
    go.set()
    for thread in (first, *others):
        thread.join(5)

    assert (came, still_hangs) == ([True] * 5, True)


def test_not_everybody_is_let_in_when_all_are_stuck(monkeypatch: Any) -> None:
    monkeypatch.setattr(doors, "PATIENCE", 1.5)
    monkeypatch.setattr(doors, "_STUCK", 0.02)
    go, inside = threading.Event(), threading.Semaphore(0)
    late: list[bool] = []

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        inside.release()
        go.wait(5)
        return []

    def too_late(environ: Any, start: Any) -> Iterable[bytes]:
        late.append(True)
        return []

    door = with_places(app, 1, too_late=too_late)
    threads = [threading.Thread(target=door, args=({}, _start)) for _ in range(7)]
    for thread in threads:
        thread.start()
    for _ in range(300):
        if len(late) == 3:
            break
        time.sleep(0.01)
    go.set()
    for thread in threads:
        thread.join(5)

    assert (len(late), inside._value) == (3, 4)
