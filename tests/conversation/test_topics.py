"""Vetted answers by words and number, in parts, always with the way on and the way back."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, in_form
from triage.conversation.types import HandOver, OpenLead, Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import BASICS, NARROWER, Channel, Field, Flag, Service, Signal, Topic


def test_ask_lists_the_eight_questions() -> None:
    talk = Talk()

    assert talk.says(Signal.ASK) == "ask.list"
    assert talk.text.count("About ") == len(BASICS) == 8


@pytest.mark.parametrize(("number", "topic"), list(enumerate(BASICS, start=1)))
def test_each_question_of_the_list_is_answered_by_its_number(number: int, topic: Topic) -> None:
    talk = Talk()
    talk.says(Signal.ASK)

    assert talk.number(number).startswith(f"answer.{topic}")


@pytest.mark.parametrize("topic", list(Topic))
def test_each_topic_is_answered_by_words_and_has_a_way_on(topic: Topic) -> None:
    talk = Talk()

    *_, last = talk.hear(Meaning(topic=topic)).split()

    assert last in {"ask.footer", "ask.narrower"}


def test_numbers_keep_their_sense_after_an_answer_of_the_list() -> None:
    talk = Talk()
    talk.says(Signal.ASK)
    talk.number(1)

    assert talk.number(2) == f"answer.{BASICS[1]} ask.footer"


def test_numbers_mean_services_after_an_answer_by_words() -> None:
    talk = Talk()
    talk.hear(Meaning(topic=Topic.WHAT_IS))

    assert talk.number(2) == "service.2.intro form.consent"


@pytest.mark.parametrize("topic", list(NARROWER))
def test_kinds_and_ways_open_a_narrower_list(topic: Topic) -> None:
    talk = Talk()
    assert talk.hear(Meaning(topic=topic)) == f"answer.{topic} ask.narrower"

    for number, narrower in enumerate(NARROWER[topic], start=1):
        assert talk.number(number) == f"answer.{narrower} ask.footer"


def test_a_number_beyond_the_list_is_unclear_and_never_a_service() -> None:
    talk = Talk()
    talk.hear(Meaning(topic=Topic.HOW_GIVEN))

    assert talk.number(5) == "talk.unclear menu.menu"


def test_more_brings_the_next_part_until_nothing_is_left() -> None:
    talk = Talk()
    assert talk.hear(Meaning(topic=Topic.SIDE_EFFECTS)) == "answer.side_effects ask.more ask.footer"

    assert talk.says(Signal.MORE) == "answer.side_effects menu.footer"
    assert "<side_effects 2>" in talk.text
    assert talk.says(Signal.MORE) == "ask.no_more menu.footer"


@pytest.mark.parametrize("more", ["side_effects:9", "side_effects:x", "gone:1"])
def test_more_after_the_content_changed_ends_honestly(more: str) -> None:
    talk = Talk()
    talk.hear(Meaning(topic=Topic.SIDE_EFFECTS))
    talk.state = type(talk.state)(step=Step.MENU, more=more)

    assert talk.says(Signal.MORE) == "ask.no_more menu.footer"


def test_the_list_in_the_middle_of_the_form_returns_to_the_question() -> None:
    talk = in_form(Step.STAGE)
    assert talk.says(Signal.ASK) == "ask.list"

    assert talk.number(6) == f"answer.{BASICS[5]} form.stage"
    assert talk.state.step is Step.STAGE


def test_the_list_asked_for_twice_in_the_form_still_returns() -> None:
    talk = in_form(Step.STAGE)
    talk.says(Signal.ASK)
    talk.says(Signal.ASK)

    assert talk.hear(Meaning(topic=Topic.WHAT_IS)) == "answer.what_is form.stage"


def test_more_at_the_list_in_the_form_returns_to_the_question() -> None:
    talk = in_form(Step.STAGE)
    talk.hear(Meaning(topic=Topic.SIDE_EFFECTS))
    talk.says(Signal.ASK)

    assert talk.says(Signal.MORE) == "answer.side_effects form.stage"


def test_an_answer_names_the_call_number() -> None:
    talk = Talk(channel=Channel.SMS)
    talk.hear(Meaning(topic=Topic.CONTACT))

    assert "+91 00000" in talk.text


@pytest.mark.parametrize("meaning", [Meaning(asks=True), Meaning()])
def test_what_we_cannot_answer_goes_to_a_person_in_their_own_words(meaning: Meaning) -> None:
    talk = Talk()

    assert talk.hear(meaning, text="what does it cost?") == "talk.out_of_scope menu.welcome"
    assert talk.done(OpenLead) == [OpenLead(None)]
    assert talk.done(HandOver) == [HandOver(Flag.QUESTION, "what does it cost?")]


def test_gibberish_at_first_contact_is_welcomed() -> None:
    talk = Talk()

    assert talk.says(Signal.UNCLEAR) == "menu.welcome"
    assert not talk.done(OpenLead)


def test_gibberish_later_says_so_and_shows_the_menu() -> None:
    talk = Talk()
    talk.says(Signal.GREETING)

    assert talk.says(Signal.UNCLEAR) == "talk.unclear menu.menu"


def test_facts_before_any_service_are_thanked_for_and_the_menu_follows() -> None:
    talk = Talk()

    assert talk.hear(Meaning(also=(Fact(Field.CANCER_TYPE, "lung"),))) == (
        "talk.told_facts menu.welcome"
    )
    assert not talk.done(OpenLead)


def test_a_yes_to_nothing_shows_the_menu() -> None:
    talk = Talk()
    talk.says(Signal.GREETING)

    assert talk.says(Signal.YES) == "menu.menu"


def test_a_tap_that_nobody_knows_shows_the_menu() -> None:
    assert Talk().hear(Meaning(option="nonsense")) == "menu.welcome"


def test_a_service_and_a_topic_in_one_message_pick_the_service() -> None:
    keys = Talk().hear(Meaning(service=Service.CAR_T, topic=Topic.T_CELL_TRANSFER))

    assert keys == "service.2.intro form.consent"


def test_more_after_an_answer_in_the_form_is_no_answer_to_the_question() -> None:
    talk = in_form(Step.STAGE)
    talk.hear(Meaning(topic=Topic.SIDE_EFFECTS))

    assert talk.says(Signal.MORE) == "answer.side_effects form.stage"
