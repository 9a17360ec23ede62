"""The end of the form: the summary, its confirmation, the promise of a call, later changes."""

from __future__ import annotations

from triage.conversation.facts import REQUESTS, take_along
from triage.conversation.heard import wants_something_else
from triage.conversation.moves import change
from triage.conversation.questions import ask, say_question
from triage.conversation.steps import OPEN
from triage.conversation.turn import Turn
from triage.conversation.types import CompleteLead, NoCalls, Promise, Step
from triage.conversation.values import changed_words, slot_of, slot_words, step_words
from triage.vocabulary import Field, Signal


def hear_summary(turn: Turn) -> bool:
    """YES confirms; a number opens its line; facts in plain words are put right."""
    heard = turn.heard
    if heard.signal is Signal.YES:
        confirm(turn)
        return True
    if heard.option is None and change(turn, heard.number):
        return True
    if wants_something_else(heard):
        return False
    if not take_along(turn):
        turn.say("form.summary.again")
    say_question(turn, Step.SUMMARY)
    return True


def confirm(turn: Turn) -> None:
    """The lead is complete: promise the call and say when, in the patient's zone."""
    turn.do(CompleteLead())
    turn.become(step=Step.DONE, complete=True, editing=False, offered=())
    said = promise(turn)
    if said:
        turn.say("form.confirmed", said=said)
    else:
        turn.say("form.confirmed.no_calls")


def promise(turn: Turn) -> str | None:
    """Promise a call in the window that fits their wish; None when they want no calls, or we know
    no number that we could call."""
    slot = slot_of(turn)
    if slot is None or not (turn.inbound.sender or turn.state.fact(Field.PHONE)):
        turn.do(NoCalls())
        return None
    said = slot_words(turn, slot)
    turn.do(Promise(slot.start, slot.end, slot.zone, said))
    return said


def finish_change(turn: Turn) -> None:
    """A changed answer returns to the summary, or after the form is confirmed by itself."""
    step = turn.state.step
    turn.become(editing=False)
    if not turn.state.complete:
        ask(turn, Step.SUMMARY)
        return
    turn.become(step=Step.DONE, offered=())
    turn.say("form.changed", facts=f"{turn.words(f'label.{step}')}: {step_words(turn, step)}")
    if step is Step.CALL_TIME:
        promise(turn)
    elif step is Step.PLACE:
        _promise_anew(turn)


def hear_correction(turn: Turn) -> bool:
    """After the form: facts in plain words change the lead and are confirmed."""
    state, heard = turn.state, turn.heard
    if not state.complete or state.step in OPEN or state.step is Step.SAME_PATIENT:
        return False
    asks = heard.asks or heard.topic or heard.choices
    if asks and not any(f.field in REQUESTS for f in heard.also):
        return False
    fresh = take_along(turn)
    if not fresh:
        return False
    turn.say("form.changed", facts=changed_words(turn, fresh))
    fields = {f.field for f in fresh}
    if Field.CALL_TIME in fields:
        promise(turn)
    elif Field.ZONE in fields:
        _promise_anew(turn)
    return True


def _promise_anew(turn: Turn) -> None:
    """Another place may mean another zone: say what the call time is there."""
    said = promise(turn)
    if said:
        turn.say("form.call_time.said", said=said)
