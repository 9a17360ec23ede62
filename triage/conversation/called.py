""" "Did our coordinator reach you?": asked by us after a promised call, and what the answer does.

Nobody is asked in the middle of a question of ours. A "no" is a hand-over and a promise to call as
soon as the office can. "Nobody called me" is heard at any time, and is for a person.
"""

from __future__ import annotations

from datetime import datetime

from triage.conversation.calltime import fit
from triage.conversation.facts import need_lead
from triage.conversation.questions import ask_again
from triage.conversation.script import Script
from triage.conversation.steps import OPEN, TABLE, open_step
from triage.conversation.turn import Turn
from triage.conversation.types import (
    HandOver,
    Inbound,
    Promise,
    Reply,
    SaysWhetherCalled,
    State,
    Step,
)
from triage.conversation.values import slot_words, zone_of
from triage.meaning import Meaning
from triage.vocabulary import Channel, Field, Flag, Signal

_YES, _NO = TABLE[Step.CALLED].options
_RESTING = frozenset({Step.NEW, Step.MENU, Step.ASK, Step.DONE})
_NO_ANSWER = frozenset({Signal.UNCLEAR, Signal.UNSURE, Signal.SKIP})


def can_be_asked(state: State) -> bool:
    """Whether no question of ours is open, so that we may put this one."""
    return state.step in _RESTING and open_step(state) not in OPEN


def ask_whether_called(
    state: State, script: Script, channel: Channel, now: datetime
) -> tuple[Reply, State]:
    """The question, for somebody who `can_be_asked`, and the state in which we await the answer."""
    turn = Turn(state, Inbound(0, channel), Meaning(), script, now)
    turn.become(step=Step.CALLED, back_to=Step.DONE if state.step is Step.DONE else None)
    _ask(turn)
    outcome = turn.finish()
    assert outcome.reply is not None  # noqa: S101 - tells the type checker; said a line above
    return outcome.reply, outcome.state._replace(last_at=state.last_at)


def hear_called(turn: Turn) -> bool:
    """The answer to "did we call?", and "nobody called me" at any time; true when it was one."""
    heard, asked = turn.heard, turn.state.step is Step.CALLED
    if heard.option == _NO or (asked and heard.signal is Signal.NO):
        _call_soon(turn)
    elif heard.signal is Signal.NOT_CALLED:
        _call_soon(turn) if asked else _hand_over(turn)
    elif heard.option == _YES or (asked and heard.signal is Signal.YES):
        turn.do(SaysWhetherCalled(called=True))
        turn.say("callback.reached")
    elif asked and heard.signal in _NO_ANSWER:
        _ask(turn)
        return True
    else:
        if asked:
            turn.become(step=turn.state.back_to or Step.MENU, back_to=None, offered=())
        return False
    ask_again(turn)
    return True


def _ask(turn: Turn) -> None:
    turn.say("callback.ask", options=turn.options(TABLE[Step.CALLED].options))


def _call_soon(turn: Turn) -> None:
    """Nobody reached them: a person is told, and a call is promised anew."""
    turn.do(SaysWhetherCalled(called=False))
    _hand_over(turn)
    office = turn.script.office
    slot = fit("asap", zone=zone_of(turn), office=office, now=turn.now)
    if slot is None or not (turn.inbound.sender or turn.state.fact(Field.PHONE)):
        return
    said = slot_words(turn, slot)
    turn.do(Promise(slot.start, slot.end, slot.zone, said))
    turn.say("form.call_time.said", said=said)


def _hand_over(turn: Turn) -> None:
    need_lead(turn)
    turn.do(HandOver(Flag.ASKED_FOR_PERSON))
    turn.say("callback.again")
