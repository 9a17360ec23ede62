"""`advance`: one message in, one Outcome out. Total, pure and deterministic.

The listeners are asked in this order, and the first that answers ends the turn: danger, STOP and
START, what is not text, coming back, commands, detours, the open question, services, vetted
answers, "did you mean", and at last an honest hand-over to a person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from triage.conversation.attachments import hear_attachments
from triage.conversation.commands import hear_command, hear_detour
from triage.conversation.danger import hear_concern, hear_danger
from triage.conversation.enquiry import hear_same_patient, hear_service
from triage.conversation.facts import keep, sourced
from triage.conversation.form import hear_form, note_extra
from triage.conversation.heard import heard_in
from triage.conversation.optout import hear_opt_out
from triage.conversation.questions import ask_again, show_menu
from triage.conversation.resume import hear_resume, hear_return
from triage.conversation.script import Script
from triage.conversation.steps import OPEN
from triage.conversation.summary import hear_correction
from triage.conversation.topics import hear_choices, hear_topic
from triage.conversation.turn import Turn
from triage.conversation.types import HandOver, Inbound, Outcome, State, Step
from triage.meaning import Meaning
from triage.vocabulary import Flag, Signal

_LISTENERS: tuple[Callable[[Turn], bool], ...] = (
    hear_danger,
    hear_opt_out,
    hear_concern,
    hear_attachments,
    hear_return,
    hear_command,
    hear_detour,
    hear_resume,
    hear_same_patient,
    hear_form,
    hear_service,
    hear_topic,
    hear_choices,
    hear_correction,
)


def advance(
    state: State, inbound: Inbound, meaning: Meaning, script: Script, now: datetime
) -> Outcome:
    """Decide what one message does. `now` is aware UTC; nothing is read from outside."""
    turn = Turn(state, inbound, heard_in(state, meaning), script, now)
    if not any(listen(turn) for listen in _LISTENERS):
        _answer_the_rest(turn)
    return turn.finish()


def _answer_the_rest(turn: Turn) -> None:
    """Nothing above knew it: say so honestly, hand a real question to a person, show the way."""
    is_first = turn.state.step is Step.NEW
    if not turn.has_spoken:
        _speak_to_the_rest(turn)
    if turn.state.step in OPEN:
        ask_again(turn)
    else:
        show_menu(turn, welcome=is_first)


def _speak_to_the_rest(turn: Turn) -> None:
    heard = turn.heard
    in_form = turn.state.step in OPEN
    if heard.signal is Signal.UNCLEAR and turn.state.step is not Step.NEW:
        turn.say("talk.unclear")
    elif heard.also and not heard.asks:
        _take_note(turn, in_form=in_form)
    elif heard.signal is None and heard.option is None and heard.number is None:
        turn.need_lead()
        turn.do(HandOver(Flag.QUESTION, turn.inbound.text))
        if heard.also:
            keep(turn, *(sourced(turn, f) for f in heard.also))
        turn.say("talk.out_of_scope")


def _take_note(turn: Turn, *, in_form: bool) -> None:
    if in_form:
        note_extra(turn)
        return
    keep(turn, *(sourced(turn, f) for f in turn.heard.also))
    turn.say("talk.told_facts")
