"""A table of phrases and what each stands for, found in a message longest first.

A phrase word that ends in `*` stands for every word that begins so, as in the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from triage.errors import ContentProblem
from triage.understanding.datafiles import DataFiles
from triage.understanding.lexicon import nearest, phrases_words, sizes_of

_SHORTEST = 5
_HABITS = (("ee", "i"), ("oo", "u"), ("ou", "u"), ("ph", "f"), ("w", "v"), ("th", "t"), ("dh", "d"),
           ("bh", "b"),
           ("kh", "k"), ("gh", "g"), ("y", "i"), ("q", "k"), ("z", "j"))  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_JOINED = 8  # letters of a name of several words that may be misspelt
_MOST_JOINED = 3


class Found(NamedTuple):
    """A phrase in a message: the tokens from `start` up to `end`, and its value."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Phrases by their first word or first beginning; `single` are whole words, and names of
    several words written as one, for misspellings.

    `sizes` are the lengths of beginnings by their first two letters, smallest first.
    """

    exact: Mapping[str, tuple[tuple[tuple[tuple[str, bool], ...], str], ...]]
    prefix: Mapping[str, tuple[tuple[tuple[tuple[str, bool], ...], str], ...]]
    single: Mapping[str, str]
    spellings: Mapping[str, tuple[str, ...]]
    joins: bool
    sounds: Mapping[str, str]
    sizes: Mapping[str, tuple[int, ...]]

    def find(self, tokens: tuple[str, ...], *, fuzzy: bool = False) -> tuple[Found, ...]:
        """Every phrase, left to right, longest first, none inside another."""
        found: list[Found] = []
        end = 0
        for index, token in enumerate(tokens):
            if index < end:
                continue
            begins = token in self.exact or token[:2] in self.sizes  # most words begin nothing
            best = self._at(tokens, index) if begins else None
            if best is None and fuzzy:
                best = self._near(tokens, index)
            if best:
                found.append(best)
                end = best.end
        return tuple(found)

    def first(self, tokens: tuple[str, ...], *, fuzzy: bool = False) -> str | None:
        """The value of the first phrase."""
        found = self.find(tokens, fuzzy=fuzzy)
        return found[0].value if found else None

    def whole(self, tokens: tuple[str, ...]) -> str | None:
        """The value, when the message is one phrase and nothing else."""
        found = self.find(tokens)
        return found[0].value if found and found[0].end - found[0].start == len(tokens) else None

    def _at(self, tokens: tuple[str, ...], index: int) -> Found | None:
        token = tokens[index]
        candidates = self.exact.get(token, ())
        for size in self.sizes.get(token[:2], ()):
            if size > len(token):
                break
            candidates += self.prefix.get(token[:size], ())
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        last, meant = index, ""
        for rest, value in candidates:
            if rest and not following.startswith(rest[0][0]):
                continue  # most end here: some words begin fifty phrases
            end = index + 1 + len(rest)
            if end > last and _matches(tokens[index + 1 : end], rest):
                last, meant = end, value
        return Found(index, last, meant) if last > index else None

    def _near(self, tokens: tuple[str, ...], index: int) -> Found | None:
        """A misspelt word, or two and three that make one ("san fransisco")."""
        for size in range(1, _MOST_JOINED + 1 if self.joins else 2):
            token = "".join(tokens[index : index + size])
            if index + size > len(tokens) or not token.isalpha() or len(token) < _SHORTEST:
                continue
            heard = self.sounds.get(sound_of(token)) if size == 1 and self.sounds else None
            if heard:
                return Found(index, index + size, heard)
            if size > 1 and (len(token) < _JOINED or "" in tokens[index : index + size]):
                continue
            word = nearest(token, self.spellings.get(token[0], ()))
            if word:
                return Found(index, index + size, self.single[word])
        return None


def _by_first_letter(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """A misspelling keeps the first letter: the others need no comparing."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name[0], []).append(name)
    return {letter: tuple(listed) for letter, listed in found.items()}


def sound_of(name: str) -> str:
    """One spelling for all habits of writing Indian and Arabic names in Latin letters."""
    for habit, plain in _HABITS:
        name = name.replace(habit, plain)
    return _DOUBLE.sub(r"\1", name)


def build_glossary(
    table: Mapping[str, Iterable[str]],
    fuzzy_from: int = 6,
    *,
    joins: bool = False,
    sounds: bool = False,
) -> Glossary:
    """Index value -> phrases; words of `fuzzy_from` letters and more may be misspelt, with `joins`
    names of several words too; `sounds` finds what is only spelt by another habit."""
    exact: dict[str, list[tuple[tuple[tuple[str, bool], ...], str]]] = {}
    prefix: dict[str, list[tuple[tuple[tuple[str, bool], ...], str]]] = {}
    single: dict[str, str] = {}
    by_sound: dict[str, str] = {}
    plain = phrases_words(phrase for listed in table.values() for phrase in listed)
    for value, listed in table.items():
        for phrase in listed:
            parts = plain[phrase]
            if not parts:
                continue
            (first, is_start), rest = parts[0], tuple(parts[1:])
            (prefix if is_start else exact).setdefault(first, []).append((rest, value))
            if not rest and len(first) >= fuzzy_from:
                single.setdefault(first, value)
            if sounds and not is_start:
                by_sound.setdefault(sound_of(" ".join(word for word, _ in parts)), value)
            whole = "".join(word for word, _ in parts)
            if joins and 0 < len(rest) < _MOST_JOINED and len(whole) >= max(fuzzy_from, _JOINED):
                single.setdefault(whole, value)
    return Glossary(
        {word: tuple(rows) for word, rows in exact.items()},
        {word: tuple(rows) for word, rows in prefix.items()},
        single,
        _by_first_letter(single),
        joins,
        by_sound,
        sizes_of(prefix),
    )


def load_table(data: DataFiles, name: str, section: str, mark: str = ",") -> dict[str, list[str]]:
    """One section of a data file: value -> phrases parted by commas, or by another mark."""
    rows = data.table(name).get(section)
    if not isinstance(rows, dict) or not rows:
        raise ContentProblem([f"{name}: {section}: is missing"])
    table: dict[str, list[str]] = {}
    for value, line in rows.items():
        if not isinstance(line, str):
            raise ContentProblem([f"{name}: {section}.{value}: wants phrases parted by commas"])
        table[value] = [phrase.strip() for phrase in line.split(mark) if phrase.strip()]
    return table


def _matches(tokens: tuple[str, ...], rest: tuple[tuple[str, bool], ...]) -> bool:
    return len(tokens) == len(rest) and all(
        token.startswith(word) if is_start else token == word
        for token, (word, is_start) in zip(tokens, rest, strict=True)
    )
