"""Numbers and taps take the sense of what was offered; a tap keeps its own for ever."""

from __future__ import annotations

import pytest

from triage.conversation.heard import heard_in, wants_something_else
from triage.conversation.types import State, Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import Command, Danger, Field, Service, Signal, Topic

ASKED = State(step=Step.ASK, offered=("faq:what_is", "faq:types"))


def test_a_number_means_what_was_offered_at_that_place() -> None:
    heard = heard_in(ASKED, Meaning(text="2", number=2, service=Service.CAR_T))

    assert heard.topic is Topic.TYPES
    assert heard.service is None
    assert heard.number == 2


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("menu:3", Meaning(option="menu:3", service=Service.CANCER_VACCINE, confidence=1.0)),
        ("faq:types", Meaning(option="faq:types", topic=Topic.TYPES, confidence=1.0)),
        ("command:help", Meaning(option="command:help", command=Command.HELP, confidence=1.0)),
        ("say:skip", Meaning(option="say:skip", signal=Signal.SKIP, confidence=1.0)),
        ("command:more", Meaning(option="command:more", signal=Signal.MORE, confidence=1.0)),
        ("for_whom:mother", Meaning(option="for_whom:mother", confidence=1.0)),
        ("menu:9", Meaning(option="menu:9", confidence=1.0)),
        ("faq:9", Meaning(option="faq:9", confidence=1.0)),
        ("", Meaning(option="", number=1, topic=Topic.WHAT_IS, confidence=1.0)),
    ],
)
def test_a_tap_means_what_it_says_wherever_the_talk_is(option: str, expected: Meaning) -> None:
    number = None if option else 1
    heard = heard_in(ASKED, Meaning(option=option, number=number))

    if option:
        assert heard == expected
    else:
        assert heard.topic is expected.topic


def test_danger_in_the_words_of_a_tap_stays() -> None:
    heard = heard_in(State(), Meaning(option="menu:1", danger=Danger.EMERGENCY, rule="r"))

    assert (heard.danger, heard.rule, heard.service) == (
        Danger.EMERGENCY,
        "r",
        Service.TREATMENT_ABROAD,
    )


@pytest.mark.parametrize("step", [Step.NEW, Step.MENU, Step.DONE])
def test_without_an_offer_a_number_is_a_service(step: Step) -> None:
    assert heard_in(State(step=step), Meaning(number=4)).service is Service.VIDEO_CONSULTATION


@pytest.mark.parametrize("step", [Step.STAGE, Step.QUESTION, Step.SUMMARY])
def test_at_a_question_without_options_a_number_is_left_to_its_reader(step: Step) -> None:
    meaning = Meaning(number=3, answer=Fact(Field.STAGE, "3"))

    assert heard_in(State(step=step), meaning) is meaning


def test_change_three_is_no_third_option() -> None:
    meaning = Meaning(signal=Signal.CHANGE, number=2)

    assert heard_in(ASKED, meaning) is meaning


@pytest.mark.parametrize(
    ("meaning", "wants"),
    [
        (Meaning(topic=Topic.TYPES), True),
        (Meaning(service=Service.CAR_T), True),
        (Meaning(choices=("menu:1",)), True),
        (Meaning(asks=True), True),
        (Meaning(signal=Signal.MORE), True),
        (Meaning(signal=Signal.NO), False),
        (Meaning(answer=Fact(Field.STAGE, "3")), False),
    ],
)
def test_what_is_no_answer_but_a_wish_of_its_own(meaning: Meaning, wants: bool) -> None:
    assert wants_something_else(meaning) is wants


@pytest.mark.parametrize("text", ["Someone else", " someone  ELSE. ", "*Someone else*"])
def test_the_label_of_an_offered_option_means_the_option(text: str) -> None:
    labels = {"same_patient:yes": "The same patient", "same_patient:no": "Someone else"}

    heard = heard_in(State(step=Step.SAME_PATIENT), Meaning(text=text, asks=True), labels)

    assert heard.option == "same_patient:no"
    assert not heard.asks


@pytest.mark.parametrize("text", ["", "...", "someone"])
def test_other_words_are_no_label(text: str) -> None:
    meaning = Meaning(text=text)

    assert heard_in(State(), meaning, {"same_patient:no": "Someone else", "x": "."}) is meaning
