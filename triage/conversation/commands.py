"""Words that work everywhere when they are the whole message."""

from __future__ import annotations

from collections.abc import Callable

from triage.conversation.detours import open_erase, open_language
from triage.conversation.enquiry import consent_again, fresh_start
from triage.conversation.facts import need_lead
from triage.conversation.moves import back, change
from triage.conversation.questions import ask, ask_again, show_menu
from triage.conversation.resume import ask_whether_to_go_on
from triage.conversation.steps import OPEN, open_step
from triage.conversation.turn import Turn
from triage.conversation.types import Consent, HandOver, Step
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


def _menu(turn: Turn) -> None:
    show_menu(turn, welcome=turn.state.step is Step.NEW)


def _back(turn: Turn) -> None:
    if open_step(turn.state) is not turn.state.step:
        ask_again(turn, or_menu=True)
    elif not back(turn):
        turn.say("talk.back_at_menu")
        show_menu(turn)


def _help(turn: Turn) -> None:
    turn.say("talk.help")
    if turn.state.step in OPEN:
        ask_again(turn)


def _human(turn: Turn) -> None:
    need_lead(turn)
    turn.do(HandOver(Flag.ASKED_FOR_PERSON))
    turn.say("talk.human", hours=hours_words(turn))
    ask_again(turn)


def _restart(turn: Turn) -> None:
    """Start over: the next enquiry is a lead of its own, so two patients never mix."""
    turn.state = fresh_start(turn.state, consent=consent_again(turn.state))
    turn.say("talk.restarted")
    show_menu(turn)


def _start(turn: Turn) -> None:
    show_menu(turn, welcome=True)


_COMMANDS: dict[Command | None, Callable[[Turn], None]] = {
    Command.MENU: _menu,
    Command.BACK: _back,
    Command.HELP: _help,
    Command.HUMAN: _human,
    Command.LANGUAGE: open_language,
    Command.DELETE_DATA: open_erase,
    Command.RESTART: _restart,
    Command.START: _start,
}


def _greeting(turn: Turn) -> bool:
    if open_step(turn.state) in OPEN:
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
    state = turn.state
    if state.service is None or state.consent is Consent.UNASKED:
        turn.say("form.nothing_to_change")
        ask_again(turn, or_menu=True)
    elif not change(turn, turn.heard.number):
        _ask_what_to_change(turn)
    return True


def _ask_what_to_change(turn: Turn) -> None:
    """Show the lines to choose from; in the middle of the form the line before is meant."""
    if turn.state.complete or turn.state.step is Step.SUMMARY:
        turn.say("form.summary.again")
        ask(turn, Step.SUMMARY)
    elif not back(turn):
        turn.say("form.nothing_to_change")
        ask_again(turn, or_menu=True)


_SIGNALS: dict[Signal | None, Callable[[Turn], bool]] = {
    Signal.GREETING: _greeting,
    Signal.THANKS: _thanks,
    Signal.PRIVACY: _privacy,
    Signal.WHY: _why,
    Signal.CHANGE: _change,
}
