"""State as text comes back as it was; what cannot be read starts at the menu."""

from __future__ import annotations

import json

import pytest

from tests.conversation.talk import NOW, Talk, confirmed, in_form
from triage.conversation.stored import FLOW_VERSION, dump_state, load_state, situation
from triage.conversation.types import Inbound, State, Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import Channel, Command, Danger, Field, Signal

INBOUND = Inbound(1, Channel.SMS, country="IN", zone="Asia/Kolkata", sender="+12025550123")


def test_a_whole_talk_comes_back_as_it_was() -> None:
    talk = confirmed()
    talk.hear(Meaning(danger=Danger.SELF_HARM))
    talk.hear(Meaning(also=(Fact(Field.FOR_WHOM, "father", "mein Väter", 3, understood=False),)))

    assert load_state(dump_state(talk.state)) == talk.state


def test_nothing_stored_is_a_first_contact() -> None:
    assert load_state(None) == load_state("") == State()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        "7",
        "{}",
        '{"version": 0, "step": "menu"}',
        '{"version": "1", "step": "done"}',
        '{"version": [], "step": "done"}',
        '{"version": 99, "step": "done"}',
        json.dumps({"version": FLOW_VERSION, "step": "no such step"}),
        json.dumps({"version": FLOW_VERSION, "facts": [["name"]]}),
        json.dumps({"version": FLOW_VERSION, "facts": 3}),
        json.dumps({"version": FLOW_VERSION, "last_at": "yesterday"}),
    ],
)
def test_what_cannot_be_read_starts_at_the_menu(text: str) -> None:
    assert load_state(text) == State(step=Step.MENU)


def test_a_field_of_a_later_version_is_passed_over() -> None:
    text = json.dumps({"version": FLOW_VERSION, "step": "done", "mood": "fine"})

    assert load_state(text) == State(step=Step.DONE)


def test_a_state_of_the_first_version_is_brought_along() -> None:
    old = {"version": 1, "step": "stage", "language": "hi", "service": 2, "consent": "given"}

    state = load_state(json.dumps(old))

    assert (state.step, state.service, state.language) == (Step.STAGE, 2, "hi")
    assert state.chosen  # until then another language was spoken only to who had asked for it
    assert not load_state(json.dumps({**old, "language": "en"})).chosen


@pytest.mark.parametrize(
    "aside",
    [
        Meaning(signal=Signal.GREETING),
        Meaning(signal=Signal.ASK),
        Meaning(choices=("menu:1", "menu:2")),
        Meaning(command=Command.DELETE_DATA),
    ],
)
def test_the_reader_is_told_of_the_question_behind_a_detour(aside: Meaning) -> None:
    talk = in_form(Step.STAGE)
    talk.hear(aside)

    assert situation(talk.state, INBOUND, NOW).expecting is Field.STAGE


def test_the_reader_is_told_nothing_is_asked_at_the_menu() -> None:
    talk = Talk()
    talk.says(Signal.GREETING)

    assert situation(talk.state, INBOUND, NOW).expecting is None


def test_the_place_they_named_beats_that_of_the_number() -> None:
    talk = in_form(Step.CALL_TIME)
    talk.hear(Meaning(also=(Fact(Field.ZONE, "Asia/Dhaka"),)))

    told = situation(talk.state, INBOUND, NOW)

    assert (told.country, told.zone, told.sender) == ("BD", "Asia/Dhaka", "+12025550123")


def test_a_place_that_we_could_not_read_beats_nothing() -> None:
    state = State(facts=(Fact(Field.COUNTRY, "Elbonia", understood=False),))

    assert situation(state, INBOUND, NOW).country == "IN"
