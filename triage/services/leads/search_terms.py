"""The words that a lead is found by, and what somebody who searches means. Pure text, no keys.

Decided here: case, accents of Latin, Greek and Cyrillic letters, vowel marks of Arabic and Hebrew,
and signs that nobody sees make no difference; other scripts stay whole. A word is found by its
first letters, three or more; where words are not written apart, by any two signs. A number is
found by its last digits, four or more, which is also how it is found without its country code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: A word is found by this many letters at least, and looked up by this many at most.
FEWEST, MOST = 3, 8
_FEWEST_DIGITS = 4
_LONGEST_WORD = 40
_MOST_ASKED = 8
_LETTERS = str.maketrans(
    {
        **{"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"},
        **{"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None},
        **dict.fromkeys("'’‘ʼ`´", None),
    }
)
_NUKTAS = frozenset("़়਼઼଼")
_KANA_MARKS = frozenset("\u3099\u309a")
#: Marks from here on make letters of Indic and other scripts; before and behind, they are accents.
_MARKS = range(0x0900, 0x1AB0)
#: Thai and Lao, Burmese, Khmer, kana, Han, Hangul: words are not written apart, or names are not.
_TOGETHER = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,3}\d){3,}")
_TRUNK = re.compile(r"\(0\)")


def plain(text: str) -> str:
    """A text as it is compared: small letters and digits, one space between words."""
    apart = "".join(_plain_letter(c) for c in unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", " ".join(apart.split()))


def terms_of_text(text: str) -> set[str]:
    """What a name or a note is found by: beginnings of its words, and numbers written in it."""
    terms = {f"word:{part}" for word in plain(text).split() for part in _parts(word)}
    for number in _NUMBER.findall(_digits_plain(text)):
        terms |= terms_of_phone(number)
    return terms


def terms_of_phone(number: str) -> set[str]:
    """What a telephone number (E.164, or as somebody wrote it) is found by: its last digits."""
    digits = _digits_of(number)
    return {f"phone:{digits[-n:]}" for n in range(_FEWEST_DIGITS, min(len(digits), 15) + 1)}


def term_of_country(code: str) -> str:
    """What leads of a country (ISO 3166-1 alpha-2) are found by."""
    return f"country:{code.upper()}"


def asked(text: str) -> tuple[tuple[str, ...], ...]:
    """What somebody searches for: of each part, one of these terms has to be there.

    Empty when nothing can be searched for.
    """
    text = _digits_plain(text)
    numbers = [(f"phone:{digits}", f"word:{digits[:MOST]}") for digits in _numbers_in(text)]
    words = [term for word in plain(_NUMBER.sub(" ", text)).split() for term in _asked_of(word)]
    return tuple([*numbers, *((f"word:{term}",) for term in dict.fromkeys(words))][:_MOST_ASKED])


def _numbers_in(text: str) -> list[str]:
    return [_digits_of(found) for found in _NUMBER.findall(text)]


def _digits_of(number: str) -> str:
    digits = "".join(c for c in _TRUNK.sub("", number) if c.isdecimal())
    bare = digits.lstrip("0")
    return bare if len(bare) >= _FEWEST_DIGITS else digits


def _parts(word: str) -> Iterable[str]:
    word = word[:_LONGEST_WORD]
    if _TOGETHER.search(word):
        return {*word, *_pairs(word)}
    return {word[:n] for n in range(min(FEWEST, len(word)), min(MOST, len(word)) + 1)}


def _asked_of(word: str) -> list[str]:
    if _TOGETHER.search(word):
        return _pairs(word) or [word]
    return [word[:MOST]]


def _pairs(word: str) -> list[str]:
    return [word[n : n + 2] for n in range(len(word) - 1)]


def _digits_plain(text: str) -> str:
    """The text with the digits of every script as 0 to 9, without signs that nobody sees."""
    seen = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in seen)


def _plain_letter(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    if kind[0] == "M":
        is_letter = ord(letter) in _MARKS or letter in _KANA_MARKS
        return letter if is_letter and letter not in _NUKTAS else ""
    if kind == "Cf":
        return ""
    return letter.translate(_LETTERS) if kind[0] in "LN" or letter in "'’‘ʼ`´" else " "
