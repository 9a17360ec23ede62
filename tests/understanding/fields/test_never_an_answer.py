"""Questions, greetings, refusals and commands are never kept as an answer, whatever was asked."""

from __future__ import annotations

import pytest

from tests.understanding.saying import NOW, Value
from triage.meaning import Situation
from triage.understanding import Reader
from triage.vocabulary import Field

_ASKED = ["name", "enquirer_name", "for_whom", "age", "cancer_type", "country", "city", "call_time"]
_NO_ANSWERS = [
    "hi",
    "Hello sir",
    "namaste",
    "how much does it cost?",
    "what is immunotherapy",
    "why do you ask",
    "I don't want to say",
    "skip",
    "stop",
    "menu",
    "thanks",
    "?",
    "👍",
    "yes",
    "कितना खर्च होगा",
    "сколько это стоит?",
]


@pytest.mark.parametrize("text", _NO_ANSWERS)
@pytest.mark.parametrize("field", _ASKED)
def test_it_is_no_answer(value: Value, field: str, text: str) -> None:
    assert value(field, text) is None


@pytest.mark.parametrize("text", ["stop", "why?", "hello", "skip", "MENU"])
def test_a_command_is_no_answer_to_the_services_question(value: Value, text: str) -> None:
    assert value("question", text) is None


def test_any_other_words_answer_the_services_question(value: Value) -> None:
    assert value("question", "Can he travel by air?") == "Can he travel by air?"


def test_a_long_answer_to_the_services_question_is_cut_at_500(value: Value) -> None:
    assert len(value("question", "very tired " * 100) or "") == 500


def test_a_request_for_a_call_answers_when(value: Value) -> None:
    assert value("call_time", "can you call me tomorrow at 5 pm?") == "2026-11-23T17:00+05:30"


def test_morning_is_a_greeting_at_the_menu_and_a_time_where_we_asked(reader: Reader) -> None:
    at_menu = reader.read("morning", Situation(now=NOW))
    asked = reader.read("morning", Situation(now=NOW, expecting=Field.CALL_TIME))

    assert at_menu.signal == "greeting"
    assert (asked.signal, asked.answer is not None) == (None, True)


def test_one_message_fills_many_fields(reader: Reader) -> None:
    situation = Situation(now=NOW, country="BD", expecting=Field.FOR_WHOM)

    meaning = reader.read("my mother Asha, 56, lung cancer stage 3, Dhaka", situation)

    assert meaning.answer
    assert meaning.answer.value == "mother"
    assert {fact.field.value: fact.value for fact in meaning.also} == {
        "name": "Asha",
        "age": "56",
        "cancer_type": "lung",
        "stage": "3",
        "country": "BD",
        "city": "Dhaka",
        "zone": "Asia/Dhaka",
    }


def test_an_unknown_field_is_refused(value: Value) -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        value("shoe_size", "42")
