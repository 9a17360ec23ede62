"""POST /twilio/status: signed, monotonic, harmless when unknown."""

from __future__ import annotations

import pytest

import models
from tests.builders import only
from tests.webhooks.conftest import Twilio
from triage.services.house import House
from triage.services.messages import outbox


def callback(twilio_edge: Twilio, sid: str, status: str, **fields: str) -> dict[str, str]:
    settings = twilio_edge.house.settings.current()
    return {
        "AccountSid": settings.twilio_account_sid,
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageStatus": status,
        "SmsStatus": status,
        **fields,
    }


def test_an_unknown_id_is_harmless(twilio_edge: Twilio) -> None:
    form = callback(twilio_edge, "SM" + "a" * 32, "delivered")

    assert twilio_edge.post(form, "/twilio/status").status_code == 204


def test_a_forged_callback_is_refused(twilio_edge: Twilio) -> None:
    form = callback(twilio_edge, "SM" + "a" * 32, "delivered")

    response = twilio_edge.post(form, "/twilio/status", token="some-other-token")

    assert (response.status_code, response.data) == (403, b"")


@pytest.mark.parametrize(
    ("statuses", "last"),
    [
        (["sent", "delivered", "sent", "queued"], "delivered"),
        (["read", "delivered"], "read"),
        (["failed", "sent"], "failed"),
        (["delivered", "delivered"], "delivered"),
    ],
)
def test_a_status_never_moves_backwards(
    twilio_edge: Twilio, served: House, statuses: list[str], last: str
) -> None:
    twilio_edge.says("hi")
    address = only(served.store, models.address)
    ours = outbox.queue(served, address_id=address.id, body="A coordinator writes.")
    assert outbox.deliver_due(served, served.send) == 1
    message = only(served.store, models.message, public_id=ours)

    for status in statuses:
        form = callback(twilio_edge, message.sid, status)
        assert twilio_edge.post(form, "/twilio/status").status_code == 204

    assert only(served.store, models.message, sid=message.sid).status == last
