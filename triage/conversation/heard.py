"""From a Meaning to what was meant here: numbers and taps take the sense of what was offered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from triage.conversation.steps import OPEN
from triage.conversation.types import State, Step
from triage.meaning import Meaning
from triage.vocabulary import Command, Service, Signal, Topic

#: What the ids of options may name.
_SERVICES = frozenset(Service)
_MENU = frozenset(str(service.value) for service in Service)
_TOPICS, _COMMANDS, _SIGNALS = frozenset(Topic), frozenset(Command), frozenset(Signal)
#: In these steps a bare number that stands for no offered option picks a service.
_MENU_NUMBERS = frozenset({Step.NEW, Step.MENU, Step.DONE})


def heard_in(
    state: State, meaning: Meaning, labels: Mapping[str, str] = MappingProxyType({})
) -> Meaning:
    """Resolve a tapped option, its label, or a bare number against what was offered last.

    A tap carries its own meaning, so an old button still means what it said. `labels` are what
    the offered options are called, by option.
    """
    if meaning.option:
        return _as_option(meaning, meaning.option)
    said = _bare(meaning.text)
    for option, label in labels.items():
        if said and said == _bare(label):
            return _as_option(meaning, option)
    number = meaning.number
    if number is None or meaning.signal is Signal.CHANGE or state.step is Step.SUMMARY:
        return meaning
    if state.step is Step.ERASE:  # a "1" that was meant for the menu must not erase anything
        return _unclear(meaning)
    if state.step is Step.CHOOSE and number == 0:
        return _as_option(meaning, f"command:{Command.HUMAN}")
    if 1 <= number <= len(state.offered):
        return _as_option(meaning, state.offered[number - 1])
    if state.step in _MENU_NUMBERS and number in _SERVICES:
        return _as_option(meaning, f"menu:{number}")
    if state.step in OPEN:
        return meaning
    return _unclear(meaning)


def _bare(words: str) -> str:
    return " ".join(words.casefold().strip(" .,!*_\n").split())


def wants_something_else(heard: Meaning) -> bool:
    """Whether a message is no answer to the open question but a question or a wish of its own."""
    return bool(
        heard.topic
        or heard.service
        or heard.choices
        or heard.asks
        or heard.signal in (Signal.ASK, Signal.MORE)
    )


def _unclear(meaning: Meaning) -> Meaning:
    return meaning._replace(service=None, topic=None, choices=(), signal=Signal.UNCLEAR)


def _as_option(meaning: Meaning, option: str) -> Meaning:
    """The meaning of one option id, with nothing else read from the words; danger stays.

    `number` tells a typed number from a tap.
    """
    plain = Meaning(
        text=meaning.text,
        danger=meaning.danger,
        concern=meaning.concern,
        rule=meaning.rule,
        option=option,
        number=None if meaning.option else meaning.number,
        language=meaning.language,
        confidence=1.0,
    )
    kind, _, name = option.partition(":")
    if kind == "menu" and name in _MENU:
        return plain._replace(service=Service(int(name)))
    if kind == "faq" and name in _TOPICS:
        return plain._replace(topic=Topic(name))
    if kind == "command" and name in _COMMANDS:
        return plain._replace(command=Command(name))
    if kind in ("say", "command") and name in _SIGNALS:
        return plain._replace(signal=Signal(name))
    return plain
