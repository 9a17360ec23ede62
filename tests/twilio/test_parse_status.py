"""Status callbacks into StatusUpdate."""

from __future__ import annotations

import pytest

from tests.twilio.forms import ACCOUNT, SID
from triage.arrival import StatusUpdate
from triage.errors import BadWebhook
from triage.twilio_gateway.inbound import MESSAGE_ID, parse_status, status_url

BASE = {"AccountSid": ACCOUNT, "MessageSid": SID, "SmsSid": SID, "MessageStatus": "delivered"}


def read(fields: dict[str, str], query: dict[str, str] | None = None) -> StatusUpdate:
    return parse_status(tuple(fields.items()), query or {}, account_sid=ACCOUNT)


def test_delivery_is_read_with_our_own_id() -> None:
    update = read({**BASE, "SmsStatus": "delivered"}, {MESSAGE_ID: "42"})

    assert update == StatusUpdate(ACCOUNT, SID, "delivered", "42", None)


def test_failure_carries_its_code() -> None:
    assert read({**BASE, "MessageStatus": "undelivered", "ErrorCode": "30005"}).error_code == 30005


@pytest.mark.parametrize("code", ["", "abc", "0", "9" * 40])
def test_senseless_error_code_is_none(code: str) -> None:
    assert read({**BASE, "ErrorCode": code}).error_code is None


def test_old_field_name_stands_in_and_new_words_pass() -> None:
    assert read({**BASE, "MessageStatus": "", "SmsStatus": "sent"}).status == "sent"
    assert read({**BASE, "MessageStatus": "partially_delivered"}).status == "partially_delivered"


@pytest.mark.parametrize("ours", ["", "a b", "x" * 65, "../1"])
def test_ill_formed_id_of_ours_is_dropped(ours: str) -> None:
    assert read(BASE, {MESSAGE_ID: ours}).message_id is None


@pytest.mark.parametrize(
    "fault",
    [
        {"AccountSid": "AC" + "9" * 32},
        {"MessageSid": "SM1"},
        {"MessageStatus": ""},
        {"MessageStatus": "<b>"},
        {"SmsSid": "SM" + "3c" * 16},
    ],
)
def test_what_is_no_callback_of_ours_is_refused(fault: dict[str, str]) -> None:
    with pytest.raises(BadWebhook):
        read({**BASE, **fault})


def test_callback_address_holds_only_our_id() -> None:
    assert status_url("https://bot.example/x/", 42) == (
        "https://bot.example/x/twilio/status?message=42"
    )
