"""The gazetteer: countries, regions and cities by names in many languages, and their zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from triage.errors import ContentProblem
from triage.phone import zones_by_country
from triage.understanding.datafiles import DataFiles, word_list
from triage.understanding.fields.glossary import Glossary, build_glossary, load_table
from triage.understanding.normal import plain, tokens_of_lines
from triage.understanding.territories import country_names, zone_cities

_SHORT = frozenset(["uk", "usa", "uae", "ksa", "drc", "rsa"])
#: Zone names that are old spellings of a city in our own table, or no city.
_OLD_NAMES = frozenset(
    {"Calcutta", "Saigon", "Rangoon", "Katmandu", "Eastern", "Central", "Center"}
)
_WELL_KNOWN = 3  # names in our table; a small town is never taken for a misspelt city


@dataclass(frozen=True, slots=True)
class Places:
    """Names of countries, of regions ("country/zone") and of cities ("country/city"), and zones.

    `long_names` are country names that are safe to look for inside any sentence; `says_where` are
    words before a place, `filler` all words round one; `big_cities` may be misspelt; `lives` are
    verbs of living, `not_place` words of a sentence; `namesakes` are cities of one name elsewhere.
    """

    countries: Glossary
    regions: Glossary
    cities: Glossary
    big_cities: Glossary
    city_zones: Mapping[str, str]
    country_zones: Mapping[str, str]
    long_names: frozenset[str]
    filler: frozenset[str]
    says_where: frozenset[str]
    lives: frozenset[str]
    not_place: frozenset[str]
    namesakes: Mapping[str, tuple[str, ...]]

    def zone(self, country: str | None, city: str | None) -> str | None:
        """The IANA zone of a place, or None where the country is not known."""
        if city and city in self.city_zones:
            return self.city_zones[city]
        return self.country_zones.get(country) if country else None


def load_places(data: DataFiles) -> Places:
    """Read places.toml and add what Babel and the zone table know."""
    name = "places.toml"
    aliases = load_table(data, name, "country")
    zones = zones_by_country()
    countries: dict[str, list[str]] = {code: list(said) for code, said in country_names().items()}
    for code, said in aliases.items():
        if code not in countries:
            raise ContentProblem([f"{name}: country.{code}: no such country"])
        countries[code] = said + [one for one in countries[code] if one not in said]
    cities, city_zones = _cities(data, name, zones)
    common = word_list(data, name, "around", "common")
    main = {code: row[0] for code, row in load_table(data, name, "main_zone").items()}
    country_zones = {code: main.get(code, found[0]) for code, found in zones.items()}
    return Places(
        build_glossary(countries, 5, joins=True),
        build_glossary(load_table(data, name, "region"), 7),
        build_glossary(cities, 99, sounds=True),
        build_glossary(
            {key: said for key, said in cities.items() if len(said) >= _WELL_KNOWN}, 6, joins=True
        ),
        city_zones,
        country_zones,
        _long((said for row in countries.values() for said in row), common),
        word_list(data, name, "around", "filler"),
        word_list(data, name, "around", "says_where"),
        word_list(data, name, "around", "lives"),
        word_list(data, name, "around", "not_place"),
        _namesakes(cities),
    )


def _cities(
    data: DataFiles, name: str, zones: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    rows = data.table(name).get("city")
    if not isinstance(rows, dict):
        raise ContentProblem([f"{name}: city: is missing"])
    city_zones = {city: row[0] for city, row in load_table(data, name, "zone").items()}
    cities: dict[str, list[str]] = {}
    for country, table in rows.items():
        for city, line in table.items():
            cities[f"{country}/{city}"] = [city, *(p for p in str(line).split(",") if p.strip())]
    for country, listed in load_table(data, name, "town", ";").items():
        for town in listed:
            city, _, others = town.partition("=")
            cities.setdefault(f"{country}/{city}", [city, *filter(None, others.split("/"))])
    for zone, listed in load_table(data, name, "town_zone").items():
        city_zones = {**dict.fromkeys(listed, zone), **city_zones}
    local = zone_cities()
    listed_plain = {plain(key): key for key in cities}
    for country, named in zones.items():
        for zone in named:
            city = zone.rpartition("/")[2].replace("_", " ")
            key = f"{country}/{city}"
            if city in _OLD_NAMES:
                continue
            key = listed_plain.get(plain(key), key)  # "São Paulo", whose zone is Sao_Paulo
            city = key.partition("/")[2]
            cities.setdefault(key, [city])
            cities[key] += [one for one in local.get(zone, ()) if not one.isdigit()]
            city_zones.setdefault(city, zone)
    return cities, city_zones


def _namesakes(cities: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """City -> the cities of other countries that are written the same ("Hyderabad")."""
    by_name: dict[str, list[str]] = {}
    for key in cities:
        by_name.setdefault(plain(key.partition("/")[2]), []).append(key)
    return {key: tuple(same) for same in by_name.values() if len(same) > 1 for key in same}


def _long(names: Iterable[str], common: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for tokens in tokens_of_lines(sorted(set(names))):
        joined = " ".join(tokens)
        if joined and joined not in common and (len(joined) >= 4 or joined in _SHORT):
            found.add(joined)
    return frozenset(found)
