"""So many requests at once and no more, first come first served, each read whole before."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from triage import doors
from triage.doors import PLACES, places_from_environment, with_places


class _Slow:
    """A body that comes when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def read(self, length: int) -> bytes:
        self.go.wait(5)
        return b"x" * length


def _start(*_: Any) -> Any:
    return lambda _: None


def test_no_more_than_there_are_places_are_inside() -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.005)
        with lock:
            inside -= 1
        return []

    door = with_places(app, 2)
    threads = [threading.Thread(target=door, args=({}, _start)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)

    assert most == 2


def test_a_slow_body_holds_no_place_and_arrives_whole() -> None:
    read: list[bytes] = []

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        read.append(environ["wsgi.input"].read())
        return []

    door, slow = with_places(app, 1), _Slow()
    late = threading.Thread(target=door, args=({"CONTENT_LENGTH": "3", "wsgi.input": slow}, _start))
    late.start()
    door({"CONTENT_LENGTH": "2", "wsgi.input": BytesIO(b"ab")}, _start)
    assert read == [b"ab"]

    slow.go.set()
    late.join(5)
    assert read == [b"ab", b"xxx"]


def test_an_app_that_breaks_gives_its_place_back() -> None:
    def app(environ: Any, start: Any) -> Iterable[bytes]:
        raise RuntimeError

    door = with_places(app, 1)
    for _ in range(3):
        try:
            door({}, _start)
        except RuntimeError:
            continue


def test_what_is_far_too_long_is_not_read() -> None:
    class Untouched:
        def read(self, length: int) -> bytes:
            raise AssertionError(length)

    seen: list[object] = []

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        seen.append(environ["wsgi.input"])
        return []

    door = with_places(app, 1)
    for length in ("300000", "9" * 30, "-1", "٣"):
        door({"CONTENT_LENGTH": length, "wsgi.input": Untouched()}, _start)

    assert len(seen) == 4


def test_a_length_with_zeros_before_it_is_read_outside_too() -> None:
    seen: list[tuple[str, bytes]] = []

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"]
        assert isinstance(body, BytesIO)
        seen.append((environ["CONTENT_LENGTH"], body.read()))
        return []

    class Socket:
        def read(self, length: int) -> bytes:
            return b"x" * length

    door = with_places(app, 1)
    for length in ("0000000005", "5", "0" * 5000 + "5"):
        door({"CONTENT_LENGTH": length, "wsgi.input": Socket()}, _start)

    assert seen == [("5", b"xxxxx")] * 3


def test_whoever_gave_up_takes_no_place_with_them(monkeypatch: Any) -> None:
    monkeypatch.setattr(doors, "PATIENCE", 0.05)
    monkeypatch.setattr(doors, "_BESIDE", 0)
    inside, go = threading.Event(), threading.Event()
    answered: list[str] = []

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        inside.set()
        go.wait(5)
        answered.append("inside")
        return []

    def too_late(environ: Any, start: Any) -> Iterable[bytes]:
        answered.append(environ["wsgi.input"].read().decode())
        return []

    door = with_places(app, 1, too_late=too_late)
    first = threading.Thread(target=door, args=({}, _start))
    first.start()
    assert inside.wait(5)
    for _ in range(3):
        door({"CONTENT_LENGTH": "2", "wsgi.input": BytesIO(b"hi")}, _start)
    go.set()
    first.join(5)
    for _ in range(2):
        door({}, _start)

    assert answered == ["hi", "hi", "hi", "inside", "inside", "inside"]


def test_a_place_that_is_handed_over_at_the_last_moment_is_not_lost() -> None:
    line = doors._Line(1)

    def come_and_go() -> None:
        turn = line.enter(0.001)
        if turn is not None:
            line.leave(turn)

    for _ in range(300):
        first = line.enter(1)
        assert first is not None
        waits = threading.Thread(target=come_and_go)
        waits.start()
        time.sleep(0.001)
        line.leave(first)
        waits.join(5)

    assert (line._inside, list(line._waiting)) == ({}, [])


def test_whoever_serves_says_how_many_places_there_are(monkeypatch: Any) -> None:
    for told, places in {"": None, "0": None, "x": None, "2": 2}.items():
        monkeypatch.setenv(PLACES, told)
        assert places_from_environment() == places
