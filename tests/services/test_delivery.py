"""Status callbacks in any order, any number of times, for any id."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from models import address, message
from tests.builders import ACCOUNT, arrival, only, rows
from tests.fakes import twilio_sid
from triage.arrival import StatusUpdate
from triage.services.house import House
from triage.services.messages.delivery import record
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import deliver_due, queue

SID = twilio_sid(1)


@pytest.fixture
def sent(house: House) -> str:
    """A message that Twilio took as SID; our id of it."""
    receive(house, arrival("2"))
    public_id = queue(house, address_id=only(house.store, address).id, body="Dear Asha")
    deliver_due(house, house.send)
    return public_id


def _update(house: House, status: str, **more: Any) -> bool:
    return record(house, StatusUpdate(ACCOUNT, more.pop("sid", SID), status, **more))


def _status(house: House, public_id: str) -> str:
    return str(only(house.store, message, public_id=public_id).status)


def test_a_status_never_moves_backwards_in_any_order(house: House) -> None:
    receive(house, arrival("2"))
    to = only(house.store, address).id
    for number, order in enumerate(permutations(("queued", "sent", "delivered", "read")), start=1):
        public_id = queue(house, address_id=to, body=f"{number}")
        deliver_due(house, house.send)
        for status in (*order, *order):
            assert _update(house, status, sid=twilio_sid(number))
        assert _status(house, public_id) == "read"


@pytest.mark.parametrize("final", ["failed", "undelivered", "canceled"])
def test_a_late_sent_does_not_hide_a_failure(house: House, sent: str, final: str) -> None:
    _update(house, final, error_code=30005)
    _update(house, "sent")

    row = only(house.store, message, public_id=sent)
    assert (row.status, row.error_code) == (final, 30005)


def test_an_earlier_error_code_stays(house: House, sent: str) -> None:
    _update(house, "sent", error_code=30003)
    _update(house, "delivered")

    assert only(house.store, message, public_id=sent).error_code == 30003


def test_unknown_ids_are_harmless(house: House, sent: str) -> None:
    before = rows(house.store, message)

    assert not _update(house, "delivered", sid="SM" + "d" * 32)
    assert not _update(house, "delivered", sid="SM" + "d" * 32, message_id="nobody")
    assert not _update(house, "delivered", sid="SM" + "d" * 32, message_id=sent)
    assert rows(house.store, message) == before


def test_a_message_of_hers_is_no_message_of_ours(house: House) -> None:
    came = arrival("2")
    receive(house, came)

    assert not _update(house, "failed", sid=came.message_sid)


def test_a_word_that_twilio_may_add_one_day_is_passed_over(house: House, sent: str) -> None:
    assert _update(house, "teleported")
    assert _update(house, "accepted")

    assert _status(house, sent) == "sending"


def test_a_reply_by_twiml_learns_its_id_from_the_callback(house: House) -> None:
    reply_id = receive(house, arrival("2")).reply_id

    assert _update(house, "delivered", message_id=reply_id)

    row = only(house.store, message, public_id=reply_id)
    assert (row.sid, row.status) == (SID, "delivered")
