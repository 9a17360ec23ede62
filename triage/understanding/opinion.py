"""What the models think of a message: the chance of each label, for topics and for danger.

A long message is looked at for danger in stretches, so that one sentence of danger does not drown.
Decided here: which words and concepts a model sees; training and reading pass through the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from triage.understanding.danger import measured
from triage.understanding.features import Traits, flags, grams, joined, pieces
from triage.understanding.lexicon import Lexicon, Spans
from triage.understanding.model import Model
from triage.understanding.normal import TOPIC_LIMIT, Words, shortened, words
from triage.understanding.scoring import Known

Chances = Mapping[str, float]
_STRETCH, _STEP = 40, 25
_ANY_NUMBER = "0"  # what a number means is told by the concepts beside it
_TOLD_BY = {
    "number_fever": ("fever", "hot_now", "chills"),
    "number_oxygen": ("oxygen",),
    "number_pressure": ("pressure",),
}


@dataclass(frozen=True)  # no slots: what is asked for again is kept
class Seen:
    """A message with its words cut in pieces once, for both models."""

    said: Words
    tokens: tuple[str, ...]
    cut: tuple[tuple[int, ...], ...]
    looked_up: list[Known] = field(default_factory=list)

    @cached_property
    def grams(self) -> Mapping[int, int]:
        """The grams of the whole message."""
        return grams(self.tokens, self.cut)

    def known(self, model: Model) -> Known:
        """Those of them that the models know, looked up once for both."""
        if not self.looked_up:
            self.looked_up.append(model.topic.features.known(self.grams))
        return self.looked_up[0]


def seen(lexicon: Lexicon, said: Words) -> Seen:
    """Cut the words of a message."""
    tokens = tuple(_ANY_NUMBER if token[0].isdigit() else token for token in lexicon.expanded(said))
    once = {token: tuple(pieces(token)) for token in set(tokens)}
    return Seen(said, tokens, tuple(once[token] for token in tokens))


def topic_traits(one: Seen, tags: Spans) -> Traits:
    """The features of the topic model; `tags` are the concepts of the words put right."""
    return Traits(one.grams, flags(len(one.tokens), tags))


def topic_chances(model: Model, one: Seen, tags: Spans) -> Chances:
    """The chances of what is asked for."""
    return model.topic.chances_of(one.known(model), topic_traits(one, tags).flags)


def danger_traits(one: Seen, spans: Spans) -> list[Traits]:
    """The features of the danger model, a set for each stretch of the message."""
    marked = {**spans, **_plainly_measured(one.said, spans)}
    size = len(one.tokens)
    if size <= _STRETCH:
        return [Traits(one.grams, flags(size, marked))]
    return [
        _stretch(one, marked, start, min(start + _STRETCH, size))
        for start in range(0, size - _STRETCH + _STEP, _STEP)
    ]


def _stretch(one: Seen, marked: Spans, start: int, end: int) -> Traits:
    first, last = one.said.at[start], one.said.at[end - 1]
    held = [
        concept
        for concept, places in marked.items()
        if any(first <= a and b <= last for a, b in places)
    ]
    return joined(one.tokens[start:end], one.cut[start:end], held)


def _plainly_measured(said: Words, spans: Spans) -> Spans:
    """Numbers that the words around say are a fever, an oxygen or a pressure: 40 may be an age."""
    found = measured(said)
    return {
        concept: places
        for concept, places in found.items()
        if not spans.keys().isdisjoint(_TOLD_BY.get(concept, spans.keys()))
    }


def danger_chances(model: Model, one: Seen, spans: Spans) -> Chances:
    """The chances of the stretch where danger is likeliest."""
    stretches = danger_traits(one, spans)
    if len(stretches) == 1:
        return model.danger.chances_of(one.known(model), stretches[0].flags)
    found = [model.danger.chances(traits) for traits in stretches]
    return min(found, key=lambda chances: chances["none"])


def training_traits(lexicon: Lexicon, name: str, text: str) -> Traits:
    """The features of an exemplar for one of the models; a long one is learnt by its beginning."""
    if name == "danger":
        said = words(text)
        return danger_traits(seen(lexicon, said), lexicon.tag(said))[0]
    heard = words(shortened(text, TOPIC_LIMIT))
    return topic_traits(seen(lexicon, heard), lexicon.tag(lexicon.repaired(heard)))
