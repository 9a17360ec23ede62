"""Concepts: the families of words, in all languages at once, that the rules are written in.

A lexicon maps phrases to concept names; `tag` finds every concept in a message in one pass.
A phrase word that ends in `*` stands for every word that begins so. Languages are never guessed
before matching: a wrong guess cannot hide a red flag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from triage.understanding.normal import Words, tokens_of_lines

_SHORTEST_REPAIR = 5
_SHORTEST_KNOWN = 4  # of beginnings
_MOST_REPAIRS = 40
_LIKELY = 4  # near words that are looked at

_distance: Any = OSA.distance  # the stubs know scorers by another protocol

Spans = Mapping[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words after those that it is found by, each with whether it is only a beginning."""

    rest: tuple[tuple[str, bool], ...]
    concept: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their first word (`exact`), first two (`pairs`) or first beginning (`prefix`).

    `known` are words that are never taken for a misspelling; `repairable` are words that a
    misspelling may be taken for; `expand` maps texting forms to words; `sizes` are the lengths of
    beginnings by their first two letters, smallest first.
    """

    exact: Mapping[str, tuple[Phrase, ...]]
    pairs: Mapping[tuple[str, str], tuple[Phrase, ...]]
    prefix: Mapping[str, tuple[Phrase, ...]]
    expand: Mapping[str, str]
    known: frozenset[str]
    repairable: tuple[str, ...]
    sizes: Mapping[str, tuple[int, ...]]

    def tag(self, said: Words) -> Spans:
        """Every concept in the message, with the positions (first, last word) where it stands."""
        tokens = self.expanded(said)
        found: dict[str, list[tuple[int, int]]] = {}
        for index, token in enumerate(tokens):
            for seen, phrases in self._starting(token, tokens, index):
                for phrase in phrases:
                    last = _end_of(phrase, tokens, seen) if phrase.rest else seen
                    if last is not None:
                        span = (said.at[index], said.at[last])
                        found.setdefault(phrase.concept, []).append(span)
        return {concept: tuple(spans) for concept, spans in found.items()}

    def expanded(self, said: Words) -> list[str]:
        """The words of the message, texting forms written out."""
        return [self.expand.get(token, token) for token in said.tokens]

    def knows(self, token: str) -> bool:
        """Whether this word is one of ours, or a word that must stay as it is."""
        return (
            token in self.known
            or token in self.exact
            or token in self.expand
            or any(
                token[:size] in self.prefix
                for size in self.sizes.get(token[:2], ())
                if _SHORTEST_KNOWN <= size <= len(token)
            )
        )

    def repaired(self, said: Words) -> Words:
        """The message with misspelt domain words put right; itself, where there are none."""
        tokens = list(said.tokens)
        left = _MOST_REPAIRS
        for index, token in enumerate(tokens):
            if len(token) < _SHORTEST_REPAIR or not token.isalpha() or self.knows(token):
                continue
            if not left:
                break
            left -= 1
            tokens[index] = nearest(token, self.repairable) or token
        put_right = tuple(tokens)
        if put_right == said.tokens:
            return said
        return Words(said.raw, said.plain, put_right, said.at)

    def _starting(
        self, token: str, tokens: list[str], index: int
    ) -> Iterator[tuple[int, tuple[Phrase, ...]]]:
        """Phrases that may stand here, with the index of the last word that they are found by."""
        if token in self.exact:
            yield index, self.exact[token]
        if index + 1 < len(tokens) and (two := (token, tokens[index + 1])) in self.pairs:
            yield index + 1, self.pairs[two]
        for size in self.sizes.get(token[:2], ()):
            if size > len(token):
                break
            if token[:size] in self.prefix:
                yield index, self.prefix[token[:size]]


def nearest(token: str, candidates: Iterable[str]) -> str | None:
    """The one word that this is a misspelling of: same first letter, few wrong letters."""
    allowed = 1 if len(token) < 8 else 2 if len(token) < 11 else 3
    near = extract(token, candidates, scorer=_distance, score_cutoff=allowed, limit=_LIKELY)
    return next((str(word) for word, *_ in near if word[0] == token[0]), None)


def build_lexicon(
    concepts: Mapping[str, Iterable[str]],
    expand: Mapping[str, str],
    known: Iterable[str],
    repairable: Iterable[str],
) -> Lexicon:
    """Index the phrases; every phrase goes through the same normaliser as the messages."""
    exact: dict[str, list[Phrase]] = {}
    pairs: dict[tuple[str, str], list[Phrase]] = {}
    prefix: dict[str, list[Phrase]] = {}
    names = set(known)
    # most phrases are one or two words
    alike: dict[tuple[str, tuple[tuple[str, bool], ...]], Phrase] = {}
    plain = phrases_words(phrase for phrases in concepts.values() for phrase in phrases)
    for concept, phrases in concepts.items():
        for written in phrases:
            parts = plain[written]
            if not parts:
                continue
            names.update(word for word, is_start in parts if not is_start)
            (first, is_start), rest = parts[0], parts[1:]
            is_pair = not is_start and bool(rest) and not rest[0][1]
            made = Phrase(tuple(rest[is_pair:]), concept)
            phrase = alike.setdefault((concept, made.rest), made)
            if is_start:
                prefix.setdefault(first, []).append(phrase)
            elif is_pair:
                pairs.setdefault((first, rest[0][0]), []).append(phrase)
            else:
                exact.setdefault(first, []).append(phrase)
    return Lexicon(
        {word: tuple(found) for word, found in exact.items()},
        {two: tuple(found) for two, found in pairs.items()},
        {word: tuple(found) for word, found in prefix.items()},
        dict(expand),
        frozenset(names),
        tuple(sorted(set(repairable))),
        sizes_of(prefix),
    )


def sizes_of(beginnings: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """The lengths of beginnings by their first two letters, smallest first: all that a word has to
    be cut to. One letter begins too much and is left out."""
    sizes: dict[str, set[int]] = {}
    for beginning in beginnings:
        if len(beginning) > 1:
            sizes.setdefault(beginning[:2], set()).add(len(beginning))
    return {letters: tuple(sorted(found)) for letters, found in sizes.items()}


def phrases_words(written: Iterable[str]) -> dict[str, list[tuple[str, bool]]]:
    """The plain words of every phrase, each with whether it is only a beginning (`*`)."""
    pieces: dict[str, list[str]] = {}
    for phrase in written:
        if phrase not in pieces:
            pieces[phrase] = phrase.split() if "*" in phrase else [phrase]
    tokens = iter(tokens_of_lines([piece for row in pieces.values() for piece in row]))
    return {phrase: [one for p in row for one in _marked(p, next(tokens))]
            for phrase, row in pieces.items()}  # fmt: skip


def _marked(piece: str, tokens: tuple[str, ...]) -> list[tuple[str, bool]]:
    last = len(tokens) - 1 if piece.endswith("*") else -1
    return [(token, number == last) for number, token in enumerate(tokens)]


def _end_of(phrase: Phrase, tokens: list[str], index: int) -> int | None:
    """The index of the phrase's last word, or None where the message goes on differently."""
    if index + len(phrase.rest) >= len(tokens):
        return None
    for offset, (word, is_start) in enumerate(phrase.rest, start=1):
        token = tokens[index + offset]
        if not (token.startswith(word) if is_start else token == word):
            return None
    return index + len(phrase.rest)
