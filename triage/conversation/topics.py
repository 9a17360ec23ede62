"""Vetted answers: one by words or number, in parts, with the way on and the way back."""

from __future__ import annotations

from triage.conversation.questions import ask_again
from triage.conversation.steps import OPEN
from triage.conversation.turn import Turn
from triage.conversation.types import Step
from triage.vocabulary import BASICS, NARROWER, Signal, Topic


def hear_topic(turn: Turn) -> bool:
    """Answer a question from the vetted answers; true when one was asked."""
    topic = turn.heard.topic
    if topic is not None:
        _answer(turn, topic)
        return True
    if turn.heard.signal is Signal.ASK:
        show_questions(turn)
        return True
    if turn.heard.signal is Signal.MORE:
        _say_more(turn)
        return True
    return False


def hear_choices(turn: Turn) -> bool:
    """Offer "did you mean ...?" when two or three things could be meant."""
    choices = turn.heard.choices
    if not choices:
        return False
    state = turn.state
    back_to = state.step if state.step in OPEN else state.back_to
    turn.become(step=Step.CHOOSE, back_to=back_to)
    turn.say("choose.did_you_mean", options=turn.options(choices))
    return True


def show_questions(turn: Turn) -> None:
    """The numbered list of immunotherapy questions; the open question is kept for later."""
    state = turn.state
    back_to = state.step if state.step in OPEN else state.back_to
    turn.become(step=Step.ASK, back_to=back_to)
    turn.say("ask.list", options=turn.options(tuple(f"faq:{t}" for t in BASICS)))


def _answer(turn: Turn, topic: Topic) -> None:
    turn.become(topic=topic)
    _say_part(turn, topic, 0)
    if turn.state.step in OPEN or turn.state.back_to in OPEN:
        _return_to_question(turn)
    elif topic in NARROWER:
        turn.become(step=Step.ASK)
        turn.say("ask.narrower", options=turn.options(tuple(f"faq:{t}" for t in NARROWER[topic])))
    else:
        if turn.state.step is not Step.ASK:
            turn.become(step=Step.MENU, offered=())
        turn.say("ask.footer")


def _return_to_question(turn: Turn) -> None:
    if turn.state.step is Step.ASK and turn.state.back_to:
        turn.become(step=turn.state.back_to, back_to=None)
    ask_again(turn)


def _say_part(turn: Turn, topic: Topic, index: int) -> None:
    parts = turn.script.answer(topic, turn.state.language).parts(turn.inbound.channel)
    turn.say_words(f"answer.{topic}", parts[index].replace("{call_number}", _number(turn)))
    goes_on = index + 1 < len(parts)
    turn.become(more=f"{topic}:{index + 1}" if goes_on else None)
    if goes_on:
        turn.say("ask.more")


def _number(turn: Turn) -> str:
    return turn.script.call_number


def _say_more(turn: Turn) -> None:
    """The next part of the last answer. Content may have changed since: then nothing is left."""
    topic_name, _, index = (turn.state.more or "").partition(":")
    if topic_name in set(Topic):
        topic = Topic(topic_name)
        parts = turn.script.answer(topic, turn.state.language).parts(turn.inbound.channel)
        if index.isdigit() and int(index) < len(parts):
            _say_part(turn, topic, int(index))
            ask_again(turn)
            return
    turn.become(more=None)
    turn.say("ask.no_more")
    ask_again(turn)
