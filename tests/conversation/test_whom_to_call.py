"""The number in a safety text is that of the country where help has to come to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.conversation.real import real_script
from tests.conversation.talk import Talk, in_form
from triage.conversation.calendar import ENGLISH
from triage.conversation.helplines import CrisisLine, Helplines
from triage.conversation.types import Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import Channel, Danger, Field

LINE = CrisisLine("Línea Amiga", "Linea Amiga", "0800 1", "24 h")
NUMBERS = {"IN": Helplines("112", LINE), "BD": Helplines("999"), "KE": Helplines("998")}
EMERGENCY = Meaning(text="cannot breathe", danger=Danger.EMERGENCY)
SELF_HARM = Meaning(text="I want to die", danger=Danger.SELF_HARM)


def with_numbers(talk: Talk) -> Talk:
    talk.script = replace(talk.script, helplines=NUMBERS)
    return talk


def test_the_country_of_the_number_is_taken_until_a_place_is_told() -> None:
    talk = with_numbers(in_form(Step.PLACE))
    talk.hear(EMERGENCY)
    assert " 112" in talk.text

    talk.tells(Field.COUNTRY, "BD")
    talk.away(1).hear(EMERGENCY)
    assert " 999" in talk.text


def test_a_place_told_beside_the_danger_counts() -> None:
    talk = with_numbers(Talk())

    talk.hear(EMERGENCY._replace(also=(Fact(Field.COUNTRY, "KE"),)))

    assert " 998" in talk.text


@pytest.mark.parametrize("country", [None, "XX"])
def test_without_a_known_country_the_words_stand_for_it(country: str | None) -> None:
    talk = with_numbers(Talk(country=country))

    talk.hear(EMERGENCY)
    assert "<word.emergency_number>" in talk.text
    talk.hear(SELF_HARM)
    assert "<word.crisis_line>" in talk.text


def test_a_wish_to_die_is_told_the_line_of_the_writers_country() -> None:
    talk = with_numbers(in_form(Step.CALL_TIME))  # for the mother, who lives in Bangladesh

    talk.hear(SELF_HARM)

    assert "Línea Amiga 0800 1 (24 h)" in talk.text


def test_who_is_the_patient_lives_where_they_told() -> None:
    talk = with_numbers(Talk())
    talk.hear(Meaning(also=(Fact(Field.FOR_WHOM, "self"), Fact(Field.COUNTRY, "BD"))))

    talk.hear(SELF_HARM)

    assert "<word.crisis_line>" in talk.text  # none is known there


@pytest.mark.parametrize(
    ("line", "sms", "whatsapp"),
    [
        (LINE, "Linea Amiga 0800 1 (24 h)", "Línea Amiga 0800 1 (24 h)"),
        (CrisisLine("3114", "3114", "3114", "24 h"), "3114 (24 h)", "3114 (24 h)"),
        (CrisisLine("МЧС", "", "8 495", ""), "8 495", "МЧС 8 495"),
        (
            CrisisLine("Aid", "Aid", "199", "08:00-17:00", (0, 1, 2, 3, 4)),
            "Aid 199 (Mon-Fri 08:00-17:00)",
            "Aid 199 (Mon-Fri 08:00-17:00)",
        ),
        (CrisisLine("Linea 171", "Linea 171", "171 (opcion 6)"), *["Linea 171 (opcion 6)"] * 2),
    ],
)
def test_a_line_is_said_with_what_is_known_of_it(line: CrisisLine, sms: str, whatsapp: str) -> None:
    assert line.words(Channel.SMS, ENGLISH) == sms
    assert line.words(Channel.WHATSAPP, ENGLISH) == whatsapp


@pytest.mark.parametrize("channel", Channel)
def test_a_number_keeps_its_order_between_arabic_words(channel: Channel) -> None:
    said = real_script().say("talk.emergency", "ar", channel, number="112")

    assert "\u200e112" in said
    assert "\u200e+919615881588" in said
    assert "\u200e" not in real_script().say("talk.thanks", "ar", channel)
