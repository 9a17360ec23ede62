"""Questions that stand aside from the form: which language, really erase, did you mean.

A bare yes, no or skip to one of them is an answer to it and never to the open question behind it;
any other words leave the detour and are heard where it began.
"""

from __future__ import annotations

from triage.conversation.enquiry import fresh_start
from triage.conversation.facts import need_lead
from triage.conversation.languages import named_language
from triage.conversation.questions import ask_again
from triage.conversation.steps import DETOURS, OPEN, TABLE, open_step
from triage.conversation.turn import Turn
from triage.conversation.types import (
    EraseRequest,
    HandOver,
    RaiseFlag,
    SetLanguage,
    Step,
)
from triage.vocabulary import Flag, Signal

_BARE = frozenset({Signal.YES, Signal.NO, Signal.SKIP, Signal.UNSURE, Signal.UNCLEAR})


def open_language(turn: Turn) -> None:
    """Which language? Only asked when none was named and there is a choice."""
    named = named_language(turn.heard)
    if named:
        _set_language(turn, named)
        return
    served = turn.script.served
    if len(served) < 2:
        turn.say("language.only_english")
        ask_again(turn, or_menu=turn.state.step is Step.NEW)
        return
    turn.become(step=Step.LANGUAGE, back_to=_place_to_return(turn))
    turn.say("language.choose", options=turn.options(tuple(f"language:{c}" for c in served)))


def open_erase(turn: Turn) -> None:
    """Really delete everything? Only a plain YES does."""
    turn.become(step=Step.ERASE, back_to=_place_to_return(turn))
    _confirm_erase(turn)


def hear_detour(turn: Turn) -> bool:
    """The answer to a detour's question; true when it was one, else the detour is left."""
    step, heard = turn.state.step, turn.heard
    if step is Step.ERASE:
        return _hear_erase(turn)
    named = named_language(heard)
    if named and (step is Step.LANGUAGE or heard.option):
        _set_language(turn, named)
        return True
    if step is Step.CHOOSE and heard.signal in (Signal.YES, Signal.NO):
        _hear_neither(turn)
        return True
    if step in (Step.CHOOSE, Step.LANGUAGE) or (step is Step.ASK and open_step(turn.state) in OPEN):
        return _leave(turn)
    return False


def _hear_erase(turn: Turn) -> bool:
    signal = turn.heard.signal
    if signal is Signal.YES:
        need_lead(turn)
        turn.do(EraseRequest(turn.inbound.text))
        turn.do(RaiseFlag(Flag.ERASE_REQUEST))
        turn.say("erase.done")
        fresh = fresh_start(turn.state, step=Step.MENU)
        turn.state = fresh._replace(danger=None, danger_at=None)
        return True
    if signal is Signal.UNCLEAR:
        _confirm_erase(turn)
        return True
    if signal in _BARE:
        turn.say("erase.kept")
        ask_again(turn, or_menu=True)
        return True
    return _leave(turn)


def _confirm_erase(turn: Turn) -> None:
    turn.offer(TABLE[Step.ERASE].options)
    turn.say("erase.confirm")


def _set_language(turn: Turn, code: str) -> None:
    """Speak the language that was asked for from now on, or say in it that we cannot."""
    if code in turn.script.served:
        turn.do(SetLanguage(code))
        turn.become(language=code, chosen=True, told=_with(turn.state.told, code))
        turn.say("language.set")
    elif turn.script.has("language.only_english", code):
        if turn.state.language != "en":
            turn.do(SetLanguage("en"))
        told = _with(turn.state.told, code)
        turn.become(language="en", chosen=False, writes=code, told=told)
        turn.say("language.only_english")
    else:
        turn.say("language.only_english")
    ask_again(turn, or_menu=True)


def _with(told: tuple[str, ...], code: str) -> tuple[str, ...]:
    return told if code in told else (*told, code)


def _hear_neither(turn: Turn) -> None:
    """ "Did you mean ...?": a yes leaves open which, a no is for a person."""
    if turn.heard.signal is Signal.YES:
        turn.say("choose.did_you_mean", options=turn.options(turn.state.offered))
        return
    need_lead(turn)
    turn.do(HandOver(Flag.QUESTION))
    turn.say("talk.out_of_scope")
    ask_again(turn, or_menu=True)


def _leave(turn: Turn) -> bool:
    """Back to where the detour began; true when the message said nothing to be heard there."""
    heard, state = turn.heard, turn.state
    if heard.signal in _BARE:
        if heard.signal is Signal.UNCLEAR:
            turn.say("talk.unclear")
        ask_again(turn, or_menu=True)
        return True
    if state.step in DETOURS or not (heard.topic or heard.signal in (Signal.ASK, Signal.MORE)):
        turn.become(step=state.back_to or Step.MENU, back_to=None)
    return False


def _place_to_return(turn: Turn) -> Step | None:
    step = open_step(turn.state)
    return step if step in OPEN or step is Step.DONE else None
