"""The reading grade: strict, and not thrown off by lists and numbers."""

from __future__ import annotations

import pytest

from triage.content.grade import reading


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("help", 1),
        ("the", 1),
        ("used", 1),
        ("treated", 2),
        ("people", 2),
        ("vaccine", 2),
        ("changes", 2),
        ("doctor", 2),
        ("immunotherapy", 6),
        ("coordinator", 5),
        ("24", 1),
    ],
)
def test_syllables_are_those_that_are_spoken(word: str, syllables: int) -> None:
    assert reading(word).syllables == syllables


def test_each_line_of_a_list_is_a_sentence() -> None:
    assert reading("Pick one\n- lung\n- breast\n\nThank you.").sentences == 4


def test_a_point_inside_a_number_ends_no_sentence() -> None:
    assert reading("We open at 9.30 and close at 18.30.").sentences == 1


def test_long_words_in_long_sentences_read_harder() -> None:
    plain = "We can help you. Tell us what you need."
    hard = (
        "Immunotherapeutic interventions necessitate multidisciplinary consideration of toxicity."
    )

    assert reading(plain).grade < 3
    assert reading(hard).grade > 20


def test_a_text_without_words_has_no_grade() -> None:
    assert reading("... !").grade == 0.0
