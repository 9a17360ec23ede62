"""Which language we speak, and which one a person writes in.

A served language is spoken from the first message in it on; in any other, people hear once, in
their own words, that we answer in English. A word or two, a name, a place do not move us: short
messages are told apart badly. A language that was asked for stays until another is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.conversation.steps import FORM, open_step
from triage.conversation.turn import Turn
from triage.conversation.types import SetLanguage, Step
from triage.meaning import Meaning
from triage.vocabulary import Command, Danger, Field, Signal

_ENGLISH = "en"
#: Only so much of a message is looked at.
_READ = 400
#: Letters from here on belong to no Latin alphabet: the script itself tells the language.
_LATIN_END = "\u0250"
#: Answers whose words are names: they tell nothing about the language of who writes them.
_NAMES = frozenset({Field.NAME, Field.ENQUIRER_NAME, Field.CITY, Field.COUNTRY, Field.PHONE})
#: In these questions words may be names that nobody could read.
_NAMING = frozenset({Step.PATIENT_NAME, Step.PLACE, Step.PHONE})


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How many words a message has to have before its language is believed."""

    script: int  # in a script of its own
    latin: int
    english: int  # also what is said of words that nothing is known about


_AT_FIRST = _Evidence(script=1, latin=3, english=2)
_TO_CHANGE = _Evidence(script=2, latin=4, english=5)
#: "Papa unconscious" is English; a wish to die names no relative that would mislead.
_IN_DANGER = _Evidence(script=1, latin=3, english=4)
_WISH_TO_DIE = _Evidence(script=1, latin=2, english=4)


def hear_language(turn: Turn) -> None:
    """Remember what the person writes in, and speak it where we may."""
    seen = _believed(turn)
    if seen is None:
        return
    if turn.heard.danger and turn.state.writes:
        turn.answer_in = seen  # this once: a cry for help says little about the form that waits
        return
    turn.become(writes=seen)
    if turn.state.chosen:
        return
    speaks = seen if seen in turn.script.served else _ENGLISH
    if speaks != turn.state.language:
        turn.become(language=speaks)
        turn.do(SetLanguage(speaks))


def tell_language(turn: Turn) -> bool:
    """Say once, before anything else, what we speak with somebody who writes another language.

    Never the whole answer, so false; not beside a safety line nor when a language is asked for.
    """
    state, heard = turn.state, turn.heard
    code = state.writes
    if code is None or code == _ENGLISH or state.chosen or code in state.told:
        return False
    if heard.concern or heard.command is Command.LANGUAGE or named_language(heard):
        return False
    turn.become(told=(*state.told, code))
    key = "language.switched" if code in turn.script.served else "language.only_english"
    turn.begin_with(key, turn.script.say(key, code, turn.inbound.channel))
    return False


def named_language(heard: Meaning) -> str | None:
    """The language that a message asks for by its name or by a button, if it does."""
    kind, _, code = (heard.option or "").partition(":")
    if kind == "language" and code:
        return code
    told = (heard.answer, *heard.also) if heard.answer else heard.also
    return next((f.value for f in told if f.field is Field.LANGUAGE and f.understood), None)


def _believed(turn: Turn) -> str | None:
    """The language of this message; None where it tells too little to be believed."""
    heard, before = turn.heard, turn.state.writes
    code = heard.language
    if code is None or code == before or code not in turn.script.languages:
        return None
    if heard.option or not (heard.danger or _may_tell(turn)):
        return None
    needed = _evidence(turn)
    count, scripted = _words(turn.inbound.text)
    greets = before is None and heard.signal is Signal.GREETING and code != _ENGLISH
    enough = needed.script if scripted else needed.english if code == _ENGLISH else needed.latin
    return code if greets or count >= enough else None


def _evidence(turn: Turn) -> _Evidence:
    """How much it takes: less in danger, when the right words matter most."""
    if turn.heard.danger is Danger.SELF_HARM:
        return _WISH_TO_DIE
    if turn.heard.danger:
        return _IN_DANGER
    return _AT_FIRST if turn.state.writes is None else _TO_CHANGE


def _may_tell(turn: Turn) -> bool:
    """Not a name, not a place; and an answer in English words is no wish for English."""
    heard, step = turn.heard, open_step(turn.state)
    if heard.answer and heard.answer.field in _NAMES:
        return False
    if step in _NAMING and heard.answer is None and not heard.asks:
        return False
    if heard.language != _ENGLISH or turn.state.writes is None:
        return True
    return step not in FORM and heard.service is None


def _words(text: str) -> tuple[int, bool]:
    """How many words there are, and whether most of them are in a script that is not Latin."""
    words = [w for w in text[:_READ].split() if len(w) > 1 and any(c.isalpha() for c in w)]
    scripted = sum(any(c >= _LATIN_END and c.isalpha() for c in word) for word in words)
    return len(words), scripted * 2 > len(words)
