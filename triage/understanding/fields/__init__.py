"""Facts about an enquiry in a message: the answer to the open question, and what came along.

One file a noun. A question, refusal, greeting or command word is never an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triage.meaning import Fact, Meaning, Situation
from triage.understanding.datafiles import DataFiles
from triage.understanding.fields.age import AgeWords, age_after_name, read_age
from triage.understanding.fields.calltime import read_call_time
from triage.understanding.fields.cancer import Cancers, load_cancers, read_cancer
from triage.understanding.fields.counting import load_counting
from triage.understanding.fields.language import LanguageNames, load_language_names, read_language
from triage.understanding.fields.name import (
    NameWords,
    is_like_a_name,
    load_name_words,
    name_after,
    read_name,
)
from triage.understanding.fields.place import read_place, unknown_city
from triage.understanding.fields.places import Places, load_places
from triage.understanding.fields.relation import (
    Relations,
    load_relations,
    named_beside,
    read_relation,
)
from triage.understanding.fields.stage import Stages, load_stages, read_stage
from triage.understanding.fields.telephone import (
    SENDER,
    PhoneWords,
    load_phone_words,
    read_phone,
)
from triage.understanding.fields.timewords import (
    NO_CALLS,
    TimeWords,
    load_time_words,
    refuses_calls,
)
from triage.understanding.fields.zones import region_of, zone_in
from triage.understanding.normal import Words
from triage.vocabulary import Field, Signal

_QUESTION_LIMIT = 500
_PLACE = (Field.COUNTRY, Field.CITY)
_NAMES = (Field.NAME, Field.ENQUIRER_NAME)
_ANSWERED_BY_ASKING = (Field.CALL_TIME, Field.PHONE, Field.LANGUAGE)
_NOTHING_KNOWN = (Signal.NO, Signal.UNSURE)


@dataclass(frozen=True, slots=True)
class FieldWords:
    """The tables of all fields."""

    relations: Relations
    names: NameWords
    cancers: Cancers
    stages: Stages
    places: Places
    times: TimeWords
    languages: LanguageNames
    phones: PhoneWords
    ages: AgeWords


def load_fields(data: DataFiles, numbers: Mapping[str, int]) -> FieldWords:
    """Read every field's table."""
    counting = load_counting(data)
    times = load_time_words(data, numbers, counting)
    return FieldWords(
        load_relations(data),
        load_name_words(data),
        load_cancers(data),
        load_stages(data),
        load_places(data),
        times,
        load_language_names(data),
        load_phone_words(data, counting),
        AgeWords(counting, times.months),
    )


def read_answer(
    table: FieldWords, said: Words, situation: Situation, meaning: Meaning, *, asks: bool
) -> tuple[Fact | None, tuple[Fact, ...]]:
    """The value for the open question, and facts that belong to it (city and zone of a country)."""
    field = situation.expecting
    if field is None or not said.tokens:
        return None, ()
    if field is Field.QUESTION:
        return _question(said, meaning), ()
    if meaning.signal and not _is_part_of_day(said, situation, meaning):
        return _from_signal(field, meaning.signal), ()
    if field in _PLACE:
        return (None, ()) if asks else _place(table, said, field, situation.country)
    if asks and field in _NAMES:
        value = _name_in_a_request(table, said)
    elif asks and field not in _ANSWERED_BY_ASKING:
        return None, ()
    else:
        value = _value(table, said, situation, field)
    return (Fact(field, value, said.raw), ()) if value else (None, ())


def _name_in_a_request(table: FieldWords, said: Words) -> str | None:
    """ "You can call me Bia", and initials that look like texting."""
    if "?" in said.raw:
        return None
    return read_name(table.names, said, asked=is_like_a_name(table.names, said))


def read_others(
    table: FieldWords, said: Words, situation: Situation, answer: Fact | None, *, asks: bool
) -> tuple[Fact, ...]:
    """Facts that nobody asked for but that are said beyond doubt."""
    where = read_place(table.places, said, situation.country, asked=False, asks=asks)
    relation = read_relation(table.relations, said, asked=False)
    beside = named_beside(table.relations, said)
    name = read_name(table.names, said, asked=False)
    if not name and beside:
        name = name_after(table.names, said, beside[0])
    age = read_age(table.ages, said, situation.now, region_of(situation), asked=False)
    if not age and (name or beside):
        age = age_after_name(said)
    values = {
        Field.FOR_WHOM: relation,
        Field.NAME: name,
        Field.AGE: age,
        Field.CANCER_TYPE: None
        if asks and not beside
        else read_cancer(table.cancers, said, asked=False),
        Field.STAGE: None if asks and not beside else read_stage(table.stages, said, asked=False),
        Field.COUNTRY: where.country,
        Field.CITY: where.city,
        Field.ZONE: where.zone,
        Field.PHONE: read_phone(
            table.phones, said, region_of(situation), situation.sender, asked=False
        ),
        Field.CALL_TIME: _time_of_a_call(table, said, situation),
    }
    taken = {answer.field} if answer else set()
    if answer and answer.field in _PLACE:
        taken |= {Field.COUNTRY, Field.CITY, Field.ZONE}
    if situation.expecting in _NAMES and answer:
        taken |= set(_NAMES)
    return tuple(
        Fact(field, value, said.raw)
        for field, value in values.items()
        if value and field not in taken
    )


def _time_of_a_call(table: FieldWords, said: Words, situation: Situation) -> str | None:
    """A day or an hour beside a word for a call ("please call me tomorrow at 4 instead"), or that
    we shall not call at all."""
    if refuses_calls(table.times, said):
        return NO_CALLS
    if not table.times.calls.find(said.tokens):
        return None
    zone = zone_in(table.places, situation)
    wish = read_call_time(table.times, said, situation.now, zone, region_of(situation))
    return wish if wish and any(map(str.isdigit, wish)) else None


def _value(table: FieldWords, said: Words, situation: Situation, field: Field) -> str | None:
    now = situation.now
    if field in _NAMES:
        return read_name(table.names, said, asked=True)
    if field is Field.FOR_WHOM:
        return read_relation(table.relations, said, asked=True)
    if field is Field.AGE:
        return read_age(table.ages, said, now, region_of(situation), asked=True)
    if field is Field.CANCER_TYPE:
        return read_cancer(table.cancers, said, asked=True)
    if field is Field.STAGE:
        return read_stage(table.stages, said, asked=True)
    if field is Field.PHONE:
        return read_phone(table.phones, said, region_of(situation), situation.sender, asked=True)
    if field is Field.LANGUAGE:
        return read_language(table.languages, said, asked=True)
    if field is Field.CALL_TIME:
        zone = zone_in(table.places, situation)
        return read_call_time(table.times, said, now, zone, region_of(situation))
    return None


def _place(
    table: FieldWords, said: Words, field: Field, home: str | None
) -> tuple[Fact | None, tuple[Fact, ...]]:
    where = read_place(table.places, said, home, asked=True)
    city = where.city or unknown_city(table.places, said, where)
    known = bool(where.city)
    facts = {
        Field.COUNTRY: Fact(Field.COUNTRY, where.country, said.raw) if where.country else None,
        Field.CITY: Fact(Field.CITY, city, said.raw, understood=known) if city else None,
        Field.ZONE: Fact(Field.ZONE, where.zone, said.raw) if where.zone else None,
    }
    if not where.country and field is Field.COUNTRY:
        facts[Field.CITY] = None  # a word alone, of no place that we know, is no country
    answer = facts.pop(field)
    return answer, tuple(fact for fact in facts.values() if fact)


def _question(said: Words, meaning: Meaning) -> Fact | None:
    if meaning.signal in (Signal.SKIP, Signal.WHY, Signal.GREETING, Signal.UNCLEAR, Signal.CHANGE):
        return None
    return Fact(Field.QUESTION, said.raw.strip()[:_QUESTION_LIMIT], said.raw)


def _is_part_of_day(said: Words, situation: Situation, meaning: Meaning) -> bool:
    """ "Morning" greets, but not where we asked for a time."""
    asked = situation.expecting is Field.CALL_TIME
    return asked and meaning.signal is Signal.GREETING and len(said.tokens) == 1


def _from_signal(field: Field, signal: Signal) -> Fact | None:
    """Turns of talk that are answers here: "no" to another number, "don't know" to the stage."""
    if field is Field.STAGE and signal in _NOTHING_KNOWN:
        return Fact(field, "unknown")
    if field is Field.PHONE and signal is Signal.NO:
        return Fact(field, SENDER)
    return None


__all__ = [
    "FieldWords", "load_fields", "read_answer", "read_others",
]  # fmt: skip
