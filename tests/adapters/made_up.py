"""Made-up settings that production accepts, for the tests of the adapters."""

from __future__ import annotations

import base64

TOKEN = "3f1c" * 8


def key(letter: str) -> str:
    """A data or index key, one for each letter."""
    return base64.urlsafe_b64encode(letter.encode() * 32).decode()


def production(**changed: str) -> dict[str, str]:
    """An environment with everything that is required; an empty value takes a setting away."""
    return {
        "PUBLIC_BASE_URL": "https://chat.example.org",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_SMS_FROM": "+12025550100",
        "SECRET_KEY": "made-up-session-key-of-the-tests-alone",
        "TRIAGE_DATA_KEY": key("d"),
        "TRIAGE_INDEX_KEY": key("i"),
    } | changed
