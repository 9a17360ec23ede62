"""Words that work everywhere, and the two detours that they open: language and erasing."""

from __future__ import annotations

from collections.abc import Callable

from triage.conversation.moves import back, change
from triage.conversation.questions import ask_again, show_menu
from triage.conversation.resume import ask_whether_to_go_on
from triage.conversation.steps import OPEN, TABLE
from triage.conversation.turn import Turn
from triage.conversation.types import (
    EraseRequest,
    HandOver,
    RaiseFlag,
    SetLanguage,
    State,
    Step,
)
from triage.conversation.values import hours_words
from triage.vocabulary import Command, Flag, Signal


def hear_command(turn: Turn) -> bool:
    """Do what a command word asks; true when the message was one."""
    command = turn.heard.command
    if command in _COMMANDS:
        _COMMANDS[command](turn)
        return True
    signal = turn.heard.signal
    if signal in _SIGNALS:
        return _SIGNALS[signal](turn)
    return False


def hear_detour(turn: Turn) -> bool:
    """The answer to a detour's question; leaving a detour otherwise, true only when answered."""
    step = turn.state.step
    if step is Step.ERASE:
        return _hear_erase(turn)
    if step is Step.LANGUAGE and (turn.heard.option or "").startswith("language:"):
        return _set_language(turn, (turn.heard.option or "").partition(":")[2])
    if step in (Step.CHOOSE, Step.LANGUAGE):
        turn.become(step=turn.state.back_to or Step.MENU, back_to=None)
    return False


def _menu(turn: Turn) -> None:
    show_menu(turn, welcome=turn.state.step is Step.NEW)


def _back(turn: Turn) -> None:
    if turn.state.back_to is not None:
        ask_again(turn, or_menu=True)
    elif not back(turn):
        turn.say("talk.back_at_menu")
        show_menu(turn)


def _help(turn: Turn) -> None:
    turn.say("talk.help")
    if turn.state.step in OPEN:
        ask_again(turn)


def _human(turn: Turn) -> None:
    turn.need_lead()
    turn.do(HandOver(Flag.ASKED_FOR_PERSON))
    turn.say("talk.human", hours=hours_words(turn))
    ask_again(turn)


def _language(turn: Turn) -> None:
    served = turn.script.served
    if len(served) < 2:
        turn.say("language.only_english")
        ask_again(turn, or_menu=turn.state.step is Step.NEW)
        return
    turn.become(step=Step.LANGUAGE, back_to=_open_question(turn))
    turn.say("language.choose", options=turn.options(tuple(f"language:{c}" for c in served)))


def _delete_data(turn: Turn) -> None:
    turn.become(step=Step.ERASE, back_to=_open_question(turn), offered=TABLE[Step.ERASE].options)
    turn.say("erase.confirm")


def _restart(turn: Turn) -> None:
    """Start over: the next enquiry is a lead of its own, so two patients never mix."""
    state = turn.state
    turn.state = State(language=state.language, consent=state.consent, danger_at=state.danger_at)
    turn.say("talk.restarted")
    show_menu(turn)


def _start(turn: Turn) -> None:
    show_menu(turn, welcome=True)


_COMMANDS: dict[Command | None, Callable[[Turn], None]] = {
    Command.MENU: _menu,
    Command.BACK: _back,
    Command.HELP: _help,
    Command.HUMAN: _human,
    Command.LANGUAGE: _language,
    Command.DELETE_DATA: _delete_data,
    Command.RESTART: _restart,
    Command.START: _start,
}


def _greeting(turn: Turn) -> bool:
    if turn.state.step is Step.RESUME and turn.state.back_to:
        turn.become(step=turn.state.back_to)
    if turn.state.step in OPEN:
        ask_whether_to_go_on(turn)
    else:
        show_menu(turn, welcome=True)
    return True


def _thanks(turn: Turn) -> bool:
    turn.say("talk.thanks")
    ask_again(turn)
    return True


def _privacy(turn: Turn) -> bool:
    turn.say("talk.privacy")
    ask_again(turn)
    return True


def _why(turn: Turn) -> bool:
    step = turn.state.step
    if step not in OPEN or step is Step.SUMMARY:
        return _privacy(turn)
    if step is Step.QUESTION:
        turn.say(f"service.{(turn.state.service or 1)}.why")
    else:
        turn.say(f"form.{step}.why")
    ask_again(turn)
    return True


def _change(turn: Turn) -> bool:
    if turn.state.step not in OPEN | {Step.DONE} or turn.state.step is Step.CONSENT:
        turn.say("form.nothing_to_change")
        ask_again(turn)
    elif not change(turn, turn.heard.number):
        turn.say("form.summary.again")
        ask_again(turn)
    return True


_SIGNALS: dict[Signal | None, Callable[[Turn], bool]] = {
    Signal.GREETING: _greeting,
    Signal.THANKS: _thanks,
    Signal.PRIVACY: _privacy,
    Signal.WHY: _why,
    Signal.CHANGE: _change,
}


def _hear_erase(turn: Turn) -> bool:
    if turn.heard.signal is Signal.YES:
        turn.need_lead()
        turn.do(EraseRequest(turn.inbound.text))
        turn.do(RaiseFlag(Flag.ERASE_REQUEST))
        turn.say("erase.done")
        turn.become(step=Step.MENU, back_to=None, offered=())
        return True
    turn.become(step=turn.state.back_to or Step.MENU, back_to=None, offered=())
    if turn.heard.signal is Signal.NO:
        turn.say("erase.kept")
        ask_again(turn, or_menu=True)
        return True
    return False


def _set_language(turn: Turn, code: str) -> bool:
    turn.become(step=turn.state.back_to or Step.MENU, back_to=None)
    if code in turn.script.served:
        turn.do(SetLanguage(code))
        turn.become(language=code)
        turn.say("language.set")
    ask_again(turn, or_menu=True)
    return True


def _open_question(turn: Turn) -> Step | None:
    """What a detour returns to."""
    state = turn.state
    return state.step if state.step in OPEN | {Step.DONE} else state.back_to
