"""Whoever waits for a place too long: people get the apology, and nobody waits without end."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

import models
from tests.builders import rows
from tests.webhooks.conftest import Twilio, words
from triage import doors
from triage.errors import StorageDown
from triage.services.house import House
from triage.services.messages import inbox
from triage.services.recovery import outage
from triage.storage import meta
from webhooks import create_app


@pytest.fixture(autouse=True)
def quick_look(served: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever waits for the database looks often, and is gone before the database is."""
    assert _soon(lambda: not outage._noting.locked())  # somebody of another test
    monkeypatch.setattr(outage, "_LOOK_EVERY", 0.01)
    yield
    assert _soon(lambda: not outage._noting.locked())


@pytest.fixture
def edge(served: House, monkeypatch: pytest.MonkeyPatch) -> Twilio:
    """Twilio before a process with one place and none beside it, for which nobody waits long."""
    monkeypatch.setenv(doors.PLACES, "1")
    monkeypatch.setattr(doors, "_BESIDE", 0)
    monkeypatch.setattr(doors, "PATIENCE", 0.2)
    return Twilio(create_app(served), served)


@contextmanager
def _hanging(edge: Twilio, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The one place is taken by a message whose database does not answer, until the event."""
    inside, go = threading.Event(), threading.Event()

    def hang(*_: object) -> inbox.Received:
        inside.set()
        go.wait(10)
        raise StorageDown("hung")

    with monkeypatch.context() as patched:
        patched.setattr(inbox, "receive", hang)
        first = threading.Thread(target=edge.says)
        first.start()
        assert inside.wait(5)
        try:
            yield go
        finally:
            go.set()
            first.join(5)


def _soon(holds: Callable[[], object]) -> bool:
    ends = time.monotonic() + 5
    while not holds() and time.monotonic() < ends:
        time.sleep(0.01)
    return bool(holds())


def _count(edge: Twilio, sample: str) -> float:
    page = edge.app.test_client().get("/metrics").get_data(as_text=True)
    found = re.search(rf"^{re.escape(sample)} (\S+)$", page, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_a_message_gets_the_apology_and_is_asked_for_later(
    edge: Twilio, served: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    apologies = 'triage_inbound_total{channel="whatsapp",outcome="apology"}'
    with _hanging(edge, monkeypatch):
        before = _count(edge, apologies)
        response = edge.post(edge.form("hi"))

        assert (response.status_code, response.mimetype) == (200, "text/xml")
        assert "call +919615881588" in words(response)
        assert _count(edge, apologies) - before == 1
        assert _soon(lambda: _asked(served))
    assert rows(served.store, models.message) == []
    assert "Welcome" in edge.says("hi")


def _asked(house: House) -> str | None:
    with house.store.reading() as tx:
        return meta.find(tx, outage.ASKED)


def test_what_is_forged_gets_no_apology(edge: Twilio, monkeypatch: pytest.MonkeyPatch) -> None:
    with _hanging(edge, monkeypatch):
        assert edge.post(edge.form("hi"), token="not-the-token").status_code == 403
        assert edge.post(edge.form("hi", To="whatsapp:+12025550199")).status_code == 400


def test_other_webhooks_are_told_to_come_again(
    edge: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _hanging(edge, monkeypatch):
        response = edge.app.test_client().get("/twilio/status")

        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("path", ["/", "/readyz", "/console/log-in"])
def test_pages_do_not_wait_for_messages(
    edge: Twilio, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    with _hanging(edge, monkeypatch):
        assert edge.app.test_client().get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/readyz", "/console/log-in"])
def test_a_page_without_a_place_is_told_to_come_again(
    edge: Twilio, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    inside, go = threading.Event(), threading.Event()

    def hang(_engine: object) -> None:
        inside.set()
        go.wait(10)

    monkeypatch.setattr("webhooks.schema.check", hang)
    pages = [threading.Thread(target=edge.app.test_client().get, args=("/readyz",)) for _ in "12"]
    for page in pages:
        inside.clear()
        page.start()
        assert inside.wait(5)
    response = edge.app.test_client().get(path)
    welcome = edge.says("hi")
    go.set()
    for page in pages:
        page.join(5)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Welcome" in welcome


def test_monitors_are_told_at_once(edge: Twilio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "PATIENCE", 5)
    with _hanging(edge, monkeypatch):
        started = time.monotonic()

        assert edge.app.test_client().get("/healthz").status_code == 200
        assert "triage_database_up 1" in edge.app.test_client().get("/metrics").text
        assert time.monotonic() - started < 3


def test_the_wait_for_a_place_is_part_of_the_time_measured(
    edge: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "PATIENCE", 5)
    with _hanging(edge, monkeypatch) as go:
        before = _count(edge, "triage_inbound_seconds_sum")
        second = threading.Thread(target=edge.says)
        second.start()
        time.sleep(0.6)
        go.set()
        second.join(5)

    assert _count(edge, "triage_inbound_seconds_sum") - before >= 0.6 + 0.5


def test_no_thread_to_be_had_costs_an_apology_and_no_more(
    twilio_edge: Twilio, served: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with served.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE address RENAME TO away"))
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", none_left)
        assert "went wrong on our side" in twilio_edge.says("hi")
    assert _asked(served) is None

    twilio_edge.says("hi")
    assert _soon(lambda: _asked(served))
