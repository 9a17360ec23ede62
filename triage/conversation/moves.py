"""Moving about in the form: back to an earlier question, or to one line of the summary."""

from __future__ import annotations

from triage.conversation.questions import ask
from triage.conversation.steps import FORM, next_question, questions
from triage.conversation.turn import Turn
from triage.conversation.types import Consent, Step


def change(turn: Turn, number: int | None) -> bool:
    """Open line `number` of the summary again; false when there is no such line."""
    if number is None or not 1 <= number <= len(FORM):
        return False
    step = FORM[number - 1]
    if step not in questions(turn.state):
        return False
    turn.become(
        editing=turn.state.complete or turn.state.step is Step.SUMMARY or turn.state.editing,
        skipped=tuple(s for s in turn.state.skipped if s is not step),
    )
    ask(turn, step)
    return True


def back(turn: Turn) -> bool:
    """Return to the question before the open one, or from the menu to the open one.

    False when there is none.
    """
    state = turn.state
    if state.step in (Step.MENU, Step.ASK) and state.service and not state.complete:
        unasked = state.consent is Consent.UNASKED
        ask(turn, Step.CONSENT if unasked else next_question(state))
        return True
    if state.step is Step.SUMMARY:
        earlier = questions(state)
    elif state.step in FORM:
        earlier = tuple(s for s in questions(state) if FORM.index(s) < FORM.index(state.step))
    else:
        earlier = ()
    if not earlier:
        return False
    step = earlier[-1]
    turn.become(editing=False, skipped=tuple(s for s in state.skipped if s is not step))
    ask(turn, step)
    return True
