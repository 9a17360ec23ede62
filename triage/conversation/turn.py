"""One turn in the making: what was heard, what has been said so far, what is to be done.

A Turn lives only inside `advance`; what leaves is the frozen Outcome.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from triage.conversation.calendar import Calendar
from triage.conversation.keys import IN_THEIR_LANGUAGE
from triage.conversation.script import Script
from triage.conversation.types import Effect, Inbound, Outcome, Reply, State
from triage.meaning import Meaning
from triage.vocabulary import Channel, Topic

#: Twilio takes less than 1,600 characters a message on every channel (TwiML <Message>, facts 39).
LONGEST_REPLY = 1599
_TOPICS = frozenset(Topic)
#: A person's own words are quoted back at most this long.
LONGEST_QUOTE = 60


class Turn:
    """Collects sentences and effects; `state` is replaced, never changed in place."""

    __slots__ = (
        "_before",
        "_effects",
        "_keys",
        "_offers",
        "_openings",
        "_said",
        "answer_in",
        "heard",
        "inbound",
        "now",
        "script",
        "state",
    )

    def __init__(
        self, state: State, inbound: Inbound, heard: Meaning, script: Script, now: datetime
    ) -> None:
        self._before = self.state = state
        self.inbound = inbound
        self.heard = heard
        self.script = script
        self.now = now
        self._said: list[str] = []
        #: What this one reply is said in, as far as it is said in their language.
        self.answer_in: str | None = None
        self._openings: list[tuple[str, str]] = []
        self._keys: list[str] = []
        self._offers: tuple[str, ...] = ()
        self._effects: list[Effect] = []

    def asked_in(self, key: str) -> str:
        """The language a key was said in before this message."""
        return language_of(self.script, self._before, key)

    @property
    def language(self) -> str:
        """What we speak with this person: English where theirs is not served."""
        return _spoken(self.script, self.state)

    def language_of(self, key: str) -> str:
        """The language a key is said in: some are said in the one that the person writes."""
        state = self.state
        if self.answer_in and not state.chosen:
            state = state._replace(writes=self.answer_in)
        return language_of(self.script, state, key)

    def words(self, key: str, **values: str) -> str:
        """The words for a key in the person's language and channel, not yet said."""
        return self.script.say(key, self.language_of(key), self.inbound.channel, **values)

    def calendar(self, key: str) -> Calendar:
        """The words of time for the sentence of a key."""
        return self.script.calendar(key, self.language_of(key))

    def say(self, key: str, **values: str) -> None:
        """Add a vetted text to the reply."""
        self.say_words(key, self.words(key, **values))

    def say_words(self, key: str, words: str) -> None:
        """Add words that `key` stands for (an answer's part) to the reply."""
        self._said.append(words)
        self._keys.append(key)

    def begin_with(self, key: str, words: str) -> None:
        """Put a line before whatever is said; alone it is no reply."""
        self._openings.append((key, words))

    def do(self, effect: Effect) -> None:
        """Ask the shell to do something."""
        self._effects.append(effect)

    def become(self, **changes: Any) -> None:
        """Move to a new state."""
        self.state = self.state._replace(**changes)

    def options(self, ids: tuple[str, ...]) -> str:
        """Numbered lines for option ids; from now on bare numbers stand for them."""
        self.offer(ids)
        return "\n".join(f"{n} {self.label(o)}" for n, o in enumerate(ids, start=1))

    def offer(self, ids: tuple[str, ...]) -> None:
        """Let this reply offer options, to be tapped or named by number."""
        self.become(offered=ids)
        self._offers = ids

    def label(self, option: str) -> str:
        """What an option is called: an answer's title, a language's name, or a text of its own."""
        kind, _, name = option.partition(":")
        if kind == "faq":
            return self.script.answer(Topic(name), self.language).title
        if kind == "language":
            return self.script.languages[name].name
        return self.words(f"option.{kind}.{name}")

    def can_offer(self, option: str) -> bool:
        """Whether we have a label for an option."""
        kind, _, name = option.partition(":")
        if kind == "faq":
            return name in _TOPICS
        if kind == "language":
            return name in self.script.languages
        return f"option.{kind}.{name}" in self.script.languages["en"].texts

    @property
    def has_spoken(self) -> bool:
        """Whether anything was said yet."""
        return bool(self._said)

    def finish(self) -> Outcome:
        """The frozen result: effects in order, the one reply last."""
        self.become(last_at=self.now)
        effects = tuple(self._effects)
        if self._said:
            opened = [key for key, _ in self._openings]
            said = [*(words for _, words in self._openings), *self._said]
            gap = "\n" if self.inbound.channel is Channel.SMS else "\n\n"
            words = gap.join(said)[:LONGEST_REPLY]
            reply = Reply(words, (*opened, *self._keys), self._offers)
            effects = (*effects, reply)
        return Outcome(self.state, effects)


def _spoken(script: Script, state: State) -> str:
    return state.language if state.language in script.served else "en"


def language_of(script: Script, state: State, key: str) -> str:
    """The language a key is said in to somebody: for some keys the one that they write in."""
    writes = state.writes
    if writes and not state.chosen and key in IN_THEIR_LANGUAGE and script.has(key, writes):
        return writes
    return _spoken(script, state)


def quoted(words: str) -> str:
    """A person's own words on one line, short enough to say back."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 3].rstrip() + "..."
