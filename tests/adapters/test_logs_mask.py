"""What is masked in a log, and what must stay readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.logs import mask_text


@pytest.mark.parametrize(
    "text",
    [
        "+910000051588",
        "whatsapp:+91 00000 51588",
        "To=whatsapp%3A%2B910000051588&Body",
        "tel910000051588",
        "(202) 555-0123",
        "202.555.0123",
        "00000-51588",
        "+91 00000\u201151588",
        "०००००५१५८८",
    ],
)
def test_a_phone_number_is_masked_however_it_is_written(text: str) -> None:
    masked = mask_text(text)

    assert "*****" in masked
    assert not any(part in masked for part in ("51588", "0123", "५१५८८"))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("mail asha.madeup@example.org now", "asha"),
        ("user US.13491208655302741918", "1349"),
        ("postgresql://bot:pa55@db/triage", "pa55"),
        ("token " + "3f1c" * 8, "3f1c"),
        ("key " + "Ab_-" * 11, "Ab_-"),
    ],
)
def test_addresses_and_secrets_are_masked(text: str, secret: str) -> None:
    assert secret not in mask_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "SM" + "1" * 32,
        "AC" + "0a" * 16,
        "2026-11-22T10:00:00+05:30",
        "2026-11-22 10:00:00.123456",
        "/2010-04-01/Accounts",
        "+91*****1588",
        "Python 3.11.7, E.164, error 21610 after 15000 ms",
    ],
)
def test_what_operators_need_stays_readable(text: str) -> None:
    assert mask_text(text) == text


def test_a_long_text_is_cut() -> None:
    assert len(mask_text("word " * 1000)) < 400


@given(st.text("0123456789", min_size=7, max_size=15), st.text(max_size=5), st.text(max_size=5))
def test_no_seven_digits_in_a_row_survive(digits: str, before: str, after: str) -> None:
    assert digits not in mask_text(f"{before} {digits} {after}")
