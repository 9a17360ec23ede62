"""The age by a date or year of birth, on 22 November 2026."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Facts, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("born in 1961", "65"),
        ("1949", "77"),
        ("23.11.1966", "59"),
        ("22/11/1966", "60"),
        ("born on 15 aug 1947", "79"),
        ("1965 года рождения", "61"),
        ("née en 1990", "36"),
        ("dob 12/04/58", "68"),
        ("born 2026-03-01", "8 months"),
    ],
)
def test_a_birth_gives_the_age(value: Value, text: str, expected: str) -> None:
    assert value("age", text) == expected


@pytest.mark.parametrize("text", ["born in 2031", "12/2031", "born"])
def test_a_birth_that_cannot_be_is_asked_again(value: Value, text: str) -> None:
    assert value("age", text) is None


def test_the_month_comes_first_in_the_us(value: Value) -> None:
    assert value("age", "12/11/1966", country="US") == "59"
    assert value("age", "12/11/1966", country="GB") == "60"


def test_a_year_alone_is_no_age_where_nobody_asked(facts: Facts) -> None:
    assert "age" not in facts("she was treated in 2019")
