"""Danger is heard before anything else, in every state, also from people who opted out.

A red flag gets the safety words with the number to call, and nothing else; the open question waits
where it was. The same danger again, within `SAME_EVENT` of the alarm, gets a short supportive line
and no second alarm.
"""

from __future__ import annotations

from datetime import timedelta

from triage.conversation.attachments import keep_media
from triage.conversation.facts import need_lead, take_along
from triage.conversation.steps import FORM, open_step
from triage.conversation.turn import Turn
from triage.conversation.types import RaiseFlag
from triage.vocabulary import Danger, Field, Flag

SAME_EVENT = timedelta(minutes=30)


def hear_danger(turn: Turn) -> bool:
    """Answer a red flag; true when one was seen."""
    danger = turn.heard.danger
    if danger is None:
        return False
    same_event = _is_same_event(turn, danger)
    need_lead(turn)
    # raised in the same event too: somebody may have answered between, and it goes on
    turn.do(RaiseFlag(Flag(danger.value), None if same_event else turn.heard.rule))
    if not same_event:
        turn.become(danger=danger, danger_at=turn.now)
    keep_media(turn)
    if turn.inbound.opt_out_type:
        return False  # Twilio has answered; STOP and START are still obeyed
    if turn.inbound.opted_out:
        return True
    if same_event:
        turn.say("talk.after_danger")
    else:
        turn.say(f"talk.{danger}", number=_whom_to_call(turn, danger))
    return True


def hear_concern(turn: Turn) -> bool:
    """Put the safety line and a person in front when words of distress or symptoms were seen.

    True when nothing else may be said: a command, a service or the answer to the open question may
    still follow the safety line, content may not.
    """
    heard = turn.heard
    if not heard.concern:
        return False
    need_lead(turn)
    turn.do(RaiseFlag(Flag.CONCERN, heard.rule))
    turn.say("talk.concern")
    turn.heard = heard._replace(topic=None, choices=())
    answers = heard.answer is not None and open_step(turn.state) in FORM
    if answers or heard.command or heard.service:
        return False
    take_along(turn)
    keep_media(turn)
    return True


def _whom_to_call(turn: Turn, danger: Danger) -> str:
    """The number of the country where help has to come to, or the words that stand for it."""
    if danger is Danger.EMERGENCY:
        near = turn.script.helplines.get(_country_of_patient(turn) or "")
        return near.emergency if near else turn.words("word.emergency_number")
    near = turn.script.helplines.get(_country_of_writer(turn) or "")
    if near is None or near.crisis is None:
        return turn.words("word.crisis_line")
    return near.crisis.words(turn.inbound.channel, turn.calendar("time.hours"))


def _country_of_patient(turn: Turn) -> str | None:
    """The place that was told, also in this message; else the country of the number."""
    also = () if turn.heard.asks else turn.heard.also
    here = next((f for f in also if f.field is Field.COUNTRY), None)
    told = here or turn.state.fact(Field.COUNTRY)
    return told.value if told and told.understood else turn.inbound.country


def _country_of_writer(turn: Turn) -> str | None:
    """Of the number; the place that was told is theirs only if they are the patient."""
    for_whom = turn.state.fact(Field.FOR_WHOM)
    is_patient = for_whom is not None and for_whom.value == "self"
    return _country_of_patient(turn) if is_patient else turn.inbound.country


def _is_same_event(turn: Turn, danger: Danger) -> bool:
    before = turn.state.danger_at
    if before is None or turn.state.danger is not danger:
        return False
    return timedelta(0) <= turn.now - before < SAME_EVENT
