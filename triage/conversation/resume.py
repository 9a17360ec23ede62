"""Coming back after hours or days: "we were at ..., go on?", and never a stale number."""

from __future__ import annotations

from datetime import timedelta

from triage.conversation.heard import wants_something_else
from triage.conversation.questions import ask_again, show_menu
from triage.conversation.steps import DETOURS, OPEN, TABLE, open_step
from triage.conversation.takeover import is_handed_back
from triage.conversation.turn import Turn
from triage.conversation.types import Step
from triage.meaning import Meaning
from triage.vocabulary import Signal

#: After this long a bare "2" may mean the menu as well as the question.
AWAY = timedelta(hours=4)
#: Questions that still mean the same after days, as the last thing that the person sees of us.
_LASTING = frozenset({Step.RESUME, Step.SAME_PATIENT, Step.LANGUAGE, Step.CALLED})
#: After these the question itself is put again; a SKIP would skip what the person does not see.
_GOING_ON = frozenset({Signal.YES, Signal.UNCLEAR, Signal.UNSURE, Signal.SKIP})


def hear_return(turn: Turn) -> bool:
    """Greet somebody who was away; true when we first ask whether to go on."""
    state, came_back = turn.state, is_handed_back(turn)
    if not came_back and (not _was_away(turn) or state.step in _LASTING):
        return False
    if state.step in DETOURS or state.step is Step.ASK:
        turn.become(step=state.back_to or Step.MENU, back_to=None, offered=())
    heard = turn.heard
    if turn.state.step not in OPEN or heard.command or wants_something_else(heard):
        return False
    if heard.number is None and _answers(heard, only_by_tap=came_back):
        turn.say("resume.welcome_back")
        return False
    ask_whether_to_go_on(turn)
    return True


def _answers(heard: Meaning, *, only_by_tap: bool) -> bool:
    """Whether the open question is answered; after a coordinator, words may be meant for them."""
    return bool(heard.option or (not only_by_tap and (heard.answer or heard.also)))


def ask_whether_to_go_on(turn: Turn) -> None:
    """Name the open question and let the person choose."""
    step = open_step(turn.state)
    turn.become(step=Step.RESUME, back_to=step)
    turn.say(
        "resume.ask",
        question=turn.words(f"label.{step}"),
        options=turn.options(TABLE[Step.RESUME].options),
    )


def hear_resume(turn: Turn) -> bool:
    """The answer to "go on?"; anything else is taken as an answer to the question itself."""
    if turn.state.step is not Step.RESUME:
        return False
    heard = turn.heard
    if heard.signal is Signal.NO:
        show_menu(turn)
        return True
    if heard.option == "resume:go_on" or heard.signal in _GOING_ON:
        turn.become(tries=0)
        ask_again(turn, or_menu=True)
        return True
    turn.become(step=open_step(turn.state), back_to=None)
    return False


def _was_away(turn: Turn) -> bool:
    last = turn.state.last_at
    return last is not None and turn.now - last >= AWAY
