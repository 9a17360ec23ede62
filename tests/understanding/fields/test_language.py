"""The language somebody wants, ISO 639-1."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hindi", "hi"),
        ("english please", "en"),
        ("हिन्दी", "hi"),
        ("español", "es"),
        ("русский", "ru"),
        ("العربية", "ar"),
        ("বাংলা", "bn"),
        ("bangla", "bn"),
        ("French", "fr"),
        ("hinglish", "hi"),
        ("Kiswahili", "sw"),
        ("português", "pt"),
        ("hindi or english", "hi"),
        ("tamil", "ta"),
        ("en", "en"),
        ("not english, hindi", "hi"),
        ("spanis", "es"),
        ("I speak Arabic", "ar"),
        ("Urdu", "ur"),
    ],
)
def test_a_language_is_read_by_its_names(value: Value, text: str, expected: str) -> None:
    assert value("language", text) == expected


@pytest.mark.parametrize("text", ["why"])
def test_what_is_no_language_is_asked_again(value: Value, text: str) -> None:
    assert value("language", text) is None
