"""Names of countries, and of days, hours and cities, in each language: what we take from Babel.

Only `triage.content.names`, which says what of it is kept, and a Script of other texts come here.
Names that would push an SMS out of GSM-7 are written with the plain letters people type. A language
that counts twelve hours says the part of the day with them; the others count 24.
"""

from __future__ import annotations

import gc
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError, core, localedata
from babel.core import get_global
from babel.dates import get_period_id

from triage.content.segments import outside_gsm7, segments
from triage.conversation.calendar import ENGLISH, Calendar

_CODE_LENGTH = 2
_PLAIN = {"CI": "Ivory Coast"}
_OFFICE_ZONES = {"Asia/Kolkata": "IN", "Asia/Calcutta": "IN"}
_LATIN_END = "\u0250"


def country_names(languages: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """For each language (ISO 639-1) the country names by ISO 3166-1 alpha-2 code; none where Babel
    does not know the language."""
    return {language: _names(language) for language in languages}


def forget_locales() -> None:
    """Babel keeps all that it knows of every language it was asked about, 11 MB for ours; what we
    use of it is in the script. Whatever is asked about again is read again."""
    localedata._cache.clear()
    core._global_data = None
    gc.collect()  # its tables stand in circles


def _names(language: str) -> dict[str, str]:
    try:
        territories = Locale(language).territories
    except UnknownLocaleError:
        return {}
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


@cache
def usual_calendar(code: str) -> Calendar:
    """The words of time in a language (ISO 639-1); the English ones where Babel knows none."""
    if code == "en":
        return ENGLISH
    try:
        locale = Locale(code)
    except UnknownLocaleError:
        return ENGLISH
    days, months = locale.days["format"]["abbreviated"], locale.months["format"]["abbreviated"]
    return Calendar(
        days=tuple(_typed(days[n]) for n in range(7)),
        months=tuple(_typed(months[n]) for n in range(1, 13)),
        clock=tuple(_clock(locale)),
        places=_places(locale),
    )


def _clock(locale: Locale) -> Iterator[str]:
    pattern = str(locale.time_formats["short"].pattern)
    if "h" not in pattern:
        yield from ["{H:02}:{m:02}"] * 24
        return
    names: Any = locale.day_periods["format"]
    for hour in range(24):
        # Half past: at the full hour of noon and midnight Babel names those moments alone.
        period = get_period_id(time(hour, 30), locale=locale)
        name = names["wide"].get(period) or names["abbreviated"].get(period)
        yield f"{name} {{h}}:{{m:02}}" if name else "{H:02}:{m:02}"


def _places(locale: Locale) -> dict[str, str]:
    """Zones by the city's name in this language, under old names of a zone and new ones."""
    cities = {zone: about["city"] for zone, about in locale.time_zones.items() if "city" in about}
    aliases: Mapping[str, str] = get_global("zone_aliases")
    named = {alias: cities[zone] for alias, zone in aliases.items() if zone in cities}
    office = {zone: locale.territories[code] for zone, code in _OFFICE_ZONES.items()}
    return {zone: _typed(str(name)) for zone, name in (cities | named | office).items()}


def _typed(name: str) -> str:
    strange = outside_gsm7(name)
    if not strange or any(c >= _LATIN_END and not unicodedata.combining(c) for c in name):
        return name
    bare = unicodedata.normalize("NFD", name)
    return "".join(c for c in bare if not unicodedata.combining(c))
