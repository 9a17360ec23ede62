"""The real application over a real database, and a Twilio that really signs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.shipped import shipped_script
from triage.services.house import House
from triage.twilio_gateway.signature import sign
from webhooks import create_app

FORM = "application/x-www-form-urlencoded"
_numbers = count(1)


@dataclass
class Twilio:
    """Posts forms as Twilio does, signed with the newest token unless told otherwise."""

    app: Flask
    house: House

    def form(self, body: str = "hi", **fields: str) -> dict[str, str]:
        """The fields of one WhatsApp message."""
        settings = self.house.settings.current()
        sid = f"SM{next(_numbers):032x}"
        to = settings.twilio_whatsapp_from[0]
        return {
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": settings.twilio_account_sid,
            "From": "whatsapp:+12025550123",
            "To": to,
            "Body": body,
            "NumMedia": "0",
            "ProfileName": "Asha",
            **fields,
        }

    def post(
        self,
        form: dict[str, str] | list[tuple[str, str]],
        path: str = "/twilio/inbound",
        *,
        signed_url: str | None = None,
        token: str | None = None,
        **request: object,
    ) -> TestResponse:
        """Send one form; `signed_url` and `token` are what the signature is made over."""
        settings = self.house.settings.current()
        pairs = list(form.items()) if isinstance(form, dict) else form
        url = signed_url or settings.public_base_url + path
        headers = {"X-Twilio-Signature": sign(url, pairs, token or settings.auth_tokens[0])}
        values: dict[str, object] = {"data": urlencode(pairs), "content_type": FORM, **request}
        values["headers"] = {**headers, **values.pop("headers", {})}  # type: ignore[dict-item]
        return self.app.test_client().post(path, **values)

    def says(self, body: str = "hi", **fields: str) -> str:
        """Send one message; returns the words of the answer, empty when silent."""
        response = self.post(self.form(body, **fields))
        assert response.status_code == 200
        return words(response)


def words(response: TestResponse) -> str:
    """What a TwiML answer says."""
    root = ElementTree.fromstring(response.data)  # noqa: S314 - our own answer
    assert root.tag == "Response"
    return "\n".join(message.text or "" for message in root)


@pytest.fixture
def served(house: House) -> House:
    """The house with the real texts."""
    settings = house.settings.current()
    script = shipped_script(office=settings.office, call_number=settings.triage_call_number)
    return replace(house, script=script)


@pytest.fixture
def app(served: House) -> Flask:
    """The application as `triage serve` runs it."""
    return create_app(served)


@pytest.fixture
def twilio_edge(app: Flask, served: House) -> Twilio:
    """Twilio on the other side."""
    return Twilio(app, served)
