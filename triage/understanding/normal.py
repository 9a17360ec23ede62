"""One plain form for every text: what counts as the same word is decided here, and nowhere else.

Patterns and messages pass through the same function, so spelling of accents, nuktas, hamzas,
full-width letters and invisible characters cannot part them. Total: any text gives Words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

SCAN_LIMIT = 4096
TOPIC_LIMIT = 1000
_BATCH = 1200  # far enough below the scan limit for any line of our own data
_SENTENCE_GAP = 3  # a full stop keeps two words this much further apart

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LATIN_MARKS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_OTHER_DIGIT = re.compile("(?![0-9])\\d|[\u24f5-\u24fd\u2776-\u277e\u2780-\u2788\u278a-\u2792]")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_QUOTES = re.compile("[\u2018\u2019\u201a\u201b\u02bc\u02b9\u0060\u00b4\u2032\uff07]")
_ELISION = re.compile(r"\b(l|d|j|c|qu|s|n|m)'(?=[^\W\d_]{2})")
#: A letter leant on ("helllp"); the stage III is none.
LONG_RUN = re.compile(r"(?!(?<![a-z])iii[abc]?(?![a-z]))([^\W\d_])\1{2,}")
_RUN = re.compile(r"(.)\1\1")  # what LONG_RUN is worth trying on
_FOLD = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي",
        "ک": "ك", "ё": "е", "ँ": "ं", "\u093c": None, "\u09bc": None, "ø": "o", "ł": "l",
        "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "⁄": "/", "٫": ".", "٬": ",",
    }
)  # fmt: skip
_MARKS = (
    "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09be-\u09cd"
    "\u09d7\u09e2\u09e3\u0a01-\u0a03\u0a3c-\u0a51\u0a81-\u0b03\u0b3e-\u0b57\u0b82\u0bbe-\u0bcd"
    "\u0c00-\u0c03\u0c3e-\u0c56\u0d3e-\u0d57"
)
_TOKEN = re.compile(rf"\d+(?:[.,:/]\d+)*|[^\W\d_][\w{_MARKS}]*")
_SENTENCE_END = re.compile("[.!?;\n।؟۔…]")
_ARTICLE = re.compile("^(?:[وفبك]?ال|لل|ول)(?=\\w{3})")


class Words(NamedTuple):
    """One message in plain form.

    `raw` is what was written (cut at the scan limit), `plain` its plain form with punctuation,
    `tokens` its words; `at` says where each word stands, sentence ends counted as a gap.
    """

    raw: str
    plain: str
    tokens: tuple[str, ...]
    at: tuple[int, ...]

    @property
    def joined(self) -> str:
        """The words alone, parted by single spaces."""
        return " ".join(self.tokens)


def plain(text: str) -> str:
    """Fold case, width, accents of Latin letters, variants of Arabic and Indic letters, digits."""
    if text.isascii() and text.isprintable():
        return text[:SCAN_LIMIT].replace("`", "'").lower()
    text = _HIDDEN.sub("", text[:SCAN_LIMIT])
    text = unicodedata.normalize("NFKC", _QUOTES.sub("'", _CONTROL.sub(" ", text)))[:SCAN_LIMIT]
    text = unicodedata.normalize("NFKD", text.casefold())
    text = unicodedata.normalize("NFC", _LATIN_MARKS.sub("", text))[:SCAN_LIMIT]
    if not text.isascii():
        text = _ARABIC_MARKS.sub("", text).translate(_FOLD)
        text = _OTHER_DIGIT.sub(_ascii_digit, text)
    return _QUOTES.sub("'", text)


def words(text: str) -> Words:
    """Plain form and words of a text; never raises, linear in at most SCAN_LIMIT characters."""
    folded = plain(text)
    clean = _unquoted(folded)
    tokens: list[str] = []
    at: list[int] = []
    place, last = 0, 0
    for match in _TOKEN.finditer(clean):
        start, end = match.span()
        if clean[last:start] != " " and _SENTENCE_END.search(clean, last, start):
            place += _SENTENCE_GAP
        tokens.append(clean[start:end])
        at.append(place)
        place, last = place + 1, end
    if not clean.isascii():
        tokens = [_bare(token) for token in tokens]
    return Words(text[:SCAN_LIMIT], folded, tuple(tokens), tuple(at))


def tokens_of_lines(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """The tokens that `words` gives for each short line, many lines at a time: for data files."""
    found: list[tuple[str, ...]] = []
    start, size = 0, 0
    for number, line in enumerate(lines):
        size += len(line) + 1
        if size > _BATCH or number + 1 == len(lines):
            block = _unquoted(plain("\n".join(lines[start : number + 1]))).split("\n")
            found += [tuple(map(_bare, _TOKEN.findall(one))) for one in block]
            start, size = number + 1, 0
    return found


def _unquoted(folded: str) -> str:
    """Plain text with elisions, apostrophes and leant-on letters put right."""
    clean = folded
    if "'" in clean:
        clean = _ELISION.sub(r"\1 ", clean).replace("'s ", " ").replace("'", "")
    return LONG_RUN.sub(r"\1", clean) if _RUN.search(clean) else clean


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a space where there is one near the end."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    cut = head.rfind(" ", limit - 40)
    return head[:cut] if cut > 0 else head


def _bare(token: str) -> str:
    """Arabic words without the article and the letters written onto it."""
    return _ARTICLE.sub("", token) if "\u0600" <= token[0] <= "\u06ff" else token


def _ascii_digit(match: re.Match[str]) -> str:
    return str(unicodedata.digit(match.group(), 0))
