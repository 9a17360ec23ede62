"""STOP is obeyed at once and confirmed once; only START or YES, typed, brings a person back."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, in_form
from triage.conversation.types import (
    Effect,
    FillLead,
    HandOver,
    KeepAttachment,
    OptIn,
    OptOut,
    RaiseFlag,
    Step,
)
from triage.meaning import Meaning
from triage.vocabulary import (
    Channel,
    Command,
    Flag,
    MediaKind,
    Service,
    Signal,
    Topic,
)

STOP = Meaning(text="Stop", command=Command.STOP)
START = Meaning(text="start", command=Command.START)


@pytest.mark.parametrize("channel", list(Channel))
def test_stop_opts_out_and_says_for_which_channel(channel: Channel) -> None:
    talk = Talk(channel)

    assert talk.hear(STOP, text="Stop") == f"optout.stopped_{channel}"
    assert talk.done(OptOut) == [OptOut("Stop", by_twilio=False)]


def test_stop_again_is_met_with_silence() -> None:
    talk = Talk(opted_out=True)

    assert talk.hear(STOP) == ""
    assert talk.outcome.effects == ()


@pytest.mark.parametrize("step", [Step.FOR_WHOM, Step.SUMMARY])
def test_stop_works_in_the_middle_of_the_form_and_keeps_its_place(step: Step) -> None:
    talk = in_form(step)

    assert talk.hear(STOP) == "optout.stopped_whatsapp"
    assert talk.hear(START, opted_out=True).startswith("optout.started form.")
    assert talk.state.step is step


@pytest.mark.parametrize(
    ("word", "opted_out", "effects"),
    [
        ("STOP", False, [OptOut("Stop", by_twilio=True)]),
        ("STOP", True, []),
        ("START", True, [OptIn("Stop")]),
        ("START", False, []),
        ("HELP", False, []),
    ],
)
def test_what_twilio_has_answered_is_noted_without_a_word(
    word: str, opted_out: bool, effects: list[Effect]
) -> None:
    talk = Talk()

    assert talk.hear(STOP, opt_out_type=word, opted_out=opted_out) == ""
    assert list(talk.outcome.effects) == effects


@pytest.mark.parametrize(
    "meaning",
    [START, Meaning(text="Yes ", signal=Signal.YES)],
)
def test_start_or_yes_opts_in_again(meaning: Meaning) -> None:
    talk = Talk(opted_out=True)

    assert talk.hear(meaning, text=meaning.text) == "optout.started menu.menu"
    assert talk.done(OptIn) == [OptIn(meaning.text)]


@pytest.mark.parametrize(
    "meaning",
    [
        Meaning(text="ok", signal=Signal.YES),
        Meaning(text="hello", signal=Signal.GREETING),
        Meaning(text="menu", command=Command.MENU),
        Meaning(text="what is it", topic=Topic.WHAT_IS),
        Meaning(text="2", number=2),
        Meaning(text="is it dear?", asks=True),
        Meaning(text="Yes", option="say:yes"),
    ],
)
def test_an_ordinary_message_never_opts_in_but_is_kept_for_people(meaning: Meaning) -> None:
    talk = in_form(Step.CONSENT)

    assert talk.hear(meaning, opted_out=True, text=meaning.text) == ""
    assert not talk.done(OptIn)
    assert talk.done(RaiseFlag) == [RaiseFlag(Flag.WROTE_AFTER_STOP)]
    assert talk.state.step is Step.CONSENT


def test_what_a_silent_person_sends_is_tied_to_a_lead() -> None:
    talk = Talk(opted_out=True, profile_name="Asha Rahman")
    talk.hear(Meaning(), media=(MediaKind.IMAGE,))

    assert talk.done(KeepAttachment) == [KeepAttachment(0, MediaKind.IMAGE)]
    assert [e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)] == ["Asha Rahman"]


def test_start_from_somebody_who_never_stopped_says_so() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(START) == "optout.not_stopped form.stage"
    assert not talk.done(OptIn)


def test_start_as_the_first_word_is_a_welcome() -> None:
    assert Talk().hear(START) == "menu.welcome"


def test_a_service_picked_after_stop_hands_nothing_over_and_says_nothing() -> None:
    talk = Talk(opted_out=True)

    assert talk.pick(Service.CAR_T) == ""
    assert not talk.done(HandOver)
    assert talk.state.service is None
