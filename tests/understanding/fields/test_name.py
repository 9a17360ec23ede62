"""Names as a person would write them on a letter."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Facts, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my name is ravi kumar", "Ravi Kumar"),
        ("Asha", "Asha"),
        ("ASHA RAO", "Asha Rao"),
        ("her name is Fatima Begum", "Fatima Begum"),
        ("it's Asha", "Asha"),
        ("Mrs. Asha Rao", "Asha Rao"),
        ("patient name: Ramesh Gupta", "Ramesh Gupta"),
        ("mera naam Ravi hai", "Ravi"),
        ("मेरा नाम रवि है", "रवि"),
        ("me llamo María José", "María José"),
        ("меня зовут Иван Петров", "Иван Петров"),
        ("اسمي أحمد", "أحمد"),
        ("আমার নাম রহিম", "রহিম"),
        ("she is called Anna", "Anna"),
        ("Jean-Pierre O'Brien", "Jean-Pierre O'Brien"),
        ("Asha Rao, 56", "Asha Rao"),
        ("my mother Asha, 56, lung cancer stage 3, Dhaka", "Asha"),
        ("ludwig van der berg", "Ludwig van der Berg"),
        ("I spelt her name wrong, it's Aisha", "Aisha"),
        ("name is john smith and he is 56", "John Smith"),
        ("Will Smith", "Will Smith"),
        ("May Thompson", "May Thompson"),
        ("my mother's name is sunita devi", "Sunita Devi"),
        ("Sunita ji", "Sunita"),
        ("this is Grace", "Grace"),
        ("jina langu ni Amina", "Amina"),
        ("je m'appelle Claire Dubois", "Claire Dubois"),
        ("meu nome é João da Silva", "João da Silva"),
        ("XÆA", "XÆA"),
        ("Mohd. Salim Khan", "Mohd Salim Khan"),
        ("The patient is called Peter Okello", "Peter Okello"),
        ("Its my mother, Rekha Sharma", "Rekha Sharma"),
        ("Good morning, my name is Tom", "Tom"),
        ("यह सुनीता शर्मा है", "सुनीता शर्मा"),
    ],
)
def test_a_name_is_taken_without_its_lead_in(value: Value, text: str, expected: str) -> None:
    assert value("name", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "why?",
        "no",
        "i dont want to say",
        "what is immunotherapy",
        "hello",
        "stop",
        "12345",
        "lung cancer",
        "prefer not to say",
        "How much does it cost",
    ],
)
def test_what_is_no_name_is_asked_again(value: Value, text: str) -> None:
    assert value("name", text) is None


def test_a_name_comes_along_after_a_lead_in(facts: Facts) -> None:
    assert facts("I spelt her name wrong, her name is Aisha")["name"] == "Aisha"


def test_a_name_comes_along_after_a_relation(facts: Facts) -> None:
    assert facts("my mother Asha Rao, 56")["name"] == "Asha Rao"


def test_a_sentence_without_a_lead_in_holds_no_name(facts: Facts) -> None:
    assert "name" not in facts("my mother has lung cancer")


def test_the_name_of_the_writer_is_read_the_same_way(value: Value) -> None:
    assert value("enquirer_name", "i am bina das") == "Bina Das"
