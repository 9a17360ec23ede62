"""Whoever is cut off as a loop hears that a person will look, and was no machine: loses nothing."""

from __future__ import annotations

import pytest

from models import conversation, lead
from tests.abuse.conftest import Talk
from tests.builders import only, rows
from triage.arrival import Medium
from triage.services.abuse.holding import Held
from triage.services.house import House
from triage.services.messages.inbox import Received
from triage.vocabulary import Channel, MediaKind

NOT_SAID = "I prefer not to say"


def _is_answered(received: Received) -> bool:
    return received.body is not None and received.held is None


def _step(house: House) -> str:
    return str(only(house.store, conversation).step)


def _closing(real: House) -> str:
    return real.script.say("talk.out_of_scope", "en", Channel.WHATSAPP)


def test_skip_in_many_words_goes_through_the_whole_form(house: House, talk: Talk) -> None:
    talk(["2", "yes"])
    heard, steps = [], []
    for _ in range(8):
        heard += talk([NOT_SAID])
        steps.append(_step(house))

    assert all(_is_answered(received) for received in heard)
    assert steps[-1] == "summary"
    assert len({received.body for received in heard}) == 8


def test_no_question_is_open_that_was_never_seen(house: House, real: House, talk: Talk) -> None:
    talk(["2", "yes", *[NOT_SAID] * 8, "restart", "2", *[NOT_SAID] * 6])
    asked = talk([NOT_SAID])[0]
    step = _step(house)
    assert _is_answered(asked)

    (first, second) = talk([NOT_SAID] * 2)

    assert (first.held, first.body) == (Held.LOOP, _closing(real))
    assert (second.held, second.body) == (Held.LOOP, None)
    assert _step(house) == step


@pytest.mark.parametrize("words", ["please help me", "please please help me now"])
def test_who_is_frightened_and_repeats_it_hears_that_a_person_will_look(
    house: House, real: House, talk: Talk, words: str
) -> None:
    heard = talk([words] * 10, seconds=330)

    bodies = [received.body for received in heard if received.held is Held.LOOP]
    assert bodies[0] == _closing(real)
    assert not any(bodies[1:])
    found = only(house.store, lead)
    assert "bot_failed" in found.flags
    assert found.priority != "normal"


def test_danger_and_other_words_are_answered_after_the_cut(talk: Talk) -> None:
    talk(["please please help me now"] * 10)

    danger, other = talk(["I have chest pain and cannot breathe", "menu"])
    assert _is_answered(danger)
    assert danger.alarmed
    assert _is_answered(other)


@pytest.mark.parametrize("kind", [MediaKind.IMAGE, MediaKind.AUDIO])
def test_an_album_is_no_loop(house: House, talk: Talk, kind: MediaKind) -> None:
    medium = Medium(kind, "image/jpeg", "https://api.twilio.com/2010-04-01/media/1")

    heard = talk([""] * 20, seconds=3, media=(medium,))

    assert all(_is_answered(received) for received in heard)
    assert all("bot_failed" not in row.flags for row in rows(house.store, lead))


def test_an_album_may_still_be_a_flood(talk: Talk) -> None:
    medium = Medium(MediaKind.IMAGE, "image/jpeg", "https://api.twilio.com/2010-04-01/media/1")

    heard = talk([""] * 40, seconds=0.01, media=(medium,))

    assert [heard[30].held, heard[31].held] == [Held.WAIT, Held.FLOOD]


def test_a_message_without_words_or_files_may_be_a_loop(talk: Talk) -> None:
    assert talk([""] * 12)[-1].held is Held.LOOP


def test_two_machines_whose_answers_alternate_come_to_an_end(talk: Talk) -> None:
    first = "Your message is number one for us. We will be back on Monday."
    second = "All our people are busy with other callers at the moment."

    heard = talk([first, second] * 12)

    assert (heard[-1].body, heard[-1].held) == (None, Held.LOOP)
    assert (heard[-2].body, heard[-2].held) == (None, Held.LOOP)
    assert sum(_is_answered(received) for received in heard) <= 12
