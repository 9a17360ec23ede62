"""What leads in a name: "my name is", "le nom de mon père est", "naam to ... hai", "this is".

A lead-in is a listed phrase, or a word for "name" with the words that bind it to what follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.errors import ContentProblem
from triage.understanding.datafiles import DataFiles, word_list
from triage.understanding.normal import words

_FARTHEST = 24  # pieces in which a lead-in may begin
_MARKS = (
    "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7"
    "\u09e2\u09e3\u064b-\u0652\u200c\u200d"
)
_WORD = re.compile(
    rf"[^\W\d_][\w{_MARKS}]*(?:['’\-.][^\W\d_][\w{_MARKS}]*)*\.?|[,;:\n()/?!।|=+&\"]|\d+|[-–—]"
)
_CHILD_OF = re.compile(r"(?i)\b[sdwc]\s?/\s?o\b\.?")
STOPS = frozenset(',;:\n()/?!।|=+&"-–—')


@dataclass(frozen=True, slots=True)
class NameWords:
    """Lead-ins as token rows, titles, words that end a name, and words that are no name.

    `says_name` are words for "name" and "called"; `links` may stand between one and the name.
    """

    leads: frozenset[tuple[str, ...]]
    longest_lead: int
    titles: frozenset[str]
    tails: frozenset[str]
    not_names: frozenset[str]
    says_name: frozenset[str]
    links: frozenset[str]


def load_name_words(data: DataFiles) -> NameWords:
    """Read names.toml."""
    name = "names.toml"
    lead = data.table(name).get("lead")
    phrases = str(lead.get("phrases", "")) if isinstance(lead, dict) else ""
    leads = frozenset(words(phrase).tokens for phrase in phrases.split(";")) - {()}
    if not leads:
        raise ContentProblem([f"{name}: lead.phrases: wants phrases parted by semicolons"])
    sections = ("title", "tail", "not_name", "says_name", "link")
    return NameWords(
        leads,
        max(map(len, leads)),
        *(word_list(data, name, section, "words") for section in sections),
    )


def pieces_of(raw: str) -> list[str]:
    """Words as they were written, numbers, and the marks that part them."""
    return _WORD.findall(_CHILD_OF.sub(",", raw.strip()))


def plain_piece(piece: str) -> str:
    """The plain form of one piece; marks stay as they are."""
    return piece if piece in STOPS else " ".join(words(piece).tokens)


def leads_of(table: NameWords, pieces: list[str], *, asked: bool) -> list[int]:
    """How many pieces each possible lead-in spans: those that say "name" first, the last of them
    in front; unasked, those alone."""
    plain = [plain_piece(piece) for piece in pieces[: table.longest_lead + _FARTHEST]]
    named: list[int] = []
    others: list[int] = []
    for start in range(min(len(plain), _FARTHEST)):
        if plain[start] in STOPS:
            continue
        end = _listed(table, pieces, plain, start)
        says = bool(table.says_name & set(plain[start : max(end, start + 1)]))
        if says and (asked or end > start + 1 or plain[start] in table.says_name):
            named.append(_linked(table, pieces, plain, max(end, start + 1)))
        elif asked and end and (start == 0 or plain[start - 1] in STOPS or start in others):
            others.append(end)
    ends = [*reversed(named), *reversed(others)]
    return [one for one in dict.fromkeys(_past_stops(pieces, end) for end in ends) if one]


def _listed(table: NameWords, pieces: list[str], plain: list[str], start: int) -> int:
    """The end of the longest listed phrase that starts here; 0 where there is none."""
    for size in range(min(table.longest_lead, len(plain) - start), 0, -1):
        row = tuple(" ".join(p for p in plain[start : start + size] if p != ",").split())
        if row in table.leads and not _is_initial(plain[start : start + size], pieces[start]):
            return start + size
    return 0


def _linked(table: NameWords, pieces: list[str], plain: list[str], end: int) -> int:
    """Behind the words that bind "name" to the name: "is", "of my father is", a colon."""
    while end < len(plain) and (plain[end] in table.links or plain[end] in STOPS):
        if _is_initial(plain[end : end + 1], pieces[end]):
            break
        end += 1
    return end


def _is_initial(row: list[str], piece: str) -> bool:
    """One capital letter alone begins a name; "é" and "Я" do not."""
    capital = piece[0].isascii() and piece[0].isupper()
    return capital and len(row) == 1 and len(row[0]) == 1


def _past_stops(pieces: list[str], end: int) -> int:
    while 0 < end < len(pieces) and pieces[end] in STOPS:
        end += 1
    return end if end < len(pieces) else 0
