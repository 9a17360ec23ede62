"""Vetted answers: one by words or number, in parts, with the way on and the way back."""

from __future__ import annotations

from triage.conversation.questions import ask_again
from triage.conversation.steps import OPEN, open_step
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
    choices = tuple(c for c in turn.heard.choices if turn.can_offer(c))
    if not choices:
        return False
    turn.become(step=Step.CHOOSE, back_to=_open_question(turn))
    turn.say("choose.did_you_mean", options=turn.options(choices))
    return True


def show_questions(turn: Turn) -> None:
    """The numbered list of immunotherapy questions; the open question is kept for later."""
    turn.become(step=Step.ASK, back_to=_open_question(turn))
    turn.say("ask.list", options=turn.options(tuple(f"faq:{t}" for t in BASICS)))


def _answer(turn: Turn, topic: Topic) -> None:
    turn.become(topic=topic)
    _say_part(turn, topic, 0)
    if _open_question(turn):
        ask_again(turn)
    elif topic in NARROWER:
        turn.become(step=Step.ASK)
        turn.say("ask.narrower", options=turn.options(tuple(f"faq:{t}" for t in NARROWER[topic])))
    else:
        if turn.state.step is not Step.ASK:
            turn.become(step=Step.MENU, offered=())
        turn.say("ask.footer")


def _open_question(turn: Turn) -> Step | None:
    step = open_step(turn.state)
    return step if step in OPEN else None


def _say_part(turn: Turn, topic: Topic, index: int) -> None:
    parts = turn.script.answer(topic, turn.language).parts(turn.inbound.channel)
    turn.say_words(
        f"answer.{topic}", parts[index].replace("{call_number}", turn.script.call_number)
    )
    goes_on = index + 1 < len(parts)
    turn.become(more=f"{topic}:{index + 1}" if goes_on else None)
    if goes_on:
        turn.say("ask.more")


def _say_more(turn: Turn) -> None:
    """The next part of the last answer. Content may have changed since: then nothing is left."""
    topic_name, _, index = (turn.state.more or "").partition(":")
    if topic_name in set(Topic):
        topic = Topic(topic_name)
        parts = turn.script.answer(topic, turn.language).parts(turn.inbound.channel)
        if index.isdigit() and int(index) < len(parts):
            _say_part(turn, topic, int(index))
            ask_again(turn)
            return
    turn.become(more=None)
    turn.say("ask.no_more")
    ask_again(turn)
