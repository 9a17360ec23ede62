"""Messages of our own: sent once, in order, tried again as long as it makes sense."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import address, consent_event, due_work, lead, message, person
from tests.builders import ASHA, BINA, OURS, arrival, only, rows
from tests.fakes import FakeClock, FakeTwilio, twilio_sid
from triage.errors import Conflict, NotFound, SendFailed
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due, queue
from triage.twilio_gateway.inbound import status_url

BUSY = SendFailed("busy", permanent=False)


@pytest.fixture
def asha(house: House) -> int:
    """The id of Asha's address; she has a lead."""
    receive(house, arrival("2"))
    return int(only(house.store, address).id)


def _deliver(house: House) -> int:
    return deliver_due(house, house.send, house.find_sent)


def _ours(house: House) -> Any:
    return rows(house.store, message, direction="out")[-1]


def test_a_queued_message_is_sent_to_her_from_the_number_she_wrote_to(
    house: House, asha: int, twilio: FakeTwilio
) -> None:
    public_id = queue(house, address_id=asha, body="Dear Asha")

    assert _deliver(house) == 1

    (sent,) = twilio.sent
    base = house.settings.current().public_base_url
    assert (sent.to, sent.sender, sent.body) == (ASHA, OURS, "Dear Asha")
    assert sent.status_callback == status_url(base, public_id)
    row = _ours(house)
    assert (row.sid, row.status, row.segments) == (twilio_sid(1), "sending", 1)
    assert only(house.store, due_work).state == "done"


def test_nothing_is_sent_twice(house: House, asha: int, twilio: FakeTwilio) -> None:
    queue(house, address_id=asha, body="Dear Asha")

    assert [_deliver(house), _deliver(house)] == [1, 0]
    assert len(twilio.sent) == 1


def test_a_busy_twilio_is_tried_again_later_and_later(
    house: House, asha: int, twilio: FakeTwilio, clock: FakeClock
) -> None:
    queue(house, address_id=asha, body="Dear Asha")
    waits = []
    for _ in range(3):
        twilio.failures.append(BUSY)
        assert _deliver(house) == 1
        assert _ours(house).status == "queued"
        due_at = only(house.store, due_work).run_at
        waits.append(due_at - clock.now())
        assert _deliver(house) == 0
        clock.tick(seconds=waits[-1].total_seconds())

    assert timedelta(seconds=5) <= waits[0] < waits[1] < waits[2] <= timedelta(seconds=26)
    assert _deliver(house) == 1
    assert len(twilio.sent) == 1


def test_twilios_own_wait_is_honoured(
    house: House, asha: int, twilio: FakeTwilio, clock: FakeClock
) -> None:
    queue(house, address_id=asha, body="Dear Asha")
    twilio.failures.append(SendFailed("busy", permanent=False, retry_after=90.0))
    _deliver(house)

    assert only(house.store, due_work).run_at == clock.now() + timedelta(seconds=90)


def test_after_eight_tries_a_person_has_to_look(
    house: House, asha: int, twilio: FakeTwilio, clock: FakeClock
) -> None:
    queue(house, address_id=asha, body="Dear Asha")
    for _ in range(8):
        twilio.failures.append(BUSY)
        _deliver(house)
        clock.tick(hours=1)

    assert _deliver(house) == 0
    assert _ours(house).status == "failed"
    assert only(house.store, due_work).state == "dead"
    assert only(house.store, lead).flags == ["not_delivered"]


def test_what_twilio_refuses_for_good_is_not_tried_again(
    house: House, asha: int, twilio: FakeTwilio, clock: FakeClock
) -> None:
    queue(house, address_id=asha, body="Dear Asha")
    twilio.failures.append(SendFailed("not a mobile", permanent=True, code=21614))
    _deliver(house)
    clock.tick(days=1)

    assert _deliver(house) == 0
    assert (_ours(house).status, _ours(house).error_code) == ("failed", 21614)
    assert twilio.sent == []


def test_who_stopped_at_twilio_has_opted_out_here(
    house: House, asha: int, twilio: FakeTwilio, clock: FakeClock
) -> None:
    queue(house, address_id=asha, body="Dear Asha")
    twilio.failures.append(SendFailed("stopped", permanent=True, code=21610))
    _deliver(house)

    assert only(house.store, address).opted_out_at == clock.now()
    event = only(house.store, consent_event)
    assert (event.action, event.by) == ("opt_out", "twilio")


def test_five_messages_queued_before_a_stop_are_never_sent(
    house: House, asha: int, twilio: FakeTwilio
) -> None:
    for number in range(5):
        queue(house, address_id=asha, body=f"Number {number}")
    receive(house, arrival("stop"))

    assert _deliver(house) == 5
    assert twilio.sent == []
    assert {row.status for row in rows(house.store, message, direction="out")} >= {"canceled"}
    assert {row.last_error for row in rows(house.store, due_work)} == {"opted out"}


def test_messages_of_one_person_keep_their_order(
    house: House, asha: int, twilio: FakeTwilio, clock: FakeClock
) -> None:
    receive(house, arrival("hi", sender=BINA))
    bina = rows(house.store, address)[-1].id
    for number in (1, 2):
        queue(house, address_id=asha, body=f"Asha {number}")
        queue(house, address_id=bina, body=f"Bina {number}")
    twilio.failures.append(BUSY)

    _deliver(house)
    assert [sent.body for sent in twilio.sent] == ["Bina 1", "Bina 2"]
    clock.tick(minutes=1)
    _deliver(house)
    assert [sent.body for sent in twilio.sent][2:] == ["Asha 1", "Asha 2"]


def test_nobody_can_be_written_to_who_is_unknown_or_erased(house: House, asha: int) -> None:
    with pytest.raises(NotFound):
        queue(house, address_id=asha + 99, body="Dear nobody")

    with house.store.transaction() as tx:
        tx.execute(person.update().values(wrapped_key=None))
    with pytest.raises(Conflict):
        queue(house, address_id=asha, body="Dear Asha")
