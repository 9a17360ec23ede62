"""Names of countries and of time-zone cities in our languages: the only importer of Babel here.

Babel is loaded where it is read: a process that was given a kept reader has no use for it.
"""

from __future__ import annotations

_LANGUAGES = ("en", "hi", "es", "ru", "ar", "bn", "fr", "pt", "sw")
_NO_CITY = ("Etc/", "Antarctica/", "Arctic/")


def country_names() -> dict[str, set[str]]:
    """ISO 3166-1 alpha-2 -> its names in every language that we read."""
    from babel import Locale

    names: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "QO"):
                names.setdefault(code, set()).add(name)
    _forget()
    return names


def zone_cities() -> dict[str, set[str]]:
    """IANA zone -> names of its city in every language that we read; the English one is first said
    by the zone itself."""
    from babel import Locale

    names: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        for zone, about in Locale(language).time_zones.items():
            if "/" in zone and not zone.startswith(_NO_CITY) and "city" in about:
                names.setdefault(zone, set()).add(str(about["city"]))
    _forget()
    return names


def _forget() -> None:
    """Babel keeps all that it knows of nine languages, 15 MB, of which we use these names only."""
    from babel import localedata

    localedata._cache.clear()
