"""Where the patient is: country (ISO 3166-1 alpha-2), city (usual English name), and the zone.

A country is looked up by alias, then by its exact name, then by a near spelling of five letters
and more. A city outside of our table is kept as written, when we asked for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.understanding.fields.glossary import Found
from triage.understanding.fields.places import Places
from triage.understanding.normal import Words, words

_BY_TREATMENT = frozenset(
    ["treatment", "treated", "hospital", "hospitals", "travel", "go", "doctor", "doctors", "clinic",
     "office", "branch", "cost", "price", "best", "immunotherapy", "available", "car"]
)  # fmt: skip
_IN = frozenset(["in", "en", "em", "в", "في", "à"])
_NOW = frozenset(["now", "currently", "ab", "abhi", "अब", "अभी", "এখন", "ekhon", "ahora", "agora",
                  "maintenant", "сейчас", "теперь", "الان", "حاليا", "sasa"])  # fmt: skip
_SEGMENTS = re.compile(r"[,;\n/|]| - |\(|\)")
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Where:
    """Country, city and zone, as far as they were said."""

    country: str | None = None
    city: str | None = None
    zone: str | None = None
    understood: bool = True


_NOWHERE = Where()


def read_place(
    table: Places, said: Words, home: str | None, *, asked: bool, asks: bool = False
) -> Where:
    """The place named; unasked, only after "from", "in" or alone between commas.

    `home` is the country of their number: of two cities of one name, the one there is meant.
    """
    found = _place(table, said, asked=asked, asks=asks)
    if not found.city or not home or home == found.country:
        return found
    same = table.namesakes.get(f"{found.country}/{found.city}", ())
    if f"{home}/{found.city}" not in same or _country(
        list(table.countries.find(said.tokens)), said.tokens
    ):
        return found
    return Where(home, found.city, table.zone(home, None))


def _place(table: Places, said: Words, *, asked: bool, asks: bool) -> Where:
    if asked:
        return _where(table, _latest(table, said.tokens), fuzzy=len(said.tokens) <= 8)
    best = _NOWHERE
    segments = _SEGMENTS.split(said.plain)
    for segment in segments:
        is_all = len(segments) == 1 and segment.isascii()  # then its words are known
        tokens = said.tokens if is_all else words(segment).tokens
        if not tokens or len(tokens) > 20:
            continue
        of_treatment = not _BY_TREATMENT.isdisjoint(tokens)
        marked = not of_treatment and not table.says_where.isdisjoint(tokens)
        fenced = "," in said.plain and _is_all_place(table, tokens)
        found = _where(table, _after_mark(table, tokens)) if marked else _NOWHERE
        if not found.country and not asks and not of_treatment:
            found = _in_place(table, tokens)
        if not found.country and fenced:
            found = _where(table, tokens)
        best = _joined(best, found)
    return best


def unknown_city(table: Places, said: Words, where: Where) -> str | None:
    """A city that is not in our table, as written: what is left without the country."""
    skip = _covered(table, said.tokens, where.country)
    left = [t for i, t in enumerate(said.tokens) if i not in skip and t not in table.filler]
    if table.not_place & set(said.tokens):
        return None
    if not 1 <= len(left) <= _MOST_WORDS or not all(t[0].isalpha() and len(t) > 1 for t in left):
        return None
    return _as_written(said.raw, left)


def _where(table: Places, tokens: tuple[str, ...], *, fuzzy: bool = False) -> Where:
    cities = table.cities.find(tokens)
    countries = [one for one in table.countries.find(tokens) if not _inside(one, cities)]
    regions = table.regions.find(tokens)
    if fuzzy and not cities and not countries and not regions:
        cities = table.cities.find(tokens, fuzzy=True)
    if fuzzy and not cities and not countries and not regions:
        cities = table.big_cities.find(tokens, fuzzy=True)
        countries = list(table.countries.find(tokens, fuzzy=True))
        countries = [one for one in countries if not _inside(one, cities)]
    country = _country(countries, tokens)
    city = _city(cities, country)
    if city:
        owner, _, name = city.partition("/")
        return Where(owner, name, table.zone(owner, name))
    if regions and country in (None, regions[0].value.partition("/")[0]):
        owner, _, zone = regions[0].value.partition("/")
        return Where(owner, None, zone)
    return Where(country, None, table.zone(country, None))


def _country(found: list[Found], tokens: tuple[str, ...]) -> str | None:
    """The country named; one of two letters only where it is all that was said."""
    for one in found:
        word = "".join(tokens[one.start : one.end])
        if len(word) > 2 or (word in ("uk", "us") and len(tokens) <= 3) or len(tokens) == 1:
            return one.value
    return None


def _city(found: tuple[Found, ...], country: str | None) -> str | None:
    """The first city; where a country is named, a city of that country."""
    if country:
        own = [one.value for one in found if one.value.startswith(f"{country}/")]
        return own[0] if own else None
    return found[0].value if found else None


def _inside(one: Found, cities: tuple[Found, ...]) -> bool:
    """A country's name inside a longer city name ("Mexico City") is the city's."""
    return any(c.start <= one.start and one.end <= c.end and c.end - c.start > 1 for c in cities)


def _covered(table: Places, tokens: tuple[str, ...], country: str | None = None) -> set[int]:
    """The words that name a place; where a country is known, no city of another."""
    covered: set[int] = set()
    for glossary in (table.countries, table.cities, table.big_cities, table.regions):
        for one in glossary.find(tokens, fuzzy=len(tokens) <= 4):
            owner, slash, _ = one.value.partition("/")
            if not (country and slash and owner != country):
                covered.update(range(one.start, one.end))
    return covered


def _is_all_place(table: Places, tokens: tuple[str, ...]) -> bool:
    left = set(range(len(tokens))) - _covered(table, tokens)
    return all(tokens[index] in table.filler for index in left) and len(left) < len(tokens)


def _after_mark(table: Places, tokens: tuple[str, ...]) -> tuple[str, ...]:
    """What stands after "from" or "live in"; Indic languages put the mark behind the place."""
    index = max(number for number, token in enumerate(tokens) if token in table.says_where)
    after = tokens[index + 1 :]
    before = tokens[max(index - 3, 0) : index]
    return after if any(token not in table.filler for token in after) else before


def _in_place(table: Places, tokens: tuple[str, ...]) -> Where:
    """The place that stands right behind "in": "with lymphoma in Dhaka"."""
    if _IN.isdisjoint(tokens):
        return _NOWHERE
    for index, token in enumerate(tokens):
        if token not in _IN:
            continue
        here = tokens[index + 1 : index + 4]
        first = (*table.cities.find(here)[:1], *table.countries.find(here)[:1])
        if any(one.start == 0 and len(here[0]) > 2 for one in first):
            return _where(table, here)
    return _NOWHERE


def _latest(table: Places, tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Where they are now: "was in A, now in B", "from A but living in B", "A se hu, B me rehte"."""
    if "to" in tokens and {"from", "moved", "shifted", "relocated"} & set(tokens):
        after = tokens[len(tokens) - tokens[::-1].index("to") :]
        if table.cities.find(after) or table.countries.find(after):
            return after
    for marks in (_NOW, table.lives):
        last = max((number for number, token in enumerate(tokens) if token in marks), default=-1)
        if last < 0:
            continue
        for part in (tokens[last + 1 :], tokens[max(last - 3, 0) : last]):
            if table.cities.find(part) or table.countries.find(part):
                return part
    return tokens


def _joined(one: Where, other: Where) -> Where:
    if other is _NOWHERE:
        return one
    country = other.country or one.country
    city = one.city or other.city
    if city and other.city is None and one.country != country:
        city = None
    return Where(country, city, other.zone if other.city or not one.zone else one.zone)


def _as_written(raw: str, left: list[str]) -> str:
    """The words as the writer put them, capitalised where they used no capitals."""
    kept = [w for w in re.findall(r"[^\s,;()/|.!?]+", raw) if set(words(w).tokens) & set(left)]
    name = " ".join(kept) or " ".join(left)
    return (
        " ".join(word[:1].upper() + word[1:] for word in name.split()) if name.islower() else name
    )
