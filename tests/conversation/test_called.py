""" "Did our coordinator reach you?": the question, its answers, and "nobody called me"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversation.talk import NOW, Talk, confirmed, fake_script, in_form
from triage.conversation.called import ask_whether_called, can_be_asked
from triage.conversation.types import HandOver, Promise, SaysWhetherCalled, State, Step
from triage.meaning import Meaning
from triage.vocabulary import Channel, Flag, Signal


def asked(talk: Talk | None = None) -> Talk:
    """Somebody whose form is finished, asked whether we called."""
    talk = talk or confirmed()
    reply, talk.state = ask_whether_called(talk.state, talk.script, Channel.WHATSAPP, talk.now)
    assert reply.keys == ("callback.ask",)
    assert reply.options == ("called:yes", "called:no")
    return talk


@pytest.mark.parametrize(
    "heard", [Meaning(number=1), Meaning(signal=Signal.YES), Meaning(option="called:yes")]
)
def test_yes_is_thanked_for_and_the_talk_goes_on_where_it_was(heard: Meaning) -> None:
    talk = asked()

    assert talk.hear(heard) == "callback.reached menu.footer"

    assert talk.done(SaysWhetherCalled) == [SaysWhetherCalled(called=True)]
    assert talk.state.step is Step.DONE


@pytest.mark.parametrize(
    "heard",
    [
        Meaning(number=2),
        Meaning(signal=Signal.NO),
        Meaning(signal=Signal.NOT_CALLED),
        Meaning(option="called:no"),
    ],
)
def test_no_is_for_a_person_and_a_call_is_promised_anew(heard: Meaning) -> None:
    talk = asked()

    assert talk.hear(heard) == "callback.again form.call_time.said menu.footer"

    assert talk.done(HandOver) == [HandOver(Flag.ASKED_FOR_PERSON)]
    (new,) = talk.done(Promise)
    assert isinstance(new, Promise)
    assert new.start >= talk.now
    assert talk.done(SaysWhetherCalled) == [SaysWhetherCalled(called=False)]


def test_the_label_of_an_answer_is_an_answer() -> None:
    talk = asked()

    assert talk.hear(Meaning(text="<option.called.no>")).startswith("callback.again")


def test_without_a_number_nothing_is_promised_but_a_person_is_told() -> None:
    talk = asked(Talk(sender=None))

    assert talk.says(Signal.NO) == "callback.again menu.footer"

    assert talk.done(Promise) == []
    assert talk.done(HandOver) == [HandOver(Flag.ASKED_FOR_PERSON)]


@pytest.mark.parametrize("signal", [Signal.UNCLEAR, Signal.UNSURE, Signal.SKIP])
def test_what_is_neither_is_asked_again(signal: Signal) -> None:
    talk = asked()

    assert talk.says(signal) == "callback.ask"

    assert talk.state.step is Step.CALLED
    assert talk.number(1).startswith("callback.reached")


def test_a_number_that_stands_for_neither_is_asked_again() -> None:
    assert asked().number(4) == "callback.ask"


def test_the_question_still_counts_days_later() -> None:
    talk = asked().away(50)

    assert talk.number(1).startswith("callback.reached")


def test_anything_else_is_heard_as_if_we_had_not_asked() -> None:
    talk = asked()

    talk.hear(Meaning(text="what does it cost?", asks=True))

    assert talk.keys.startswith("talk.out_of_scope")
    assert talk.state.step is Step.DONE


def test_nobody_called_me_is_for_a_person_at_any_time() -> None:
    for talk in (Talk(), confirmed(), in_form(Step.STAGE)):
        assert talk.says(Signal.NOT_CALLED).startswith("callback.again")
        assert talk.done(HandOver) == [HandOver(Flag.ASKED_FOR_PERSON)]
        assert talk.done(Promise) == []


def test_only_somebody_with_no_open_question_can_be_asked() -> None:
    assert can_be_asked(State())
    assert can_be_asked(State(step=Step.DONE))
    assert not can_be_asked(State(step=Step.STAGE))
    assert not can_be_asked(State(step=Step.ASK, back_to=Step.STAGE))
    assert not can_be_asked(State(step=Step.ERASE))


def test_asking_does_not_count_as_a_message_of_theirs() -> None:
    before = State(step=Step.MENU)._replace(last_at=NOW - timedelta(hours=9))

    _, after = ask_whether_called(before, fake_script(), Channel.SMS, NOW)

    assert after.last_at == before.last_at
    assert (after.step, after.back_to) == (Step.CALLED, None)
