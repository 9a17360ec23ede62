"""Numbered answers and buttons of the form: call times, relatives, and old buttons."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, in_form
from triage.conversation.types import (
    FillLead,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Field, Signal


def filled(talk: Talk) -> dict[Field, str]:
    return {e.fact.field: e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)}


@pytest.mark.parametrize("number", [6, 9])
def test_relatives_without_a_button_of_their_own(number: int) -> None:
    talk = in_form(Step.FOR_WHOM)
    keys = talk.number(number)

    assert keys == ("form.patient_name" if number == 6 else "form.for_whom.again")


def test_a_button_of_an_earlier_question_puts_that_answer_right() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(Meaning(option="for_whom:other")) == "form.noted form.stage"
    assert filled(talk) == {Field.FOR_WHOM: "other relative"}


@pytest.mark.parametrize("option", ["resume:go_on", "phone:sender", "for_whom:", "call_time:"])
def test_a_button_that_says_nothing_here_asks_the_question_again(option: str) -> None:
    talk = in_form(Step.PATIENT_NAME, sender=None)

    assert talk.hear(Meaning(option=option)) == "form.patient_name"


def test_a_form_button_before_any_form_shows_the_menu() -> None:
    talk = Talk()

    assert talk.hear(Meaning(option="for_whom:mother")) == "menu.welcome"
    assert talk.state.facts == ()


def test_a_call_time_in_their_own_words_is_kept_and_still_promised() -> None:
    talk = in_form(Step.CALL_TIME)
    for _ in range(2):
        talk.hear(Meaning(text="when the moon is up"))
    assert talk.keys == "form.kept_as_written form.phone"
    talk.number(1)
    talk.says(Signal.SKIP)

    assert "when the moon is up" in talk.text
    assert talk.says(Signal.YES) == "form.confirmed"


def test_no_calls_shows_in_the_summary() -> None:
    talk = in_form(Step.CALL_TIME)
    talk.number(6)
    talk.number(1)
    talk.says(Signal.SKIP)

    assert "6 <label.call_time>: <time.no_calls>" in talk.text


def test_a_numbered_time_that_had_to_be_moved_is_said_back_by_its_name() -> None:
    talk = in_form(Step.CALL_TIME, zone="America/Los_Angeles")

    assert talk.number(3).startswith("form.call_time.outside")
    assert "<option.call_time.afternoon>" in talk.text


def test_a_time_in_words_that_had_to_be_moved_is_said_back_in_them() -> None:
    talk = in_form(Step.CALL_TIME)
    night = Fact(Field.CALL_TIME, "2026-11-24T03:00+05:30", "at 3 in the night")

    assert talk.hear(Meaning(answer=night)).startswith("form.call_time.outside")
    assert "at 3 in the night" in talk.text
