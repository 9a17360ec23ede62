"""Who the patient is to the person who writes."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Facts, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my mom", "mother"),
        ("for myself", "self"),
        ("me", "self"),
        ("It's for my father", "father"),
        ("myself", "self"),
        ("mere papa ke liye", "father"),
        ("wife", "wife"),
        ("my wife's mother", "mother-in-law"),
        ("mi hijo", "son"),
        ("для мамы", "mother"),
        ("أمي", "mother"),
        ("মায়ের জন্য", "mother"),
        ("मेरी माँ के लिए", "mother"),
        ("my husbend", "husband"),
        ("I am a doctor, asking for my patient", "patient of a doctor"),
        ("friend of mine", "friend"),
        ("not for me, for my dad", "father"),
        ("i am her son", "mother"),
        ("my friend's mother", "friend"),
        ("grandma", "grandmother"),
        ("my chacha", "uncle"),
        ("i am the patient", "self"),
        ("khud ke liye", "self"),
        ("brother in law", "brother-in-law"),
        ("my cousin brother", "cousin"),
        ("daughter", "daughter"),
        ("my little girl", "daughter"),
        ("mother in law", "mother-in-law"),
        ("for my elder sister", "sister"),
        ("ma mère", "mother"),
        ("minha mãe", "mother"),
        ("mama yangu", "mother"),
        ("I'm asking for my boss", "friend"),
        ("it is me", "self"),
        ("my neighbour", "friend"),
        ("a relative", "other relative"),
        ("mi esposa", "wife"),
        ("мой муж", "husband"),
        ("زوجتي", "wife"),
        ("আমার স্বামী", "husband"),
        ("dad", "father"),
        ("Papa", "father"),
        ("my mother's sister", "aunt"),
        ("our baby", "child"),
    ],
)
def test_a_relation_is_read_in_many_languages(value: Value, text: str, expected: str) -> None:
    assert value("for_whom", text) == expected


@pytest.mark.parametrize("text", ["hi", "why do you ask?", "no idea"])
def test_what_is_no_relation_is_asked_again(value: Value, text: str) -> None:
    assert value("for_whom", text) is None


def test_a_relation_comes_along_only_with_my_or_for(facts: Facts) -> None:
    assert facts("my mother has been ill")["for_whom"] == "mother"
    assert "for_whom" not in facts("the mother house is closed")
