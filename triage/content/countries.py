"""Country names in the languages we serve, from Babel's territories.

Names that would push an SMS out of GSM-7 are written with the plain letters people type.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from babel import Locale

from triage.content.segments import segments

_CODE_LENGTH = 2
_PLAIN = {"CI": "Ivory Coast"}


def country_names(languages: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """For each language (ISO 639-1) the country names by ISO 3166-1 alpha-2 code."""
    return {language: _names(language) for language in languages}


def _names(language: str) -> dict[str, str]:
    territories = Locale(language).territories
    names = {c: str(n) for c, n in territories.items() if len(c) == _CODE_LENGTH and c.isalpha()}
    if language != "en":
        return names
    return {code: _PLAIN.get(code) or _plain(name) for code, name in names.items()}


def _plain(name: str) -> str:
    """The name as it is when it fits GSM-7, else without accents and curly quotes."""
    if segments(name).encoding == "GSM-7":
        return name
    bare = unicodedata.normalize("NFD", name.replace("\u2019", "'"))
    return "".join(c for c in bare if not unicodedata.combining(c))
