"""One value as a cell: what it looks like, and that it can act as nothing (people write what they
like into a name).
"""

from __future__ import annotations

import re
import unicodedata

#: No cell needs these; newlines may stay. Spreadsheets skip some in front of a sign, a terminal
#: obeys others (0x9b), those that turn the reading direction disguise what follows, and XML has no
#: place for the last ones.
_CONTROLS = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

#: What a spreadsheet may take for the beginning of a formula, full-width forms included (OWASP,
#: "CSV Injection"). A number, or a telephone number in E.164, computes nothing and stays as it is.
_FORMULA = tuple("=+-@|%")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")


def cell(value: object) -> str:
    """One value as text: empty for nothing, true and false in words, lists joined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list | set | frozenset):
        return "; ".join(cell(part) for part in value)
    return _CONTROLS.sub(" ", str(value)).strip()


def defused(text: str) -> str:
    """The same for a spreadsheet's eye, with a quote before what would be a formula."""
    opens = unicodedata.normalize("NFKC", text[:1]).startswith(_FORMULA)
    return f"'{text}" if opens and not _NUMBER.fullmatch(text) else text
