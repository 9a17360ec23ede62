"""Number words of all our languages as digits: "fifty six", "trinta e oito", "पचपन" -> "56" ...

Words that mean something else too ("do", "sath") count only beside a unit, or where the whole
text is one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from triage.errors import ContentProblem
from triage.understanding.datafiles import DataFiles, word_list
from triage.understanding.normal import tokens_of_lines

_PIECE = re.compile(r"[^\s,.;:!?()/\"'0-9–—।-]+|[0-9]+|[^\s]")
_SCORE, _MOST_ADDED = 20, 19
_FRENCH_TENS = (60, 80)  # soixante-douze, quatre-vingt-dix
_AND = "و"  # written onto the Arabic ten
_DIX = 10
_TEEN = "عشر"
_ARTICLE_AND_MORE = 4


@dataclass(frozen=True, slots=True)
class Counting:
    """What each number word is worth; `tens` may be followed by ones, `joint` words between;
    `units` are words for years and months of age."""

    ones: Mapping[str, int]
    tens: Mapping[str, int]
    joint: frozenset[str]
    weak: frozenset[str]
    units: frozenset[str]

    def in_digits(self, text: str, units: frozenset[str] = frozenset()) -> str:
        """The plain text with number words as digits; `units` are words that may follow one."""
        names = [_bare(piece) for piece in _PIECE.findall(text)]
        if self.ones.keys().isdisjoint(names) and self.tens.keys().isdisjoint(names):
            return text
        spans = [piece.span() for piece in _PIECE.finditer(text)]
        out: list[str] = []
        copied = 0
        for start, end, value in self._numbers(names, units):
            out += [text[copied : spans[start][0]], str(value)]
            copied = spans[end - 1][1]
        return "".join(out) + text[copied:] if out else text

    def _numbers(self, names: list[str], units: frozenset[str]) -> Iterator[tuple[int, int, int]]:
        """Where a number starts and ends among the pieces, and its value."""
        index = 0
        while index < len(names):
            end, value = self._at(names, index)
            if end > index and self._counts(names, index, end, units):
                yield index, end, value
            index = max(end, index + 1)

    def _at(self, names: list[str], index: int) -> tuple[int, int]:
        """The end of the number that starts here, and its value; the start where there is none."""
        name = names[index]
        one = self.ones.get(name)
        if one is not None:
            following = self._after(names, index + 1)
            if one < 10 and following < len(names):
                more = self._arabic_ten(names[following], one, joined=following > index + 1)
                if more:
                    return following + 1, more
                if name == "quatre" and names[following].startswith("vingt"):
                    return self._added(names, following, 4 * _SCORE)
            return self._added(names, index, one) if name == "kumi" else (index + 1, one)
        ten = self.tens.get(name)
        return (index, 0) if ten is None else self._added(names, index, ten)

    def _after(self, names: list[str], index: int) -> int:
        """The next piece that is no joint and no hyphen."""
        while index < len(names) and (names[index] in self.joint or names[index] == "-"):
            index += 1
        return index

    def _added(self, names: list[str], index: int, ten: int) -> tuple[int, int]:
        """The ten, and the ones that follow it."""
        following = self._after(names, index + 1)
        if following < len(names):
            most = _MOST_ADDED if ten in _FRENCH_TENS else 9
            one = self.ones.get(names[following], 0)
            if 0 < one <= most:
                end = following + 1
                more = self._after(names, end)
                if one == _DIX and more < len(names) and _DIX > self.ones.get(names[more], 0) > 6:
                    return more + 1, ten + one + self.ones[names[more]]  # soixante-dix-sept
                return end, ten + one
        return index + 1, ten

    def _arabic_ten(self, name: str, one: int, *, joined: bool) -> int:
        """ "Five and-forty" is 45, "five ten" is 15."""
        if name.startswith(_AND) and name[1:] in self.tens:
            return one + self.tens[name[1:]]
        if joined and name in self.tens and "\u0600" <= name[0] <= "\u06ff":
            return one + self.tens[name]
        return one + 10 if name.startswith(_TEEN) and name not in self.tens else 0

    def _counts(self, names: list[str], index: int, end: int, units: frozenset[str]) -> bool:
        if end > index + 1 or names[index] not in self.weak:
            return True
        beside = names[max(index - 1, 0) : index] + names[end : end + 1]
        return len(names) == 1 or bool(units & set(beside))


def _bare(piece: str) -> str:
    """An Arabic word without its article."""
    return piece[2:] if piece.startswith("ال") and len(piece) > _ARTICLE_AND_MORE else piece


def load_counting(data: DataFiles) -> Counting:
    """Read the counting tables of numbers.toml."""
    return Counting(
        _values(data, "run", 1),
        _values(data, "tens", 10),
        word_list(data, "numbers.toml", "counting_round", "joint"),
        word_list(data, "numbers.toml", "counting_round", "weak"),
        word_list(data, "numbers.toml", "counting_round", "units"),
    )


def _values(data: DataFiles, section: str, step: int) -> dict[str, int]:
    """The words of one table; each line says with which number it begins."""
    name = "numbers.toml"
    rows = data.table(name).get(f"counting_{section}")
    if not isinstance(rows, dict) or not rows:
        raise ContentProblem([f"{name}: counting_{section}: is missing"])
    values: dict[str, int] = {}
    for language, line in rows.items():
        first, _, listed = str(line).partition(":")
        if not first.isdigit() or not listed.strip():
            raise ContentProblem([f"{name}: counting_{section}.{language}: wants '1: words'"])
        for number, spellings in enumerate(listed.split()):
            for row in tokens_of_lines(spellings.split("/")):
                values.setdefault("".join(row), int(first) + number * step)
    return values
