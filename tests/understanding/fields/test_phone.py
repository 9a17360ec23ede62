"""E.164, or <sender> for the number that the person writes from."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Facts, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9800000002", "+919800000002"),
        ("+44 7700 900123", "+447700900123"),
        ("same number", "<sender>"),
        ("this number", "<sender>"),
        ("no", "<sender>"),
        ("same", "<sender>"),
        ("+1 202-555-0143", "+12025550143"),
        ("98000 00002", "+919800000002"),
        ("098000 00002", "+919800000002"),
        ("00447700900123", "+447700900123"),
        ("९८००००००००", "+919800000000"),
        ("you can call me on +91 98000 00003 please", "+919800000003"),
        ("isi number pe", "<sender>"),
        ("my whatsapp number", "<sender>"),
        ("call my son 9800000004", "+919800000004"),
        ("este mismo número", "<sender>"),
        ("nine eight zero zero zero zero zero zero zero five", "+919800000005"),
        ("(+91) 98000-00006", "+919800000006"),
        ("+919800000001", "<sender>"),
    ],
)
def test_a_number_is_read_as_e164(value: Value, text: str, expected: str) -> None:
    assert value("phone", text) == expected


@pytest.mark.parametrize("text", ["123", "why", "hello"])
def test_what_is_no_number_is_asked_again(value: Value, text: str) -> None:
    assert value("phone", text) is None


def test_a_national_number_is_one_of_the_persons_country(value: Value) -> None:
    assert value("phone", "07700 900123", country="GB") == "+447700900123"


def test_a_number_comes_along_in_a_sentence(facts: Facts) -> None:
    assert facts("her number is +44 7700 900123")["phone"] == "+447700900123"
