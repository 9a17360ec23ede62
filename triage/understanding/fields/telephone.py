"""A number to call: E.164, or `<sender>` for the number that the person writes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import phonenumbers

from triage.understanding.datafiles import DataFiles, word_list
from triage.understanding.fields.counting import Counting
from triage.understanding.fields.glossary import Glossary, build_glossary, load_table
from triage.understanding.normal import Words

SENDER = "<sender>"
_RUN = re.compile(r"\+?[0-9(][0-9\s().\-/]{5,24}[0-9]")
_TIMES = {"double": 2, "dabal": 2, "triple": 3, "tripple": 3}
_FEWEST, _MOST = 7, 15
_UNASKED = 8
_FEWEST_SPOKEN = 6
_FEWEST_DIGITS = 2  # a number of one digit is a joke
_COUNTED = "01234567890123456789"


@dataclass(frozen=True, slots=True)
class PhoneWords:
    """Words for "the number that I write from", digits as words, and words before the one meant."""

    same: Glossary
    digits: Mapping[str, str]
    meant: frozenset[str]


def load_phone_words(data: DataFiles, counting: Counting) -> PhoneWords:
    """Read phone.toml."""
    name = "phone.toml"
    digits = {word: str(value) for word, value in counting.ones.items() if value < 10}
    return PhoneWords(
        build_glossary(load_table(data, name, "same"), 99),
        {**digits, **dict.fromkeys(word_list(data, name, "around", "zero"), "0")},
        word_list(data, name, "around", "meant"),
    )


def read_phone(
    table: PhoneWords, said: Words, region: str | None, sender: str | None, *, asked: bool
) -> str | None:
    """The number in E.164; words for "this one" give `<sender>`; None where there is neither."""
    number = _number(table, said, region, sender, asked=asked)
    if number:
        return SENDER if number == sender else number
    return SENDER if asked and not _has_digits(said) and is_same(table, said) else None


def is_same(table: PhoneWords, said: Words) -> bool:
    """Whether the words say "the number I write from"."""
    return table.same.first(said.tokens) is not None


def _number(
    table: PhoneWords, said: Words, region: str | None, sender: str | None, *, asked: bool
) -> str | None:
    """The first number; the last where one is set against another ("not that, but ...")."""
    text = _spoken(table, said) if asked else said.plain
    read: list[str] = []
    for run in _RUN.findall(text):
        digits = re.sub(r"[^0-9]", "", run)
        if not (_FEWEST if asked else _UNASKED) <= len(digits) <= _MOST + 2:
            continue
        if not asked and not run.startswith("+") and len(digits) < 10:
            continue
        found = _parsed(run.strip(), digits, region)
        if found:
            read.append(found)
    if not read:
        return None
    return read[-1] if len(read) > 1 and table.meant & set(said.tokens) else read[0]


def _parsed(run: str, digits: str, region: str | None) -> str | None:
    """As written; else as a number of their country; else with the + that was left out."""
    tries: list[tuple[str, str | None]] = [(run, None)] if run.startswith("+") else []
    if digits.startswith("00"):
        tries.append((f"+{digits[2:]}", None))
    if not run.startswith("+"):
        tries += [(digits, region), (f"+{digits}", None)]
    possible: str | None = None
    if digits in _COUNTED:
        return None
    for text, where in tries:
        try:
            number = phonenumbers.parse(text, where)
        except phonenumbers.NumberParseException:
            continue
        e164 = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        if phonenumbers.is_valid_number(number):
            return e164
        if possible is None and _has_usual_length(number):
            possible = e164
    return possible


def _has_usual_length(number: phonenumbers.PhoneNumber) -> bool:
    """As long as the mobile numbers of its country: numbers newer than our tables are kept."""
    digits = str(number.national_number)
    if len(set(digits)) < _FEWEST_DIGITS:
        return False
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    usual = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    return usual is not None and len(str(usual.national_number)) == len(str(number.national_number))


def _spoken(table: PhoneWords, said: Words) -> str:
    """The text with number words as digits ("nine eight double seven")."""
    if sum(token in table.digits for token in said.tokens) < _FEWEST_SPOKEN:
        return said.plain
    out: list[str] = []
    times = 1
    for word in said.tokens:
        if word in _TIMES:
            times = _TIMES[word]
        elif word in table.digits:
            out.append(table.digits[word] * times)
            times = 1
        elif word.isdigit():
            out.append(word)
    plus = "+" if "plus" in said.tokens else ""
    return plus + "".join(out)


def _has_digits(said: Words) -> bool:
    return sum(map(str.isdigit, said.plain)) >= 4
