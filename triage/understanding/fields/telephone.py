"""A number to call: E.164, or `<sender>` for the number that the person writes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

from triage.understanding.datafiles import DataFiles
from triage.understanding.fields.glossary import Glossary, build_glossary, load_table
from triage.understanding.normal import Words

SENDER = "<sender>"
_RUN = re.compile(r"\+?[0-9(][0-9\s().\-/]{5,24}[0-9]")
_TIMES = {"double": 2, "triple": 3}
_FEWEST, _MOST = 7, 15
_UNASKED = 8
_DIGITS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "o": "0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhoneWords:
    """Words for "the number that I write from"."""

    same: Glossary


def load_phone_words(data: DataFiles) -> PhoneWords:
    """Read phone.toml."""
    return PhoneWords(build_glossary(load_table(data, "phone.toml", "same"), 99))


def read_phone(
    table: PhoneWords, said: Words, region: str | None, sender: str | None, *, asked: bool
) -> str | None:
    """The number in E.164; words for "this one" give `<sender>`; None where there is neither."""
    number = _number(said, region, sender, asked=asked)
    if number:
        return SENDER if number == sender else number
    return SENDER if asked and not _has_digits(said) and is_same(table, said) else None


def is_same(table: PhoneWords, said: Words) -> bool:
    """Whether the words say "the number I write from"."""
    return table.same.first(said.tokens) is not None


def _number(said: Words, region: str | None, sender: str | None, *, asked: bool) -> str | None:
    text = _spoken(said) if asked else said.plain
    for run in _RUN.findall(text):
        digits = re.sub(r"[^0-9]", "", run)
        if not (_FEWEST if asked else _UNASKED) <= len(digits) <= _MOST + 2:
            continue
        if not asked and not run.startswith("+") and len(digits) < 10:
            continue
        found = _parsed(run.strip(), digits, region, sender)
        if found:
            return found
    return None


def _parsed(run: str, digits: str, region: str | None, sender: str | None) -> str | None:
    """As written; else as a number of their country; else with the + that was left out."""
    tries: list[tuple[str, str | None]] = [(run, None)] if run.startswith("+") else []
    if digits.startswith("00"):
        tries.append((f"+{digits[2:]}", None))
    if not run.startswith("+"):
        tries += [(digits, region), (f"+{digits}", None)]
    possible: str | None = None
    for text, where in tries:
        try:
            number = phonenumbers.parse(text, where)
        except phonenumbers.NumberParseException:
            continue
        e164 = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        if phonenumbers.is_valid_number(number):
            return e164
        if possible is None and phonenumbers.is_possible_number(number):
            possible = e164
    return possible


def _spoken(said: Words) -> str:
    """The text with number words as digits ("nine eight double seven")."""
    if sum(token in _DIGITS for token in said.tokens) < 6:
        return said.plain
    out: list[str] = []
    times = 1
    for word in said.tokens:
        if word in _TIMES:
            times = _TIMES[word]
        elif word in _DIGITS:
            out.append(_DIGITS[word] * times)
            times = 1
        elif word.isdigit():
            out.append(word)
    plus = "+" if "plus" in said.tokens else ""
    return plus + "".join(out)


def _has_digits(said: Words) -> bool:
    return sum(map(str.isdigit, said.plain)) >= 4
