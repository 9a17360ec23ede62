"""0 to 4 with a letter, a TNM code, or unknown."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Facts, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", "3"),
        ("3b", "3B"),
        ("IIIB", "3B"),
        ("stage 3", "3"),
        ("stage iv", "4"),
        ("Stage four", "4"),
        ("4th", "4"),
        ("last stage", "4"),
        ("T2N1M0", "T2N1M0"),
        ("not known", "unknown"),
        ("dont know", "unknown"),
        ("no", "unknown"),
        ("third stage", "3"),
        ("metastatic", "4"),
        ("early", "unknown"),
        ("in situ", "0"),
        ("stage 2A", "2A"),
        ("i dont know", "unknown"),
        ("aakhri stage", "4"),
        ("अंतिम चरण", "4"),
        ("etapa 3", "3"),
        ("estadio IV", "4"),
        ("стадия 3", "3"),
        ("третья стадия", "3"),
        ("المرحلة الرابعة", "4"),
        ("চতুর্থ পর্যায়", "4"),
        ("pT3 N1b M0", "T3N1bM0"),
        ("advanced", "4"),
        ("stade 3", "3"),
        ("terminal", "4"),
        ("stage 3 or 4", "3"),
        ("pata nahi", "unknown"),
        ("it has spread everywhere", "4"),
        ("0", "0"),
        ("stage one", "1"),
        ("doctor said 3rd", "3"),
        ("waiting for the report", "unknown"),
        ("IV", "4"),
        ("II", "2"),
        ("stage 4b", "4B"),
        ("hatua ya nne", "4"),
        ("last stge", "4"),
        ("не знаю", "unknown"),
        ("no sé", "unknown"),
    ],
)
def test_a_stage_is_read_from_digits_words_and_codes(
    value: Value, text: str, expected: str
) -> None:
    assert value("stage", text) == expected


@pytest.mark.parametrize("text", ["stage?", "what is a stage?", "hi"])
def test_what_is_no_stage_is_asked_again(value: Value, text: str) -> None:
    assert value("stage", text) is None


def test_a_stage_comes_along_beside_its_word(facts: Facts) -> None:
    assert facts("my mother, lung cancer stage 3b")["stage"] == "3B"
    assert "stage" not in facts("we are 3 people")
