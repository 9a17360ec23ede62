"""The worker goes round after round, outlives an outage, and stops when it is told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from models import address, message, meta
from tests.builders import arrival, only
from tests.fakes import FakeTwilio
from triage.arrival import Sending
from triage.services import worker
from triage.services.house import House, Sent
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import queue
from triage.storage import open_store


def _run_until(house: House, is_reached: Callable[[], bool]) -> bool:
    """Run a worker until something is so, at most ten seconds; whether it came so and stopped."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(house, stop), kwargs={"pause": 0.01})
    thread.start()
    ends = time.monotonic() + 10
    while not is_reached() and time.monotonic() < ends:
        time.sleep(0.01)
    reached = is_reached()
    stop.set()
    thread.join(5)
    return reached and not thread.is_alive()


def test_what_is_queued_is_sent_and_the_worker_shows_that_it_lives(
    house: House, twilio: FakeTwilio
) -> None:
    receive(house, arrival("2"))
    queue(house, address_id=only(house.store, address).id, body="Dear Asha")

    assert _run_until(house, lambda: bool(twilio.sent))

    assert only(house.store, meta, key=worker.HEARTBEAT).value.startswith("2026-11-23T06:00")


def test_one_message_that_breaks_does_not_keep_the_others(house: House, twilio: FakeTwilio) -> None:
    for sender in ("whatsapp:+12025550123", "whatsapp:+12025550145"):
        receive(house, arrival("2", sender=sender))
    for address_id in (1, 2):
        queue(house, address_id=address_id, body=f"Dear {address_id}")

    def send(sending: Sending) -> Sent:
        if sending.body == "Dear 1":
            raise RuntimeError("a bug")
        return twilio.take(sending)

    assert _run_until(replace(house, send=send), lambda: bool(twilio.sent))

    assert only(house.store, message, status="sending", sid=None).direction == "out"


def test_an_outage_does_not_end_the_worker(house: House) -> None:
    nowhere = open_store("postgresql://nobody@127.0.0.1:1/none", deadline=1.0)
    rounds: list[int] = []

    class Counting:
        def now(self) -> object:
            rounds.append(1)
            return house.clock.now()

    away = replace(house, store=nowhere, clock=Counting())  # type: ignore[arg-type]

    assert _run_until(away, lambda: len(rounds) >= 3)


def test_what_waits_in_a_lane_of_its_own_keeps_no_message_waiting(
    house: House, twilio: FakeTwilio
) -> None:
    receive(house, arrival("2"))
    queue(house, address_id=only(house.store, address).id, body="Dear Asha")
    held = threading.Event()
    slow = worker.Task("slow", lambda _house: held.wait(8), lane="slow")
    stop = threading.Event()
    tasks = (slow, *worker.TASKS[:2])
    thread = threading.Thread(
        target=worker.run, args=(house, stop), kwargs={"pause": 0.01, "tasks": tasks}
    )
    thread.start()
    ends = time.monotonic() + 7
    while not twilio.sent and time.monotonic() < ends:
        time.sleep(0.01)
    stop.set()
    held.set()
    thread.join(5)

    assert [sending.body for sending in twilio.sent] == ["Dear Asha"]
    assert not thread.is_alive()
