"""What the classifier sees of a message: hashed words, pairs, pieces of words, and concepts.

Decided here: which features exist. A model is made for one FEATURE_VERSION; change the features and
raise it, so that a model made for others is refused. Pure Python: no library, no state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from zlib import crc32

FEATURE_VERSION = 1
_SHORTEST, _LONGEST = 2, 5
_LENGTHS = (1, 2, 3, 4, 5, 8, 12, 20, 40)


@dataclass(frozen=True, slots=True)
class Traits:
    """One message as numbers: `grams` are counted, `flags` are there or not."""

    grams: Mapping[int, int]
    flags: tuple[int, ...]


def pieces(token: str) -> list[int]:
    """The word itself and its pieces of two to five letters, its ends marked by a space."""
    marked = f" {token} "
    size = len(marked)
    found = [marked[i : i + n] for n in range(_SHORTEST, _LONGEST + 1) for i in range(size - n + 1)]
    return [_number(f"w{token}"), *map(_number, found)]


def traits(tokens: Sequence[str], concepts: Iterable[str]) -> Traits:
    """The features of words in their order, and of the concepts that were seen in them."""
    return joined(tokens, [pieces(token) for token in tokens], concepts)


def joined(tokens: Sequence[str], cut: Sequence[Sequence[int]], concepts: Iterable[str]) -> Traits:
    """As `traits`, for words that were cut in pieces before."""
    return Traits(grams(tokens, cut), flags(len(tokens), concepts))


def grams(tokens: Sequence[str], cut: Sequence[Sequence[int]]) -> Mapping[int, int]:
    """Words, their pieces and their pairs, each with how often it is there."""
    found = Counter(chain.from_iterable(cut))
    found.update([_number(f"b{a} {b}") for a, b in pairwise(["<", *tokens, ">"])])
    return found


def flags(size: int, concepts: Iterable[str]) -> tuple[int, ...]:
    """The concepts of a message of so many words, and about how long it is."""
    length = sum(size > most for most in _LENGTHS)
    return (*[_number(f"c{name}") for name in sorted(concepts)], _number(f"n{length}"))


def _number(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass"))
