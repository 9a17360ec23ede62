"""A question or a request is never kept as an answer; a statement is none."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Read


@pytest.mark.parametrize(
    "text",
    [
        "how much does it cost",
        "can you tell me the price?",
        "what is a stage",
        "My mother is ill. How long does it take",
        "immunotherapy kitne din chalti hai",
        "इलाज कितने दिन चलता है",
        "¿cuánto cuesta?",
        "сколько это стоит",
        "كم التكلفة",
        "চিকিৎসার খরচ কত",
        "please send me the brochure",
        "combien ça coûte",
    ],
)
def test_questions_and_requests_ask(read: Read, text: str) -> None:
    assert read(text).asks


@pytest.mark.parametrize(
    "text",
    [
        "lung cancer stage 3",
        "Asha Rao",
        "my mother is 56",
        "Will Smith",
        "May Thompson",
        "tomorrow at 5",
        "she was diagnosed in march",
        "es cáncer de mama",
        "मेरी माँ",
        "3?",
    ],
)
def test_statements_do_not_ask(read: Read, text: str) -> None:
    assert not read(text).asks
