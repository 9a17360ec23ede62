"""Danger is heard before anything else, in every state, also from people who opted out.

A red flag gets the safety words and nothing else; the open question waits where it was. The same
event again, within `SAME_EVENT`, gets a short supportive line and no second alarm.
"""

from __future__ import annotations

from datetime import timedelta

from triage.conversation.turn import Turn
from triage.conversation.types import RaiseFlag
from triage.vocabulary import Danger, Flag

SAME_EVENT = timedelta(minutes=30)
_WORDS = {
    Danger.EMERGENCY: ("talk.emergency", "word.emergency_number"),
    Danger.SELF_HARM: ("talk.self_harm", "word.crisis_line"),
}


def hear_danger(turn: Turn) -> bool:
    """Answer a red flag; true when one was seen."""
    danger = turn.heard.danger
    if danger is None:
        return False
    before = turn.state.danger_at
    same_event = before is not None and timedelta(0) <= turn.now - before < SAME_EVENT
    turn.become(danger_at=turn.now)
    if not same_event:
        turn.need_lead()
        turn.do(RaiseFlag(Flag(danger.value), turn.heard.rule))
    if turn.inbound.opted_out:
        return True
    if same_event:
        turn.say("talk.after_danger")
    else:
        text, number = _WORDS[danger]
        turn.say(text, number=turn.words(number))
    return True


def hear_concern(turn: Turn) -> bool:
    """Put the safety line and a person in front when words of distress or symptoms were seen.

    True when nothing else may be said: a fact or an answer may still follow the safety line,
    content may not.
    """
    if not turn.heard.concern:
        return False
    turn.need_lead()
    turn.do(RaiseFlag(Flag.CONCERN, turn.heard.rule))
    turn.say("talk.concern")
    return turn.heard.answer is None and turn.heard.command is None and turn.heard.service is None
