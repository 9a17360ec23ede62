"""What one of the staff typed for a fact, read as a patient's answer would be.

Their word counts: what cannot be read is kept as it was typed, and they are told so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from triage.meaning import Fact, Situation
from triage.services.house import House
from triage.vocabulary import Field

#: Kept as typed: nobody knows a name or a question better than who heard it.
_AS_TYPED = frozenset({Field.NAME, Field.ENQUIRER_NAME, Field.QUESTION})
_PLACE = (Field.COUNTRY, Field.CITY, Field.ZONE)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the patient already; `zone` and `country` follow from the phone number."""

    facts: Mapping[str, str]
    zone: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class FactRead:
    """The value to keep, whether it was understood, and other fields that follow from it."""

    value: str
    understood: bool
    beside: Mapping[str, str]


def read_typed(house: House, field: Field, typed: str, known: Known, now: datetime) -> FactRead:
    """The value of `typed` for this field; an empty one empties the fact."""
    text = " ".join(typed.split())[:LONGEST]
    if not text:
        return FactRead("", True, _dropped(field))
    if field in _AS_TYPED:
        return FactRead(text, True, {})
    meaning = house.reader.read(text, _situation(field, known, now))
    answer = meaning.answer if meaning.answer and meaning.answer.field is field else None
    if answer is None and field is Field.CITY:
        return FactRead(text, True, {})  # a small town that we never heard of is a town
    if answer is None:
        return FactRead(text, False, _dropped(field))
    return FactRead(answer.value, answer.understood, _beside(field, answer, meaning.also, known))


def _situation(field: Field, known: Known, now: datetime) -> Situation:
    facts = tuple(Fact(Field(name), value) for name, value in known.facts.items() if name in _NAMES)
    return Situation(now=now, country=known.country, zone=known.zone, expecting=field, known=facts)


_NAMES = frozenset(Field)


def _dropped(field: Field) -> dict[str, str]:
    """Without a country that we know, the zone of the old one must not stand."""
    return {Field.ZONE.value: ""} if field is Field.COUNTRY else {}


def _beside(field: Field, answer: Fact, also: tuple[Fact, ...], known: Known) -> dict[str, str]:
    """City and zone that come with a country; zone and country that come with a city."""
    told = {fact.field: fact.value for fact in also if fact.field in _PLACE}
    standing = known.facts.get(Field.COUNTRY)
    if field is Field.COUNTRY:
        if answer.value == standing and Field.ZONE not in told:
            return {}
        told.setdefault(Field.ZONE, "")
    elif field is Field.CITY:
        if standing and told.get(Field.COUNTRY, standing) != standing:
            return {}  # a city of that name in another country: the country is not ours to change
        told.pop(Field.COUNTRY, None) if standing else None
    else:
        return {}
    return {name.value: value for name, value in told.items()}
