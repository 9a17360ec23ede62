"""The reading grade of an English text (Flesch-Kincaid): how words and sentences are counted.

Counted strictly, so that other tools come out at our grade or below: a word has the larger of
pyphen's syllables and its sounded vowel groups. A line end (so: a bullet or a heading) ends a
sentence; a colon does not. pyphen is imported when first needed: the webhook never needs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?|\d+(?:[.,:]\d+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?=[\s\"')*]|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(
    r"(?:(?<![aeiouyl])e|(?<=[aeiouy])le|(?<![tdaeiouy])ed|(?<![aeiouyscgxzhl])es)$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The counts behind a grade."""

    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float:
        """US school years needed; 0.0 for a text without words."""
        if not self.words:
            return 0.0
        per_sentence = self.words / max(1, self.sentences)
        return round(0.39 * per_sentence + 11.8 * self.syllables / self.words - 15.59, 1)


def reading(text: str) -> Reading:
    """Count words, sentences and syllables; a number is a word of one syllable.

    >>> reading("We can help. Reply with a number:\\n1 Yes")
    Reading(words=9, sentences=3, syllables=11)
    """
    words = _WORD.findall(text)
    pieces = _SENTENCE_END.split(text)
    return Reading(
        words=len(words),
        sentences=sum(1 for piece in pieces if _WORD.search(piece)),
        syllables=sum(_syllables(word.lower()) for word in words),
    )


def _syllables(word: str) -> int:
    if word[0].isdigit():
        return 1
    return max(1, len(_pyphen_positions(word)) + 1, _sounded_vowels(word))


def _sounded_vowels(word: str) -> int:
    return len(_VOWELS.findall(_SILENT_END.sub("", word)))


@cache
def _pyphen_positions(word: str) -> tuple[int, ...]:
    return tuple(_dictionary().positions(word))


@cache
def _dictionary() -> Any:
    import pyphen

    untyped: Any = pyphen
    return untyped.Pyphen(lang="en_US")
