"""Years, or months for infants."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Facts, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("56", "56"),
        ("56 years", "56"),
        ("she is 56", "56"),
        ("fifty six", "56"),
        ("6 months", "6 months"),
        ("6 month old baby", "6 months"),
        ("54/F", "54"),
        ("born in 1968", "58"),
        ("60 saal", "60"),
        ("56 साल", "56"),
        ("৫৬ বছর", "56"),
        ("٥٦ سنة", "56"),
        ("56 лет", "56"),
        ("56 años", "56"),
        ("age 45", "45"),
        ("around 60", "60"),
        ("2.5 years", "2"),
        ("1 year", "1"),
        ("18 months", "18 months"),
        ("turning 57", "57"),
        ("DOB 12/03/1960", "66"),
        ("sixty-two", "62"),
        ("twelve", "12"),
        ("62yrs", "62"),
        ("thirty", "30"),
        ("she will be 70 in march", "70"),
        ("3 weeks old", "0 months"),
        ("j'ai 45 ans", "45"),
        ("miaka 40", "40"),
        ("45 anos", "45"),
    ],
)
def test_an_age_is_read_in_years_or_months(value: Value, text: str, expected: str) -> None:
    assert value("age", text) == expected


@pytest.mark.parametrize("text", ["no", "dont know", "150", "0", "stage 3", "how old do you need?"])
def test_what_is_no_an_age_is_asked_again(value: Value, text: str) -> None:
    assert value("age", text) is None


def test_an_age_comes_along_with_its_unit_or_after_a_name(facts: Facts) -> None:
    assert facts("my father Ramesh (62) is ill")["age"] == "62"
    assert facts("she is 45 with breast cancer")["age"] == "45"


def test_a_duration_is_no_age(facts: Facts) -> None:
    assert "age" not in facts("she was diagnosed 3 years ago")
