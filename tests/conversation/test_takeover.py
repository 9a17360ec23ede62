"""While a coordinator has the talk the bot hears all and says only what keeps safe."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.conversation.strategies import inbounds, meanings, moments, states
from tests.conversation.talk import Talk, confirmed, fake_script, in_form
from tests.conversation.test_engine_properties import patient
from triage.conversation import Inbound, State, advance
from triage.conversation.types import (
    AnswerAgain,
    EraseRequest,
    FillLead,
    Held,
    KeepAttachment,
    LeaveAlone,
    OpenLead,
    RaiseFlag,
    Step,
)
from triage.meaning import Fact, Meaning
from triage.vocabulary import Command, Danger, Field, Flag, MediaKind, Service, Signal, Topic

NOW, ENDED, RETURNED = Held.NOW, Held.ENDED, Held.RETURNED
SCRIPT = fake_script()
#: All that may be said while somebody has the talk.
SAFE = {
    *("talk.emergency", "talk.self_harm", "talk.after_danger", "talk.concern"),
    *("optout.stopped_sms", "optout.stopped_whatsapp", "optout.started", "optout.not_stopped"),
}
CONCERN = Meaning(text="I feel faint", concern=True, rule="faint")


@given(states, inbounds, meanings, moments)
@patient
def test_nothing_but_safety_and_stop_is_said_in_any_state(
    state: State, inbound: Inbound, meaning: Meaning, now: object
) -> None:
    outcome = advance(state, replace(inbound, held=NOW), meaning, SCRIPT, now)  # type: ignore[arg-type]  # drawn as such

    assert set(outcome.reply.keys if outcome.reply else ()) <= SAFE
    assert not [e for e in outcome.effects if isinstance(e, EraseRequest | AnswerAgain)]
    assert outcome.state.step is state.step or meaning.died


def _flags(talk: Talk) -> list[Flag]:
    return [e.flag for e in talk.done(RaiseFlag) if isinstance(e, RaiseFlag)]


def test_an_ordinary_message_waits_for_the_coordinator() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(Meaning(text="stage 3", answer=Fact(Field.STAGE, "3")), held=NOW) == ""
    assert _flags(talk) == [Flag.ASKED_FOR_PERSON]
    assert not talk.done(FillLead)
    assert talk.state.step is Step.STAGE


def test_somebody_without_a_lead_gets_one() -> None:
    talk = Talk()
    talk.hear(Meaning(text="hello"), held=NOW)

    assert talk.done(OpenLead)


def test_thanks_wait_for_nobody() -> None:
    talk = confirmed()
    talk.says(Signal.THANKS)
    talk.hear(Meaning(signal=Signal.THANKS), held=NOW)

    assert _flags(talk) == []


def test_danger_is_answered_and_flagged() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(Meaning(danger=Danger.EMERGENCY, rule="r"), held=NOW) == "talk.emergency"
    assert _flags(talk) == [Flag.EMERGENCY]


def test_the_line_on_safety_is_said_once_an_event() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(CONCERN, held=NOW) == "talk.concern"
    assert talk.hear(CONCERN, held=NOW) == ""
    assert Flag.CONCERN in _flags(talk)
    assert talk.away(1).hear(CONCERN, held=NOW) == "talk.concern"


def test_files_are_kept_and_a_sticker_is_not_flagged() -> None:
    talk = in_form(Step.STAGE)
    talk.hear(Meaning(), held=NOW, text="", media=(MediaKind.IMAGE, MediaKind.STICKER))

    assert len(talk.done(KeepAttachment)) == 2
    assert Flag.ATTACHMENT in _flags(talk)
    talk.hear(Meaning(), held=NOW, text="", media=(MediaKind.STICKER,))
    assert Flag.ATTACHMENT not in _flags(talk)


def test_a_wish_to_be_erased_is_put_before_people_and_not_done() -> None:
    talk = in_form(Step.STAGE)
    talk.hear(Meaning(command=Command.DELETE_DATA), held=NOW)

    assert Flag.ERASE_REQUEST in _flags(talk)
    assert not talk.done(EraseRequest)


def test_start_from_somebody_new_is_confirmed() -> None:
    assert Talk().hear(Meaning(command=Command.START), held=NOW) == "optout.not_stopped"


def test_the_first_answer_after_it_says_so() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(topic=Topic.WHAT_IS), held=ENDED).startswith("talk.bot_again ")
    assert talk.done(AnswerAgain)


def test_who_was_told_is_not_told_again() -> None:
    talk = confirmed()

    assert "talk.bot_again" not in talk.hear(Meaning(topic=Topic.WHAT_IS), held=RETURNED)
    assert talk.done(AnswerAgain)


def test_danger_comes_before_it_and_the_line_stays_due() -> None:
    talk = confirmed()

    assert talk.hear(Meaning(danger=Danger.EMERGENCY), held=ENDED) == "talk.emergency"
    assert not talk.done(AnswerAgain)


@pytest.mark.parametrize("held", [ENDED, RETURNED])
def test_words_after_it_answer_no_open_question(held: Held) -> None:
    talk = in_form(Step.STAGE)

    said = talk.hear(Meaning(text="3 pm", answer=Fact(Field.STAGE, "3")), held=held)

    assert said.endswith("resume.ask")
    assert not talk.done(FillLead)


def test_a_tap_still_means_what_it_says() -> None:
    talk = in_form(Step.FOR_WHOM)

    talk.hear(Meaning(option="for_whom:mother", answer=Fact(Field.FOR_WHOM, "mother")), held=ENDED)

    told = talk.state.fact(Field.FOR_WHOM)
    assert told is not None
    assert told.value == "mother"


def test_a_bare_number_stands_for_nothing_any_more() -> None:
    talk = Talk()
    talk.says(Signal.ASK)

    said = talk.hear(Meaning(text="2", number=2), held=ENDED)

    assert said == "talk.bot_again talk.unclear menu.menu"
    assert talk.hear(Meaning(text="2", number=2)).startswith(f"service.{Service.CAR_T.value}")


def test_a_yes_to_a_coordinator_erases_nothing() -> None:
    talk = in_form(Step.STAGE)
    talk.hear(Meaning(command=Command.DELETE_DATA))
    assert talk.state.step is Step.ERASE

    said = talk.hear(Meaning(signal=Signal.YES), held=ENDED)

    assert not talk.done(EraseRequest)
    assert said == "talk.bot_again resume.ask"


def test_a_death_ends_the_enquiry_in_silence() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(Meaning(died="mother"), held=NOW) == ""
    assert talk.done(LeaveAlone)
    assert talk.state.step is Step.MENU
    assert talk.says(Signal.GREETING) == "menu.welcome"
