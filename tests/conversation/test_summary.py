"""The summary: confirmed by YES, changed by number or words; the promise that follows."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, in_form
from triage.conversation.types import (
    CompleteLead,
    FillLead,
    NoCalls,
    Promise,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Field, Signal, Topic


def filled(talk: Talk) -> dict[Field, str]:
    return {e.fact.field: e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)}


def test_the_whole_form_ends_in_a_summary_and_a_promise() -> None:
    talk = in_form(Step.SUMMARY)
    assert talk.keys == "form.summary"
    assert "2 <label.patient_name>: Asha Rahman" in talk.text
    assert "5 <label.place>: Bangladesh" in talk.text

    assert talk.says(Signal.YES) == "form.confirmed"

    assert talk.done(CompleteLead)
    (promise,) = talk.done(Promise)
    assert isinstance(promise, Promise)
    assert talk.now <= promise.start < promise.end


def test_no_calls_withdraws_every_promise() -> None:
    talk = in_form(Step.CALL_TIME)
    assert talk.number(6).startswith("time.no_calls form.phone")
    talk.number(1)
    talk.says(Signal.SKIP)

    assert talk.says(Signal.YES) == "form.confirmed.no_calls"
    assert talk.done(NoCalls)
    assert not talk.done(Promise)


def test_a_number_opens_its_line_and_the_answer_returns_to_the_summary() -> None:
    talk = in_form(Step.SUMMARY)

    assert talk.number(3) == "form.cancer_type"
    assert talk.tells(Field.CANCER_TYPE, "breast") == "form.summary"
    assert "breast" in talk.text


@pytest.mark.parametrize("number", [0, 9])
def test_a_line_that_is_not_there_shows_the_summary_again(number: int) -> None:
    assert in_form(Step.SUMMARY).number(number) == "form.summary.again form.summary"


@pytest.mark.parametrize("signal", [Signal.NO, Signal.UNSURE, Signal.UNCLEAR, Signal.CHANGE])
def test_anything_but_yes_confirms_nothing(signal: Signal) -> None:
    talk = in_form(Step.SUMMARY)

    assert talk.says(signal) == "form.summary.again form.summary"
    assert not talk.done(CompleteLead)


def test_words_put_a_line_right() -> None:
    talk = in_form(Step.SUMMARY)

    assert talk.hear(Meaning(also=(Fact(Field.CITY, "Dhaka"),))) == "form.summary"
    assert "5 <label.place>: Dhaka, Bangladesh" in talk.text


@pytest.mark.parametrize(
    ("meaning", "keys"),
    [
        (Meaning(topic=Topic.HOW_OFTEN), "answer.how_often form.summary"),
        (Meaning(asks=True, also=(Fact(Field.CITY, "Berlin"),)), "talk.out_of_scope form.summary"),
        (Meaning(signal=Signal.MORE), "ask.no_more form.summary"),
    ],
)
def test_a_question_at_the_summary_is_heard(meaning: Meaning, keys: str) -> None:
    talk = in_form(Step.SUMMARY)

    assert talk.hear(meaning) == keys
    assert talk.state.fact(Field.CITY) is None


def test_change_opens_an_earlier_line_in_the_middle_of_the_form() -> None:
    talk = in_form(Step.STAGE)

    assert talk.says(Signal.CHANGE, number=2) == "form.patient_name"
    assert talk.tells(Field.NAME, "Bina") == "form.stage"


def test_change_without_a_line_means_the_one_before() -> None:
    assert in_form(Step.STAGE).says(Signal.CHANGE) == "form.cancer_type"


def test_change_at_the_first_question_has_nothing_to_change() -> None:
    keys = in_form(Step.FOR_WHOM).says(Signal.CHANGE)

    assert keys == "form.nothing_to_change form.for_whom"


def test_change_at_go_on_puts_the_question_itself() -> None:
    talk = in_form(Step.FOR_WHOM).away(9)
    talk.number(1)

    assert talk.says(Signal.CHANGE) == "form.nothing_to_change form.for_whom"


def test_change_before_the_form_has_nothing_to_change() -> None:
    assert Talk().says(Signal.CHANGE, number=3) == "form.nothing_to_change menu.menu"
    assert in_form(Step.CONSENT).says(Signal.CHANGE, number=3) == (
        "form.nothing_to_change form.consent"
    )


def test_after_a_refusal_only_the_call_can_be_changed() -> None:
    talk = in_form(Step.CONSENT)
    talk.says(Signal.NO)
    talk.number(1)
    talk.number(1)

    assert talk.number(3) == "form.summary.again form.summary"
    assert talk.number(6) == "form.call_time"


def test_skipping_a_line_that_was_opened_again_keeps_what_it_said() -> None:
    talk = in_form(Step.SUMMARY)
    talk.number(3)

    assert talk.says(Signal.SKIP) == "form.summary"
    assert "3 <label.cancer_type>: lung" in talk.text


def test_nobody_is_promised_a_call_without_a_number() -> None:
    talk = in_form(Step.PHONE, sender=None, country=None)
    talk.says(Signal.SKIP)
    talk.says(Signal.SKIP)

    assert talk.says(Signal.YES) == "form.confirmed.no_calls"
    assert not talk.done(Promise)


def test_a_call_time_that_has_passed_by_the_yes_is_still_a_call() -> None:
    talk = in_form(Step.CALL_TIME)
    talk.tells(Field.CALL_TIME, "2026-11-24T15:00+05:30")
    talk.number(1)
    talk.says(Signal.SKIP)
    talk.away(24 * 6).number(1)
    talk.number(1)

    assert talk.says(Signal.YES) == "form.confirmed"
    (promise,) = talk.done(Promise)
    assert isinstance(promise, Promise)
    assert promise.start > talk.now
