"""`advance`: one message in, one Outcome out. Total, pure and deterministic.

First the language of the message is noted. Then the listeners are asked in this order, and the
first that answers ends the turn: danger, STOP and START, a coordinator who has the talk, a death,
concern, what is not text, coming back, commands, detours, the open question, services, corrections
of a finished form, vetted answers, "did you mean", and at last an honest hand-over to a person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from triage.conversation.attachments import hear_attachments
from triage.conversation.bereavement import hear_death, note_death
from triage.conversation.called import hear_called
from triage.conversation.commands import hear_command
from triage.conversation.danger import hear_concern, hear_danger
from triage.conversation.detours import hear_detour
from triage.conversation.enquiry import hear_other_patient, hear_same_patient, hear_service
from triage.conversation.facts import need_lead, take_along
from triage.conversation.form import hear_form, hear_old_button
from triage.conversation.heard import heard_in
from triage.conversation.languages import hear_language, tell_language
from triage.conversation.optout import hear_opt_out
from triage.conversation.questions import ask_again, show_menu
from triage.conversation.resume import hear_resume, hear_return
from triage.conversation.script import Script
from triage.conversation.steps import OPEN
from triage.conversation.summary import hear_correction
from triage.conversation.takeover import hear_hand_back, hear_taken_over
from triage.conversation.topics import hear_choices, hear_topic
from triage.conversation.turn import Turn
from triage.conversation.types import HandOver, Inbound, Outcome, State, Step
from triage.meaning import Meaning
from triage.vocabulary import Flag, Signal

_LISTENERS: tuple[Callable[[Turn], bool], ...] = (
    hear_danger,
    note_death,
    hear_opt_out,
    hear_taken_over,
    hear_death,
    hear_concern,
    tell_language,
    hear_hand_back,
    hear_attachments,
    hear_return,
    hear_called,
    hear_command,
    hear_detour,
    hear_resume,
    hear_same_patient,
    hear_old_button,
    hear_form,
    hear_service,
    hear_other_patient,
    hear_correction,
    hear_topic,
    hear_choices,
)

#: After the form an "ok" wants no menu.
_AGREEING = frozenset({Signal.YES, Signal.NO})


def advance(
    state: State, inbound: Inbound, meaning: Meaning, script: Script, now: datetime
) -> Outcome:
    """Decide what one message does. `now` is aware UTC; nothing is read from outside."""
    turn = Turn(state, inbound, meaning, script, now)
    turn.heard = heard_in(state, meaning, _labels(turn))
    hear_language(turn)
    for listen in _LISTENERS:
        if listen(turn):
            break
    else:
        _answer_the_rest(turn)
    return turn.finish()


def _labels(turn: Turn) -> dict[str, str]:
    """The options that were offered last and what they are called; a tap says its own."""
    if turn.heard.option:
        return {}
    return {o: turn.label(o) for o in turn.state.offered if turn.can_offer(o)}


def _answer_the_rest(turn: Turn) -> None:
    """Nothing above knew it: say so honestly, hand a real question to a person, show the way."""
    state = turn.state
    if state.step is Step.DONE and turn.heard.signal in _AGREEING:
        turn.say("talk.thanks")
        ask_again(turn)
        return
    _speak_to_the_rest(turn)
    if state.step in OPEN or (state.step is Step.DONE and turn.has_spoken):
        ask_again(turn)
    else:
        show_menu(turn, welcome=state.step is Step.NEW)


def _speak_to_the_rest(turn: Turn) -> None:
    heard = turn.heard
    if heard.signal is Signal.UNCLEAR:
        if turn.state.step is not Step.NEW:
            turn.say("talk.unclear")
    elif heard.also and not heard.asks:
        if take_along(turn):
            turn.say("talk.told_facts")
    elif heard.signal is None and heard.option is None and heard.number is None:
        _hand_over(turn)


def _hand_over(turn: Turn) -> None:
    """A person answers; words beside a photo that ask nothing are seen with it."""
    if turn.has_spoken and not turn.heard.asks:
        return
    need_lead(turn)
    turn.do(HandOver(Flag.QUESTION, turn.inbound.text))
    take_along(turn)
    turn.say("talk.out_of_scope")
