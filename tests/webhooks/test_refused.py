"""What is refused at the door: the contract's status, no row, one log line."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

import models
from tests.builders import rows
from tests.webhooks.conftest import FORM, Twilio
from triage.services.house import House


@pytest.fixture(autouse=True)
def no_row_is_ever_written(served: House) -> object:
    yield
    for table in (models.person, models.message, models.lead):
        assert rows(served.store, table) == []


def test_no_signature_is_refused_with_an_empty_403(twilio_edge: Twilio) -> None:
    client = twilio_edge.app.test_client()

    response = client.post("/twilio/inbound", data=urlencode(twilio_edge.form()), content_type=FORM)

    assert (response.status_code, response.data) == (403, b"")


@pytest.mark.parametrize("signature", ["", "x", "ÿ" * 28, "A" * 100_000, "=" * 28])
def test_odd_signatures_are_refused(twilio_edge: Twilio, signature: str) -> None:
    headers = {"X-Twilio-Signature": signature}

    assert twilio_edge.post(twilio_edge.form(), headers=headers).status_code == 403


@pytest.mark.parametrize(
    "url",
    [
        "http://{host}/twilio/inbound",
        "https://evil.example/twilio/inbound",
        "{base}/twilio/status",
        "{base}/twilio/inbound?x=1",
        "{base}/twilio/inbound/",
    ],
)
def test_a_signature_for_another_url_is_refused(twilio_edge: Twilio, url: str) -> None:
    base = twilio_edge.house.settings.current().public_base_url
    signed = url.format(base=base, host="bot.example")

    assert twilio_edge.post(twilio_edge.form(), signed_url=signed).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "gopher"},
        {"X-Original-URL": "/twilio/status"},
        {"Host": "bot.example:99999"},
    ],
)
def test_headers_never_make_a_forged_request_genuine(
    twilio_edge: Twilio, headers: dict[str, str]
) -> None:
    response = twilio_edge.post(
        twilio_edge.form(), signed_url="https://evil.example/twilio/inbound", headers=headers
    )

    assert 400 <= response.status_code < 500


def test_a_retired_token_is_refused(twilio_edge: Twilio) -> None:
    assert twilio_edge.post(twilio_edge.form(), token="an-older-token").status_code == 403


def test_resplit_fields_with_a_valid_signature_are_refused(twilio_edge: Twilio) -> None:
    form = twilio_edge.form()
    sid = form.pop("MessageSid")
    resplit = {**form, "MessageSi": f"d{sid}"}

    assert twilio_edge.post(resplit).status_code == 400


@pytest.mark.parametrize("name", ["From", "MessageSid", "Body", "AccountSid", "To"])
def test_a_repeated_field_is_refused(twilio_edge: Twilio, name: str) -> None:
    form = [*twilio_edge.form().items(), (name, "again")]

    assert twilio_edge.post(form).status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"AccountSid": "AC" + "9" * 32},
        {"To": "whatsapp:+12025550999"},
        {"MessageSid": "SM1"},
        {"MessageSid": ""},
        {"From": ""},
        {"From": "whatsapp:"},
    ],
)
def test_signed_but_not_ours_is_refused(twilio_edge: Twilio, fields: dict[str, str]) -> None:
    form = {**twilio_edge.form(), **fields}
    form.pop("SmsSid")

    assert twilio_edge.post(form).status_code == 400


def test_a_body_over_64_kib_is_refused(twilio_edge: Twilio) -> None:
    assert twilio_edge.post(twilio_edge.form("x" * 65_536)).status_code == 413


def test_more_than_a_hundred_fields_are_refused(twilio_edge: Twilio) -> None:
    form = {**twilio_edge.form(), **{f"Extra{n}": "1" for n in range(101)}}

    assert twilio_edge.post(form).status_code in (400, 413)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "", "a/b"])
def test_what_is_not_a_form_is_refused(twilio_edge: Twilio, kind: str) -> None:
    assert twilio_edge.post(twilio_edge.form(), content_type=kind).status_code == 415


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/twilio/inbound", "/twilio/status"])
def test_other_methods_are_refused(twilio_edge: Twilio, method: str, path: str) -> None:
    assert getattr(twilio_edge.app.test_client(), method)(path).status_code == 405


@pytest.mark.parametrize("body", [b"Body=%FF%FE", b"Body=%ED%A0%80", b"\xff\xfe=1", b"&&&&", b""])
def test_bytes_that_are_no_text_are_refused_or_unsigned(twilio_edge: Twilio, body: bytes) -> None:
    response = twilio_edge.post(twilio_edge.form(), data=body)

    assert response.status_code in (400, 403)
