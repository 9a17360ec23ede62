"""When nobody knows whether a message was sent, Twilio is asked, or a person; never guessed."""

from __future__ import annotations

import pytest

from models import address, due_work, lead, message
from tests.builders import ACCOUNT, arrival, only, rows
from tests.fakes import FakeClock, FakeTwilio, Receipt, twilio_sid
from triage.arrival import Sending, StatusUpdate
from triage.errors import SendFailed
from triage.services.house import House
from triage.services.messages.delivery import record
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due, queue

UNKNOWN = SendFailed("timed out", permanent=False, ambiguous=True)


class Killed(BaseException):
    """The worker dies on the spot."""


@pytest.fixture
def public_id(house: House) -> str:
    """A message to Asha waits to be sent."""
    receive(house, arrival("2"))
    return queue(house, address_id=only(house.store, address).id, body="Dear Asha")


def _die_after_sending(house: House, twilio: FakeTwilio) -> None:
    def send(sending: Sending) -> Receipt:
        twilio.take(sending)
        raise Killed

    with pytest.raises(Killed):
        deliver_due(house, send, house.find_sent)


def test_a_worker_that_died_after_twilio_took_it_does_not_send_it_again(
    house: House, public_id: str, twilio: FakeTwilio, clock: FakeClock
) -> None:
    _die_after_sending(house, twilio)
    assert deliver_due(house, house.send, house.find_sent) == 0
    clock.tick(seconds=61)

    assert deliver_due(house, house.send, house.find_sent) == 1

    assert len(twilio.sent) == 1
    assert only(house.store, message, public_id=public_id).sid == twilio_sid(1)


def test_a_worker_that_died_before_twilio_took_it_is_made_good(
    house: House, public_id: str, twilio: FakeTwilio, clock: FakeClock
) -> None:
    def send(_sending: Sending) -> Receipt:
        raise Killed

    with pytest.raises(Killed):
        deliver_due(house, send, house.find_sent)
    clock.tick(seconds=61)
    deliver_due(house, house.send, house.find_sent)

    assert len(twilio.sent) == 1
    assert only(house.store, due_work).state == "done"


def test_a_status_callback_proves_that_it_was_sent(
    house: House, public_id: str, twilio: FakeTwilio, clock: FakeClock
) -> None:
    _die_after_sending(house, twilio)
    assert record(house, StatusUpdate(ACCOUNT, twilio_sid(1), "sent", public_id))
    clock.tick(seconds=61)

    assert deliver_due(house, house.send, None) == 0
    row = only(house.store, message, public_id=public_id)
    assert (row.sid, row.status) == (twilio_sid(1), "sent")


def test_after_a_time_out_twilio_is_asked_before_it_is_sent(
    house: House, public_id: str, twilio: FakeTwilio, clock: FakeClock
) -> None:
    twilio.failures.append(UNKNOWN)
    deliver_due(house, house.send, house.find_sent)
    twilio.knows["Dear Asha"] = Receipt("SM" + "c" * 32, "delivered")
    clock.tick(seconds=61)

    deliver_due(house, house.send, house.find_sent)

    assert twilio.sent == []
    row = only(house.store, message, public_id=public_id)
    assert (row.sid, row.status) == ("SM" + "c" * 32, "delivered")


def test_where_twilio_cannot_be_asked_a_person_has_to_look(
    house: House, public_id: str, twilio: FakeTwilio, clock: FakeClock
) -> None:
    twilio.failures.append(UNKNOWN)
    deliver_due(house, house.send)
    clock.tick(seconds=61)
    deliver_due(house, house.send)

    work = only(house.store, due_work)
    assert (work.state, work.last_error) == ("dead", "unknown")
    assert only(house.store, message, public_id=public_id).status == "sending"
    assert only(house.store, lead).flags == ["not_delivered"]
    assert twilio.sent == []


def test_a_message_that_breaks_every_worker_is_left_to_a_person(
    house: House, public_id: str, clock: FakeClock
) -> None:
    def send(_sending: Sending) -> Receipt:
        raise Killed

    for _ in range(8):
        with pytest.raises(Killed):
            deliver_due(house, send, lambda _sending, _since: None)
        clock.tick(seconds=61)

    assert deliver_due(house, send, lambda _sending, _since: None) == 1
    assert only(house.store, due_work).state == "dead"
    assert rows(house.store, lead)[-1].flags == ["not_delivered"]


def test_the_same_words_sent_before_are_not_taken_for_this_message(
    house: House, public_id: str, twilio: FakeTwilio, clock: FakeClock
) -> None:
    deliver_due(house, house.send)
    again = queue(house, address_id=only(house.store, address).id, body="Dear Asha")
    twilio.failures.append(UNKNOWN)
    deliver_due(house, house.send, house.find_sent)
    clock.tick(seconds=61)
    deliver_due(house, house.send, house.find_sent)

    assert len(twilio.sent) == 1
    assert only(house.store, message, public_id=again).sid is None
    assert rows(house.store, due_work)[-1].last_error == "unknown"
