"""A person's name as they would write it on a letter: lead-in words and titles removed.

Names are never guessed from a sentence without a lead-in; short answers to our question are taken
whole. Capital letters are put right only where the writer used none or nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.errors import ContentProblem
from triage.understanding.datafiles import DataFiles, word_list
from triage.understanding.fields.glossary import Found
from triage.understanding.normal import Words, words

_MOST_WORDS = 5
_LONGEST = 60
_LEADING = 14  # words in which a lead-in may stand
_MARKS = (
    "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7"
    "\u09e2\u09e3\u064b-\u0652\u200c\u200d"
)
_WORD = re.compile(
    rf"[^\W\d_][\w{_MARKS}]*(?:['’\-.][^\W\d_][\w{_MARKS}]*)*\.?|[,;:\n()/?!।|=+&\"]|\d+|[-–—]"
)
_STOPS = frozenset(',;:\n()/?!।|=+&"-–—')
_SMALL = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "del",
        "la",
        "las",
        "los",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "binti",
        "ibn",
        "al",
        "el",
        "e",
        "y",
        "bint",
        "dos",
        "di",
        "du",
        "ul",
        "ur",
    ]
)


@dataclass(frozen=True, slots=True)
class NameWords:
    """Lead-ins as token rows, titles, words that end a name, and words that are no name."""

    leads: frozenset[tuple[str, ...]]
    longest_lead: int
    titles: frozenset[str]
    tails: frozenset[str]
    not_names: frozenset[str]
    says_name: frozenset[str]


def load_name_words(data: DataFiles) -> NameWords:
    """Read names.toml."""
    name = "names.toml"
    lead = data.table(name).get("lead")
    phrases = str(lead.get("phrases", "")) if isinstance(lead, dict) else ""
    leads = frozenset(words(phrase).tokens for phrase in phrases.split(";")) - {()}
    if not leads:
        raise ContentProblem([f"{name}: lead.phrases: wants phrases parted by semicolons"])
    sections = ("title", "tail", "not_name", "says_name")
    return NameWords(
        leads,
        max(map(len, leads)),
        *(word_list(data, name, section, "words") for section in sections),
    )


def read_name(table: NameWords, said: Words, *, asked: bool) -> str | None:
    """The name; unasked, only after an unmistakable lead-in ("her name is ...")."""
    if not asked and not table.says_name & set(said.tokens):
        return None
    pieces = _WORD.findall(said.raw.strip())
    if not pieces:
        return None
    lead = _lead_end(table, pieces, asked=asked)
    if not asked and not lead:
        return None
    return _tidied(table, pieces[lead:], strict=not asked or not lead)


def name_after(table: NameWords, said: Words, relation: Found) -> str | None:
    """The name in "my mother Asha, 56 ...": capitalised or fenced words after the relation."""
    pieces = _WORD.findall(said.raw)
    plain = [(_plain(piece), number) for number, piece in enumerate(pieces)]
    target = said.tokens[relation.end - 1]
    here = next((number for token, number in plain if token == target), None)
    if here is None:
        return None
    following = pieces[here + 1 :]
    if not following or not following[0][0].isalpha() or following[0][0].islower():
        return None
    run = []
    for piece in following:
        if not piece[0].isalpha() or piece[0].islower() or _plain(piece) in table.not_names:
            break
        run.append(piece)
    return _tidied(table, run, strict=True) if run and len(run) <= 4 else None


def _lead_end(table: NameWords, pieces: list[str], *, asked: bool) -> int:
    """How many pieces the last lead-in spans; 0 where there is none. Unasked it says "name"."""
    plain = [_plain(piece) for piece in pieces[: table.longest_lead + _LEADING]]
    best = 0
    for start in range(min(len(plain), _LEADING)):
        if plain[start] in _STOPS:
            continue
        for size in range(min(table.longest_lead, len(plain) - start), 0, -1):
            row = tuple(" ".join(p for p in plain[start : start + size] if p != ",").split())
            if row not in table.leads or (not asked and not _says_name(table, row)):
                continue
            if start == 0 or plain[start - 1] in _STOPS or _says_name(table, row) or best == start:
                best = max(best, start + size)
                break
    while 0 < best < len(pieces) and pieces[best] in _STOPS:
        best += 1
    return best if best < len(pieces) else 0


def _says_name(table: NameWords, row: tuple[str, ...]) -> bool:
    return bool(table.says_name & set(row)) and len(row) > 1


def _tidied(table: NameWords, pieces: list[str], *, strict: bool) -> str | None:
    """The pieces up to the first stop, titles and tails off; None where that is no name."""
    run: list[str] = []
    for piece in pieces:
        if piece in _STOPS or piece.isdigit():
            if run:
                break
            continue
        plain = _plain(piece)
        if plain in table.titles and not run:
            continue
        if run and plain in table.tails and piece[0].islower():
            break
        run.append(piece.rstrip(".") if len(piece) > 2 else piece)
    while run and _plain(run[-1]) in table.tails:
        run.pop()
    if not run or len(run) > _MOST_WORDS or sum(map(len, run)) > _LONGEST:
        return None
    strange = [piece for piece in run if _plain(piece) in table.not_names]
    if strange and (strict or len(strange) == len(run)):
        return None
    return _cased(run)


def _cased(run: list[str]) -> str | None:
    name = " ".join(run)
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 2 or len(set(name.casefold())) < 2:
        return None
    if name.islower() or (name.isupper() and len(letters) > 3):
        return " ".join(
            word.lower() if number and word.lower() in _SMALL else _capital(word)
            for number, word in enumerate(run)
        )
    return name


def _capital(word: str) -> str:
    return re.sub(r"(^|['’\-.])(\w)", lambda m: m[1] + m[2].upper(), word.lower())


def _plain(piece: str) -> str:
    if piece in _STOPS:
        return piece
    return " ".join(words(piece).tokens)
