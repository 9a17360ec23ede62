"""The form: one open question at a time, everything can be skipped, nothing asked twice."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, in_form
from triage.conversation.types import (
    FillLead,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Channel, Field, Service, Signal, Topic


def filled(talk: Talk) -> dict[Field, str]:
    return {e.fact.field: e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)}


def test_each_fact_carries_the_message_it_came_from() -> None:
    talk = in_form(Step.CANCER_TYPE)

    talk.hear(Meaning(text="lungs", answer=Fact(Field.CANCER_TYPE, "lung")))

    assert talk.done(FillLead) == [
        FillLead(Fact(Field.CANCER_TYPE, "lung", "lungs", talk.count), first=True)
    ]


def test_several_facts_in_one_message_are_not_asked_again() -> None:
    talk = in_form(Step.FOR_WHOM)

    talk.tells(Field.FOR_WHOM, "mother", Fact(Field.NAME, "Asha"), Fact(Field.CANCER_TYPE, "lung"))

    assert talk.state.step is Step.STAGE


@pytest.mark.parametrize("signal", [Signal.SKIP, Signal.UNSURE])
def test_every_question_can_be_skipped(signal: Signal) -> None:
    talk = in_form(Step.FOR_WHOM)

    for _ in range(8):
        talk.says(signal)

    assert talk.state.step is Step.SUMMARY
    assert talk.text.count("<label.skipped>") == 7  # "no other number" keeps the sender's


def test_an_unreadable_answer_is_asked_again_once_and_then_kept_as_written() -> None:
    talk = in_form(Step.CANCER_TYPE)

    assert talk.hear(Meaning(text="the bad one")) == "form.cancer_type.again"
    assert talk.hear(Meaning(text="the bad one")) == "form.kept_as_written form.stage"
    fact = talk.state.fact(Field.CANCER_TYPE)
    assert fact is not None
    assert (fact.value, fact.understood) == ("the bad one", False)


def test_the_services_own_question_is_asked_again_in_its_own_words() -> None:
    talk = in_form(Step.QUESTION)

    assert talk.hear(Meaning(text="")) == "service.2.again"
    talk.hear(Meaning(text=""))
    assert talk.state.step is Step.SUMMARY


def test_a_question_is_never_kept_as_an_answer() -> None:
    talk = in_form(Step.PATIENT_NAME)

    for _ in range(3):
        assert talk.hear(Meaning(text="what does it cost?", asks=True)) == (
            "talk.out_of_scope form.patient_name"
        )
    assert talk.state.fact(Field.NAME) is None


def test_a_vetted_question_in_the_form_is_answered_and_the_form_goes_on() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(Meaning(topic=Topic.HOW_OFTEN)) == "answer.how_often form.stage"
    assert talk.state.step is Step.STAGE


@pytest.mark.parametrize("step", [Step.FOR_WHOM, Step.STAGE, Step.PHONE])
def test_why_do_you_ask_is_answered_and_the_question_put_again(step: Step) -> None:
    talk = in_form(step)

    assert talk.says(Signal.WHY) == f"form.{step}.why form.{step}"


def test_why_at_the_services_question_has_its_own_words() -> None:
    assert in_form(Step.QUESTION).says(Signal.WHY) == "service.2.why service.2.question"


def test_a_call_time_outside_office_hours_is_fitted_and_said_back() -> None:
    talk = in_form(Step.CALL_TIME)

    keys = talk.tells(Field.CALL_TIME, "2026-11-24T03:00+05:30")

    assert keys == "form.call_time.outside form.phone"
    assert "Tue" in talk.text


def test_a_reply_on_sms_joins_its_parts_with_single_line_ends() -> None:
    talk = Talk(channel=Channel.SMS)

    talk.pick(Service.CAR_T)

    assert "\n\n" not in talk.text
