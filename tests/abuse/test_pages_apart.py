"""Pages have places of their own: neither they nor messages wait for the other kind."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import pytest

from triage import doors
from triage.doors import apart, with_places


def _start(*_: Any) -> Any:
    return lambda _: None


@pytest.mark.parametrize(("first", "then"), [("/console/", "/twilio/inbound"), ("/twilio/x", "/")])
def test_pages_and_messages_do_not_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch, first: str, then: str
) -> None:
    """The one place of each kind: a second of the same kind finds none."""
    inside, go, came = threading.Event(), threading.Event(), list[str]()

    def app(environ: Any, start: Any) -> Iterable[bytes]:
        came.append(environ["PATH_INFO"])
        if len(came) == 1:
            inside.set()
            go.wait(5)
        return [b"done"]

    monkeypatch.setattr(doors, "PATIENCE", 0.1)
    monkeypatch.setattr(doors, "_BESIDE", 0)
    door = apart(with_places(app, 1), with_places(app, 1))
    long = threading.Thread(target=door, args=({"PATH_INFO": first}, _start))
    long.start()
    assert inside.wait(5)

    assert door({"PATH_INFO": then}, _start) == [b"done"]
    assert door({"PATH_INFO": first}, _start) != [b"done"]
    go.set()
    long.join(5)
    assert came == [first, then]
