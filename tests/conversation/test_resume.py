"""Coming back after hours or days: asked once whether to go on, and no stale number counts."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, confirmed, in_form
from triage.conversation.types import EraseRequest, FillLead, Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import Command, Field, Service, Signal, Topic


def back_after(step: Step, hours: float = 9) -> Talk:
    talk = in_form(step).away(hours)
    assert talk.number(2) == "resume.ask"
    return talk


@pytest.mark.parametrize("step", [Step.CONSENT, Step.FOR_WHOM, Step.CALL_TIME, Step.SUMMARY])
def test_a_number_after_a_night_is_asked_about_and_not_taken(step: Step) -> None:
    talk = back_after(step)

    assert f"<label.{step}>" in talk.text
    assert not talk.done(FillLead)


def test_within_a_few_hours_the_number_still_counts() -> None:
    assert in_form(Step.FOR_WHOM).away(3).number(2) == "form.patient_name"


def test_go_on_puts_the_question_again() -> None:
    assert back_after(Step.STAGE).number(1) == "form.stage"


@pytest.mark.parametrize("signal", [Signal.YES, Signal.SKIP, Signal.UNSURE, Signal.UNCLEAR])
def test_a_bare_word_to_go_on_never_answers_the_question_behind_it(signal: Signal) -> None:
    talk = back_after(Step.CONSENT)

    assert talk.says(signal) == "form.consent"


def test_start_over_and_menu_are_offered_too() -> None:
    assert back_after(Step.STAGE).number(2) == "talk.restarted menu.menu"
    assert back_after(Step.STAGE).number(3) == "menu.menu"


def test_no_shows_the_menu() -> None:
    assert back_after(Step.STAGE).says(Signal.NO) == "menu.menu"


def test_a_number_that_was_not_offered_asks_the_question_again() -> None:
    talk = back_after(Step.STAGE)

    assert talk.number(7) == "form.stage"
    assert talk.state.fact(Field.STAGE) is None


def test_the_answer_itself_is_taken_instead_of_go_on() -> None:
    assert back_after(Step.STAGE).tells(Field.STAGE, "3B") == "form.place.known"


def test_go_on_still_means_go_on_a_day_later() -> None:
    talk = back_after(Step.STAGE).away(30)

    assert talk.number(1) == "form.stage"


def test_an_answer_in_words_goes_straight_on() -> None:
    talk = in_form(Step.STAGE).away(48)

    assert talk.tells(Field.STAGE, "3B") == "resume.welcome_back form.place.known"


def test_a_fact_of_another_question_is_not_lost() -> None:
    talk = in_form(Step.STAGE).away(48)

    assert talk.hear(Meaning(also=(Fact(Field.CITY, "Dhaka"),))) == (
        "resume.welcome_back form.noted form.stage"
    )


def test_a_tapped_button_says_what_it_said_also_after_days() -> None:
    talk = in_form(Step.FOR_WHOM).away(48)

    assert talk.hear(Meaning(option="for_whom:mother")) == ("resume.welcome_back form.patient_name")


@pytest.mark.parametrize(
    ("meaning", "keys"),
    [
        (Meaning(command=Command.HUMAN), "talk.human form.stage"),
        (Meaning(topic=Topic.HOW_OFTEN), "answer.how_often form.stage"),
        (Meaning(service=Service.CAR_T), "service.2.intro form.stage"),
        (Meaning(asks=True), "talk.out_of_scope form.stage"),
        (Meaning(signal=Signal.ASK), "ask.list"),
    ],
)
def test_a_clear_wish_after_days_is_served_at_once(meaning: Meaning, keys: str) -> None:
    assert in_form(Step.STAGE).away(48).hear(meaning) == keys


def test_words_that_say_nothing_are_asked_about_after_days() -> None:
    assert in_form(Step.STAGE).away(48).hear(Meaning(text="hm")) == "resume.ask"


def test_a_greeting_in_the_form_asks_whether_to_go_on() -> None:
    talk = in_form(Step.STAGE)

    assert talk.says(Signal.GREETING) == "resume.ask"
    assert talk.says(Signal.GREETING) == "resume.ask"
    assert talk.number(1) == "form.stage"


def test_a_greeting_at_the_list_of_questions_does_not_lose_the_form() -> None:
    talk = in_form(Step.STAGE)
    talk.says(Signal.ASK)

    assert talk.says(Signal.GREETING) == "resume.ask"


def test_a_list_of_questions_is_left_after_a_night() -> None:
    talk = Talk()
    talk.says(Signal.ASK)

    assert talk.away(9).hear(Meaning(signal=Signal.UNCLEAR)) == "talk.unclear menu.menu"


def test_yes_after_a_night_erases_nothing() -> None:
    talk = confirmed()
    talk.hear(Meaning(command=Command.DELETE_DATA))

    talk.away(9).says(Signal.YES)

    assert not talk.done(EraseRequest)


def test_the_same_patient_is_still_asked_about_after_a_night() -> None:
    talk = confirmed()
    talk.pick(Service.CANCER_VACCINE)

    assert talk.away(9).number(1).startswith("service.3.intro")
