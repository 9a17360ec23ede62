"""What of a person's words is kept: everything that every database and every page can hold.

Decided here: line ends become "\\n", control characters go, lone surrogates become U+FFFD, the
rest is put into NFC. Texts are cut before they are normalised: normalising a pile of combining
marks takes the square of its length.
"""

from __future__ import annotations

import re
from unicodedata import normalize

MAX_BODY = 4096
MAX_LINE = 200

_LINE_END = re.compile(r"\r\n?|\u0085|\u2028|\u2029")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def readable(text: str, limit: int = MAX_BODY) -> str:
    """The text without what cannot be stored or shown, at most `limit` characters.

    >>> readable("Hello\\x00 there\\r\\nfriend")
    'Hello there\\nfriend'
    """
    if text.isascii() and text.isprintable():
        return text[:limit]
    whole = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", _LINE_END.sub("\n", text[: 2 * limit])))
    return normalize("NFC", whole[:limit])[:limit]


def one_line(text: str | None) -> str | None:
    """A label, a name or an id: readable, on one line, short; None when nothing is left."""
    return " ".join(readable(text, MAX_LINE).split()) or None if text else None
