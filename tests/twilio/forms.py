"""Requests as Twilio sends them, for the tests of this room."""

from __future__ import annotations

from urllib.parse import urlencode

from triage.arrival import Arrival
from triage.twilio_gateway.inbound import parse_arrival, parse_form

ACCOUNT = "AC" + "0a" * 16
SID = "SM" + "1b" * 16
SERVICE = "MG" + "2c" * 16
PERSON = "+447700900123"
OUR_SMS = "+12025550100"
OUR_WHATSAPP = "whatsapp:+12025550101"
OURS = frozenset({OUR_SMS, OUR_WHATSAPP, SERVICE})


def sms(**fields: str | None) -> dict[str, str]:
    """The form of one SMS; a field given as None is left out."""
    return _changed(
        {
            "ToCountry": "US",
            "MessageSid": SID,
            "SmsSid": SID,
            "SmsMessageSid": SID,
            "AccountSid": ACCOUNT,
            "From": PERSON,
            "To": OUR_SMS,
            "Body": "Hello",
            "NumMedia": "0",
            "NumSegments": "1",
            "ApiVersion": "2010-04-01",
        },
        fields,
    )


def whatsapp(**fields: str | None) -> dict[str, str]:
    """The form of one WhatsApp message."""
    base = sms(From=f"whatsapp:{PERSON}", To=OUR_WHATSAPP)
    return _changed({**base, "ProfileName": "Asha", "WaId": PERSON[1:]}, fields)


def arrive(form: dict[str, str], *more: tuple[str, str]) -> Arrival:
    """What the gateway makes of a form, over the wire and back; `more` repeats fields."""
    body = urlencode([*form.items(), *more]).encode()
    return parse_arrival(parse_form(body), account_sid=ACCOUNT, our_numbers=OURS)


def _changed(form: dict[str, str], fields: dict[str, str | None]) -> dict[str, str]:
    merged: dict[str, str | None] = {**form, **fields}
    return {name: value for name, value in merged.items() if value is not None}
