"""A person's name as they would write it on a letter: lead-in words and titles removed.

Names are never guessed from a sentence without a lead-in; short answers to our question are taken
whole. Capital letters are put right only where the writer used none or nothing else.
"""

from __future__ import annotations

import re

from triage.understanding.fields.glossary import Found
from triage.understanding.fields.leadin import (
    STOPS,
    NameWords,
    leads_of,
    load_name_words,
    pieces_of,
    plain_piece,
)
from triage.understanding.normal import Words

_MOST_WORDS = 5
_LONGEST = 60
_FEW_WORDS = 4
_FEW_PIECES = 8
_JOINTS = frozenset(["y", "e", "et", "and", "aur", "और", "и", "و", "na", "ও", "ar"])
_REFUSALS = frozenset(["not", "no", "dont", "never", "nahi", "nahin", "नहीं", "не", "لا", "না", "nao",
    "pas", "sitaki", "mat", "मत"])  # fmt: skip
_SMALL = frozenset([
    "de", "da", "do", "dos", "das", "del", "la", "las", "los", "van", "von", "der", "den",
    "bin", "binti", "ibn", "e", "y", "bint", "di", "du", "ul", "ur", "ben", "wa",
])  # fmt: skip
_SHORT_WORDS = frozenset(["md", "st", "jr", "sr", "mr", "ms", "dr"])
_VOWELS = frozenset("aeiouyAEIOUY")


def read_name(table: NameWords, said: Words, *, asked: bool) -> str | None:
    """The name; unasked, only after an unmistakable lead-in ("her name is ...")."""
    if not asked and table.says_name.isdisjoint(said.tokens):
        return None
    pieces = pieces_of(said.raw)
    leads = leads_of(table, pieces, asked=asked)
    for lead in leads:
        name = _tidied(table, pieces[lead:], strict=True)
        if name:
            return name
    if not asked:
        return None
    if leads and plain_piece(pieces[leads[0]]) not in table.not_names:
        return _tidied(table, pieces[leads[0] :], strict=False)
    refused = _REFUSALS & {plain_piece(piece) for piece in pieces[:_FEW_PIECES]}
    return None if refused else _tidied(table, pieces, strict=True)


def is_like_a_name(table: NameWords, said: Words) -> bool:
    """Capitalised words and initials and nothing else, though one may look like a question."""
    pieces = pieces_of(said.raw)
    return (
        "?" not in said.raw
        and 1 < len(pieces) <= _FEW_WORDS
        and all(piece[0].isupper() for piece in pieces)
        and not said.raw.isupper()
        and not any(plain_piece(piece) in table.not_names for piece in pieces)
    )


def name_after(table: NameWords, said: Words, relation: Found) -> str | None:
    """The name in "my mother Asha, 56 ...": capitalised or fenced words after the relation."""
    pieces = pieces_of(said.raw)
    plain = [(plain_piece(piece), number) for number, piece in enumerate(pieces)]
    target = said.tokens[relation.end - 1]
    here = next((number for token, number in plain if token == target), None)
    if here is None:
        return None
    following = pieces[here + 1 :]
    if not following or not following[0][0].isalpha() or following[0][0].islower():
        return None
    run = []
    for piece in following:
        if not piece[0].isalpha() or piece[0].islower() or plain_piece(piece) in table.not_names:
            break
        run.append(piece)
    return _tidied(table, run, strict=True) if run and len(run) <= _FEW_WORDS else None


def _tidied(table: NameWords, pieces: list[str], *, strict: bool) -> str | None:
    """The pieces up to the first stop, titles and tails off; None where that is no name."""
    run: list[str] = []
    mixed = any(piece[0].isupper() for piece in pieces) and any(p.islower() for p in pieces)
    for piece in pieces:
        if piece in STOPS or piece.isdigit():
            if run:
                break
            continue
        plain = plain_piece(piece)
        if plain in table.titles and not run:
            continue
        if run and plain in table.tails and not (mixed and piece[0].isupper()):
            break
        run.append(piece.rstrip(".") if len(piece) > 2 else piece)
    while run and plain_piece(run[-1]) in table.tails | _JOINTS:
        run.pop()
    if not run or len(run) > _MOST_WORDS or sum(map(len, run)) > _LONGEST:
        return None
    strange = [piece for piece in run if plain_piece(piece) in table.not_names]
    if strange and (strict or len(strange) == len(run)):
        return None
    return _cased(run)


def _cased(run: list[str]) -> str | None:
    name = " ".join(run)
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 2 or len(set(name.casefold())) < 2:
        return None
    plain = name.islower() or (name.isupper() and (len(letters) > 3 or _is_sounded(name)))
    last = len(run) - 1
    return " ".join(_put_right(word, 0 < number < last, plain) for number, word in enumerate(run))


def _put_right(word: str, inside: bool, plain: bool) -> str:
    """One word in the capitals of a letter; `plain` says that the writer used one case only."""
    if inside and word.lower() in _SMALL and (plain or word.islower()):
        return word.lower()
    shouted = len(word) > 3 or _is_sounded(word) or word.lower() in _SHORT_WORDS
    shouted |= plain and len(word) > 1 and bool(_VOWELS & set(word))
    return _capital(word) if word.islower() or (word.isupper() and shouted) else word


def _is_sounded(word: str) -> bool:
    """Three letters with a vowel among them ("ANA") are a name; "KRN" are initials."""
    return len(word) == 3 and word.isascii() and word.isalpha() and word[1] in _VOWELS


def _capital(word: str) -> str:
    return re.sub(r"(^|['’\-.])(\w)", lambda m: m[1] + m[2].upper(), word.lower())


__all__ = ["NameWords", "is_like_a_name", "load_name_words", "name_after", "read_name"]
