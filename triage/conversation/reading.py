"""How a message is read where the talk stands; the reader itself is handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from triage.conversation.stored import situation
from triage.conversation.types import Inbound, State, Step
from triage.meaning import Meaning, Situation
from triage.vocabulary import Command, Field


class Reader(Protocol):
    """Reads what a text means."""

    def read(self, text: str, situation: Situation, tap: str | None = None) -> Meaning:
        """Everything that was read from one message."""
        ...


def read(
    reader: Reader, state: State, inbound: Inbound, now: datetime, tap: str | None = None
) -> Meaning:
    """What a message means here.

    Where a language may be asked for, the message is read once more for its name: then it is the
    command, and `answer` a fact of the field `language`.
    """
    seen = situation(state, inbound, now)
    meaning = reader.read(inbound.text, seen, tap)
    if not _may_name_a_language(meaning, state):
        return meaning
    named = reader.read(inbound.text, replace(seen, expecting=Field.LANGUAGE)).answer
    if named is None or named.field is not Field.LANGUAGE:
        return meaning
    return meaning._replace(command=Command.LANGUAGE, answer=named)


def _may_name_a_language(meaning: Meaning, state: State) -> bool:
    """After the command, at its question, or a word alone that says nothing else: "Hindi"."""
    if meaning.option:
        return False
    if meaning.command or meaning.signal or meaning.number is not None:
        return meaning.command is Command.LANGUAGE
    if state.step is Step.LANGUAGE:
        return True
    says_more = meaning.answer or meaning.also or meaning.service or meaning.topic
    return len(meaning.text.split()) == 1 and not says_more and not meaning.choices
