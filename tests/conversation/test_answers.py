"""Answers: suggestions, buttons, a bare yes or no, words that nobody could read."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, in_form
from triage.conversation.types import (
    FillLead,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Field, Service, Signal


def filled(talk: Talk) -> dict[Field, str]:
    return {e.fact.field: e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)}


def test_the_whatsapp_name_is_suggested_to_somebody_who_asks_for_themselves() -> None:
    talk = in_form(Step.FOR_WHOM, profile_name="Asha Rahman")

    assert talk.number(1) == "form.patient_name.known"
    assert talk.says(Signal.YES) == "form.cancer_type"
    name = talk.state.fact(Field.NAME)
    assert name is not None
    assert name.value == "Asha Rahman"


def test_a_wrong_suggestion_is_asked_plainly() -> None:
    talk = in_form(Step.FOR_WHOM, profile_name="Asha Rahman")
    talk.number(1)

    assert talk.says(Signal.NO) == "form.patient_name.self"
    assert talk.tells(Field.NAME, "Bina") == "form.cancer_type"


def test_the_country_of_the_number_is_suggested() -> None:
    talk = in_form(Step.PLACE)
    assert talk.keys == "form.place.known"
    assert "India" in talk.text

    talk.says(Signal.YES)

    country = talk.state.fact(Field.COUNTRY)
    assert country is not None
    assert country.value == "IN"


def test_a_person_without_a_number_is_asked_for_one() -> None:
    talk = in_form(Step.PHONE, sender=None, country=None)

    assert talk.keys.endswith("form.phone.needed")


def test_a_number_we_write_to_is_one_tap_away() -> None:
    talk = in_form(Step.PHONE)

    talk.number(1)

    phone = talk.state.fact(Field.PHONE)
    assert phone is not None
    assert phone.value == "<sender>"


def test_facts_instead_of_the_answer_are_noted_and_the_question_asked_again() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(Meaning(also=(Fact(Field.NAME, "Bina"),))) == "form.noted form.stage"
    assert talk.hear(Meaning(also=(Fact(Field.NAME, "Bina"),))) == "form.stage.again"


def test_a_city_told_beside_settles_the_place() -> None:
    talk = in_form(Step.PLACE)

    assert talk.hear(Meaning(also=(Fact(Field.CITY, "Dhaka"),))) == "form.noted form.call_time"


@pytest.mark.parametrize("signal", [Signal.YES, Signal.UNCLEAR])
def test_a_word_that_says_nothing_is_never_kept_as_the_answer(signal: Signal) -> None:
    talk = in_form(Step.CANCER_TYPE)

    assert talk.says(signal) == "form.cancer_type.again"
    assert talk.says(signal) == "form.stage"
    assert talk.state.fact(Field.CANCER_TYPE) is None


@pytest.mark.parametrize(("signal", "word"), [(Signal.NO, "no"), (Signal.YES, "yes")])
def test_yes_or_no_answers_the_services_own_question(signal: Signal, word: str) -> None:
    talk = in_form(Step.QUESTION)

    assert talk.hear(Meaning(text=word, signal=signal)) == "form.summary"
    answer = talk.state.fact(Field.QUESTION)
    assert answer is not None
    assert answer.value == word


@pytest.mark.parametrize("signal", [Signal.YES, Signal.NO, Signal.SKIP])
def test_yes_and_no_other_number_both_mean_the_one_they_write_from(signal: Signal) -> None:
    talk = in_form(Step.PHONE)
    talk.says(signal)

    phone = talk.state.fact(Field.PHONE)
    assert phone is not None
    assert phone.value == "<sender>"


def test_a_name_they_told_is_suggested_to_somebody_who_asks_for_themselves() -> None:
    talk = Talk()
    talk.hear(Meaning(service=Service.CAR_T, also=(Fact(Field.ENQUIRER_NAME, "Bina"),)))
    talk.says(Signal.YES)

    assert talk.number(1) == "form.patient_name.known"
    assert "Bina" in talk.text


def test_an_answer_beside_a_skip_word_is_read_as_the_reader_says() -> None:
    talk = in_form(Step.CALL_TIME)

    assert talk.hear(Meaning(option="call_time:whenever")) == "form.call_time.said form.phone"


def test_a_fact_told_at_did_you_mean_is_kept() -> None:
    talk = in_form(Step.STAGE)
    talk.hear(Meaning(choices=("menu:2", "faq:t_cell_transfer")))

    talk.hear(Meaning(also=(Fact(Field.CITY, "Dhaka"),)))

    assert talk.keys == "form.noted form.stage"


@pytest.mark.parametrize("step", [Step.PATIENT_NAME, Step.PLACE])
def test_a_bare_number_becomes_nobodys_name_or_city(step: Step) -> None:
    talk = in_form(step)
    talk.number(9)
    talk.number(9)

    assert not talk.done(FillLead)
    assert talk.state.step is not step


def test_a_postal_code_is_kept_as_the_place() -> None:
    talk = in_form(Step.PLACE)
    for _ in range(2):
        talk.hear(Meaning(text="560001", number=560001))

    assert filled(talk) == {Field.CITY: "560001"}
