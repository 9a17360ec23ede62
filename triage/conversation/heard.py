"""From a Meaning to what was meant here: numbers and taps take the sense of what was offered."""

from __future__ import annotations

from dataclasses import replace

from triage.conversation.steps import OPEN
from triage.conversation.types import State, Step
from triage.meaning import Meaning
from triage.vocabulary import Command, Service, Signal, Topic

#: In these steps a bare number that stands for no offered option picks a service.
_MENU_NUMBERS = frozenset({Step.NEW, Step.MENU, Step.DONE})


def heard_in(state: State, meaning: Meaning) -> Meaning:
    """Resolve a tapped option, or a bare number, against what the person was offered last.

    A tap carries its own meaning, so an old button still means what it said.
    """
    if meaning.option:
        return _as_option(meaning, meaning.option)
    number = meaning.number
    if number is None or meaning.signal is Signal.CHANGE or state.step is Step.SUMMARY:
        return meaning
    if state.step is Step.CHOOSE and number == 0:
        return _as_option(meaning, f"command:{Command.HUMAN}")
    if 1 <= number <= len(state.offered):
        return _as_option(meaning, state.offered[number - 1])
    if state.step in _MENU_NUMBERS and number in set(Service):
        return _as_option(meaning, f"menu:{number}")
    if state.step in OPEN:
        return meaning
    return replace(meaning, service=None, topic=None, choices=(), signal=Signal.UNCLEAR)


def _as_option(meaning: Meaning, option: str) -> Meaning:
    """The meaning of one option id, with nothing else read from the words; danger stays."""
    plain = Meaning(
        text=meaning.text,
        danger=meaning.danger,
        concern=meaning.concern,
        rule=meaning.rule,
        option=option,
        language=meaning.language,
        confidence=1.0,
    )
    kind, _, name = option.partition(":")
    if kind == "menu" and name in {str(int(s)) for s in Service}:
        return replace(plain, service=Service(int(name)))
    if kind == "faq" and name in set(Topic):
        return replace(plain, topic=Topic(name))
    if kind == "command" and name in set(Command):
        return replace(plain, command=Command(name))
    if kind == "say" and name in set(Signal):
        return replace(plain, signal=Signal(name))
    return plain
