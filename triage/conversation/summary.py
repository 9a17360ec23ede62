"""The end of the form: the summary, its confirmation, the promise of a call, later changes."""

from __future__ import annotations

from triage.conversation.facts import keep, sourced
from triage.conversation.moves import change
from triage.conversation.questions import ask, say_question
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
    if change(turn, heard.number):
        return True
    fresh = keep(turn, *(sourced(turn, f) for f in heard.also))
    if fresh:
        say_question(turn, Step.SUMMARY)
        return True
    if heard.topic or heard.service or heard.choices or heard.asks:
        return False
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
    """Promise a call in the window that fits their wish; None when they want no calls."""
    slot = slot_of(turn)
    if slot is None:
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
    if step is Step.CALL_TIME:
        promise(turn)
    turn.say("form.changed", facts=f"{turn.words(f'label.{step}')}: {step_words(turn, step)}")


def hear_correction(turn: Turn) -> bool:
    """After the form: facts in plain words change the lead and are confirmed."""
    if turn.state.step is not Step.DONE:
        return False
    fresh = keep(turn, *(sourced(turn, f) for f in turn.heard.also))
    if not fresh:
        return False
    if any(f.field in (Field.CALL_TIME, Field.ZONE) for f in fresh):
        promise(turn)
    turn.say("form.changed", facts=changed_words(turn, fresh))
    return True
