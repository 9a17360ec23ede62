"""Coming back after hours or days: "we were at ..., go on?", and never a stale number."""

from __future__ import annotations

from datetime import timedelta

from triage.conversation.questions import ask, ask_again, show_menu
from triage.conversation.steps import DETOURS, OPEN, TABLE
from triage.conversation.turn import Turn
from triage.conversation.types import Step
from triage.vocabulary import Signal

#: After this long a bare "2" may mean the menu as well as the question.
AWAY = timedelta(hours=4)


def hear_return(turn: Turn) -> bool:
    """Greet somebody who was away; true when we first ask whether to go on."""
    if not _was_away(turn):
        return False
    state = turn.state
    if state.step in DETOURS or state.step is Step.ASK:
        turn.become(step=state.back_to or Step.MENU, back_to=None, offered=())
    if turn.state.step not in OPEN:
        return False
    heard = turn.heard
    if heard.command or heard.topic or heard.service or heard.choices or heard.asks:
        return False
    if heard.answer is not None and heard.number is None:
        turn.say("resume.welcome_back")
        return False
    ask_whether_to_go_on(turn)
    return True


def ask_whether_to_go_on(turn: Turn) -> None:
    """Name the open question and let the person choose."""
    step = turn.state.step
    turn.become(step=Step.RESUME, back_to=step)
    turn.say(
        "resume.ask",
        question=turn.words(f"label.{step}"),
        options=turn.options(TABLE[Step.RESUME].options),
    )


def hear_resume(turn: Turn) -> bool:
    """The answer to "go on?"; anything else is taken as an answer to the question itself."""
    state = turn.state
    if state.step is not Step.RESUME:
        return False
    step = state.back_to or Step.MENU
    if turn.heard.option == "resume:go_on" or turn.heard.signal is Signal.YES:
        turn.become(back_to=None)
        if step in OPEN:
            ask(turn, step)
        else:
            show_menu(turn)
        return True
    if turn.heard.signal is Signal.NO:
        show_menu(turn)
        return True
    turn.become(step=step, back_to=None)
    if turn.heard.signal is Signal.UNCLEAR:
        ask_again(turn, or_menu=True)
        return True
    return False


def _was_away(turn: Turn) -> bool:
    last = turn.state.last_at
    return last is not None and turn.now - last >= AWAY
