"""After the form: corrections in words or by number reach the lead, and the promise follows."""

from __future__ import annotations

from tests.conversation.talk import Talk, confirmed
from triage.conversation.types import (
    FillLead,
    NoCalls,
    Promise,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Command, Field, Service, Signal, Topic


def filled(talk: Talk) -> dict[Field, str]:
    return {e.fact.field: e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)}


def test_facts_can_be_corrected_in_words_after_the_form() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(also=(Fact(Field.CITY, "Dhaka"),))) == "form.changed"
    assert filled(talk) == {Field.CITY: "Dhaka"}


def test_a_new_call_time_after_the_form_is_a_new_promise() -> None:
    talk = confirmed()

    talk.hear(Meaning(also=(Fact(Field.CALL_TIME, "anytime"),)))

    assert len(talk.done(Promise)) == 1


def test_a_correction_after_an_answer_in_between_still_moves_the_call() -> None:
    talk = confirmed()
    talk.hear(Meaning(topic=Topic.HOW_OFTEN))

    keys = talk.hear(Meaning(also=(Fact(Field.CALL_TIME, "2026-11-24T15:00+05:30"),)))

    assert keys == "form.changed"
    assert talk.done(Promise)


def test_a_wish_for_a_call_beats_the_answer_how_to_reach_us() -> None:
    talk = confirmed()

    wish = (Fact(Field.CALL_TIME, "2026-11-24T17:00+05:30"),)
    assert talk.hear(Meaning(topic=Topic.CONTACT, also=wish)) == "form.changed"


def test_a_question_with_a_fact_in_it_is_answered_and_changes_nothing() -> None:
    talk = confirmed()

    keys = talk.hear(Meaning(topic=Topic.WHICH_CANCERS, also=(Fact(Field.CANCER_TYPE, "skin"),)))

    assert keys == "answer.which_cancers ask.footer"
    assert not talk.done(FillLead)


def test_can_you_call_at_five_is_a_correction_and_not_a_question_for_a_person() -> None:
    talk = confirmed()

    keys = talk.hear(Meaning(asks=True, also=(Fact(Field.CALL_TIME, "2026-11-24T17:00+05:30"),)))

    assert keys == "form.changed"
    assert talk.done(Promise)


def test_change_three_after_the_form_is_confirmed_by_itself() -> None:
    talk = confirmed()

    assert talk.says(Signal.CHANGE, number=3) == "form.cancer_type"
    assert talk.tells(Field.CANCER_TYPE, "breast") == "form.changed"
    assert "breast" in talk.text
    assert talk.state.step is Step.DONE


def test_change_three_works_from_the_menu_too() -> None:
    talk = confirmed()
    talk.hear(Meaning(command=Command.MENU))

    talk.says(Signal.CHANGE, number=3)
    assert talk.tells(Field.CANCER_TYPE, "breast") == "form.changed"


def test_change_without_a_line_shows_the_summary() -> None:
    assert confirmed().says(Signal.CHANGE) == "form.summary.again form.summary"


def test_a_new_call_time_by_number_is_a_new_promise() -> None:
    talk = confirmed()
    talk.says(Signal.CHANGE, number=6)

    assert talk.number(2) == "form.call_time.said form.changed"
    assert len(talk.done(Promise)) == 1


def test_calls_are_withdrawn_when_they_are_no_longer_wanted() -> None:
    talk = confirmed()
    talk.says(Signal.CHANGE, number=6)
    talk.number(6)

    assert talk.done(NoCalls)
    assert not talk.done(Promise)


def test_another_zone_moves_the_call_and_says_so() -> None:
    talk = confirmed()
    place = (Fact(Field.COUNTRY, "GB"), Fact(Field.ZONE, "Europe/London"))

    assert talk.hear(Meaning(also=place)) == "form.changed form.call_time.said"
    assert "London time" in talk.text
    assert talk.done(Promise)


def test_another_place_by_number_says_the_call_time_there() -> None:
    talk = confirmed()
    talk.says(Signal.CHANGE, number=5)

    keys = talk.tells(Field.COUNTRY, "GB", Fact(Field.ZONE, "Europe/London"))

    assert keys == "form.changed form.call_time.said"
    assert "London time" in talk.text


def test_without_calls_another_place_says_nothing_of_one() -> None:
    talk = confirmed()
    talk.hear(Meaning(also=(Fact(Field.CALL_TIME, "no calls"),)))

    keys = talk.hear(Meaning(also=(Fact(Field.ZONE, "Europe/London"), Fact(Field.CITY, "Ely"))))

    assert keys == "form.changed"


def test_a_new_country_forgets_the_old_city() -> None:
    talk = confirmed()
    talk.hear(Meaning(also=(Fact(Field.CITY, "Dhaka"),)))

    talk.hear(Meaning(also=(Fact(Field.COUNTRY, "IN"),)))

    assert talk.state.fact(Field.CITY) is None


def test_what_we_know_already_changes_nothing() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(also=(Fact(Field.CANCER_TYPE, "lung"),))) == "menu.menu"
    assert not talk.done(FillLead)


def test_a_new_service_while_a_line_is_open_ends_the_change() -> None:
    talk = confirmed()
    talk.says(Signal.CHANGE, number=3)

    assert talk.pick(Service.CANCER_VACCINE) == "service.same_patient"
    assert not talk.state.editing


def test_a_button_of_the_finished_form_still_puts_its_answer_right() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(option="call_time:evening")) == "form.changed"
    assert talk.done(Promise)
