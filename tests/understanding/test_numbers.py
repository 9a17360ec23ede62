"""A bare number is read in every script; a number inside a sentence is none."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Label, Read


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        (" 2. ", 2),
        ("(3)", 3),
        ("3)", 3),
        ("२", 2),
        ("٤", 4),
        ("৫", 5),
        ("۵", 5),
        ("２", 2),
        ("2️⃣", 2),
        ("②", 2),
        ("❷", 2),
        ("one", 1),
        ("Two", 2),
        ("first", 1),
        ("the third one", 3),
        ("third pls", 3),
        ("5th", 5),
        ("option 2", 2),
        ("no 2", 2),
        ("no. 4", 4),
        ("number three", 3),
        ("ek", 1),
        ("दो", 2),
        ("tres", 3),
        ("четыре", 4),
        ("خمسة", 5),
        ("দুই", 2),
        ("0", 0),
        ("7", 7),
        ("2 2", 2),
        ("i want option number 5", 5),
    ],
)
def test_a_number_in_any_form_is_that_number(read: Read, text: str, number: int) -> None:
    assert read(text).number == number


@pytest.mark.parametrize(
    "text", ["2 children", "my 2nd chemo", "stage 3", "1 or 2", "12345678", "one day", "5 pm", "i"]
)
def test_a_number_with_other_words_is_no_choice(read: Read, text: str) -> None:
    assert read(text).number is None


def test_a_number_of_the_menu_is_labelled_as_its_service(label: Label) -> None:
    assert [label(text) for text in ("1", "२", "three", "٤", "5️⃣")] == [
        f"menu:{n}" for n in range(1, 6)
    ]


def test_a_number_that_the_menu_does_not_have_is_out_of_scope(label: Label) -> None:
    assert label("7") == "out_of_scope"
