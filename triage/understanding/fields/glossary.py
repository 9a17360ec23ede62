"""A table of phrases and what each stands for, found in a message longest first.

A phrase word that ends in `*` stands for every word that begins so, as in the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triage.errors import ContentProblem
from triage.understanding.datafiles import DataFiles
from triage.understanding.lexicon import nearest, phrases_words


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a message: the tokens from `start` up to `end`, and its value."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Phrases by their first word or first beginning; `single` are whole words for misspellings.

    `sizes` are the lengths that beginnings have, smallest first.
    """

    exact: Mapping[str, tuple[tuple[tuple[tuple[str, bool], ...], str], ...]]
    prefix: Mapping[str, tuple[tuple[tuple[tuple[str, bool], ...], str], ...]]
    single: Mapping[str, str]
    spellings: tuple[str, ...]
    sizes: tuple[int, ...]

    def find(self, tokens: tuple[str, ...], *, fuzzy: bool = False) -> tuple[Found, ...]:
        """Every phrase, left to right, longest first, none inside another."""
        found: list[Found] = []
        index = 0
        while index < len(tokens):
            best = self._at(tokens, index) or (self._near(tokens[index], index) if fuzzy else None)
            if best:
                found.append(best)
            index = best.end if best else index + 1
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
        for size in self.sizes:
            if size > len(token):
                break
            candidates += self.prefix.get(token[:size], ())
        best: Found | None = None
        for rest, value in candidates:
            end = index + 1 + len(rest)
            if _matches(tokens[index + 1 : end], rest) and (best is None or end > best.end):
                best = Found(index, end, value)
        return best

    def _near(self, token: str, index: int) -> Found | None:
        if len(token) < 5 or not token.isalpha():
            return None
        word = nearest(token, self.spellings)
        return Found(index, index + 1, self.single[word]) if word else None


def build_glossary(table: Mapping[str, Iterable[str]], fuzzy_from: int = 6) -> Glossary:
    """Index value -> phrases; words of `fuzzy_from` letters and more may be misspelt."""
    exact: dict[str, list[tuple[tuple[tuple[str, bool], ...], str]]] = {}
    prefix: dict[str, list[tuple[tuple[tuple[str, bool], ...], str]]] = {}
    single: dict[str, str] = {}
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
    return Glossary(
        {word: tuple(rows) for word, rows in exact.items()},
        {word: tuple(rows) for word, rows in prefix.items()},
        single,
        tuple(single),
        tuple(sorted({len(word) for word in prefix} - {1})),  # one letter begins too much
    )


def load_table(data: DataFiles, name: str, section: str) -> dict[str, list[str]]:
    """One section of a data file: value -> comma-separated phrases."""
    rows = data.table(name).get(section)
    if not isinstance(rows, dict) or not rows:
        raise ContentProblem([f"{name}: {section}: is missing"])
    table: dict[str, list[str]] = {}
    for value, line in rows.items():
        if not isinstance(line, str):
            raise ContentProblem([f"{name}: {section}.{value}: wants phrases parted by commas"])
        table[value] = [phrase.strip() for phrase in line.split(",") if phrase.strip()]
    return table


def _matches(tokens: tuple[str, ...], rest: tuple[tuple[str, bool], ...]) -> bool:
    return len(tokens) == len(rest) and all(
        token.startswith(word) if is_start else token == word
        for token, (word, is_start) in zip(tokens, rest, strict=True)
    )
