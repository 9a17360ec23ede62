"""Which language a message is written in: script, then everyday words."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what is immunotherapy and how does it work", "en"),
        ("इम्यूनोथेरेपी क्या है", "hi"),
        ("immunotherapy kya hai aur kaise kaam karti hai", "hi"),
        ("¿qué es la inmunoterapia y cómo funciona?", "es"),
        ("что такое иммунотерапия", "ru"),
        ("ما هو العلاج المناعي", "ar"),
        ("ইমিউনোথেরাপি কী", "bn"),
        ("ami jante chai eta ki kore kaj kore", "bn"),
        ("qu'est-ce que l'immunothérapie pour ma mère", "fr"),
        ("o que é imunoterapia e para que serve, minha mãe tem câncer", "pt"),
        ("tiba ya kinga ni nini kwa saratani", "sw"),
        ("CAR-T क्या है भाई", "hi"),
        ("👍", None),
        ("2", None),
    ],
)
def test_the_language_of_a_message(read: Read, text: str, language: str | None) -> None:
    assert read(text).language == language
