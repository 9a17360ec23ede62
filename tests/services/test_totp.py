"""Codes of authenticator apps, against the vectors of RFC 6238."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from triage.services.staff import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)

    assert totp.match(SECRET, code, at) == seconds // 30


@pytest.mark.parametrize(
    "given", ["28708", "2870820", "28708a", "", "२८७०८२", "-87082", "287082\x00"]
)
def test_what_is_no_code_is_refused(given: str) -> None:
    assert totp.match(SECRET, given, datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)) is None


def test_a_code_is_good_in_its_half_minute_and_the_next() -> None:
    good = [
        seconds
        for seconds in range(0, 180, 30)
        if totp.match(SECRET, "287082", datetime.fromtimestamp(seconds, UTC)) is not None
    ]

    assert good == [30, 60]


def test_only_codes_newer_than_the_last_one_are_good() -> None:
    at = datetime.fromtimestamp(59, UTC)

    assert totp.match(SECRET, "287 082", at, last=0) == 1
    assert totp.match(SECRET, "287082", at, last=1) is None
    assert totp.match(SECRET, "287082", at, last=2) is None


def test_the_address_for_the_app_says_whose_code_it_is() -> None:
    parts = urlsplit(totp.address_of(SECRET, "bina+x@clinic.example"))

    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/CancerFax leads:bina+x@clinic.example"
    assert parse_qs(parts.query) == {"secret": [SECRET], "issuer": ["CancerFax leads"]}


def test_secrets_are_long_and_never_the_same() -> None:
    made = {totp.new_secret() for _ in range(20)}

    assert len(made) == 20
    assert {len(base64.b32decode(secret)) for secret in made} == {20}
