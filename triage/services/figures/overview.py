"""What is going on, counted: leads by day, service and country, where people leave the form.

No name and no word of anybody is in an Overview: every member of the staff may look at it. The
country is the one that was told, else that of the number; with very many leads that of the number
alone, for opening a sealed fact of each takes too long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from triage.conversation.types import Step
from triage.errors import Damaged
from triage.services.figures.speed import AnswerWeek, PromiseWeek, answer_weeks, promise_weeks
from triage.services.house import House
from triage.services.messages.effects import QUESTIONS
from triage.services.sealing import for_fact
from triage.storage import overview as counts
from triage.storage.overview import Arrived, SealedFact, Standing
from triage.vocabulary import Field

#: Somebody who wrote nothing for so long has left, wherever they stand.
GONE_AFTER = timedelta(hours=24)
#: Up to so many leads the country that was told is opened (some 15 us each).
MOST_OPENED = 5000


@dataclass(frozen=True, slots=True)
class Day:
    """The leads of one day by service; None is one for which no service was picked yet."""

    date: date
    services: Mapping[int | None, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A step of the talk: who left there, who is still talking, who finished with a whole lead."""

    left: int = 0
    talking: int = 0
    finished: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that is drawn. `at` is aware; days and weeks are those of `zone` (IANA)."""

    at: datetime
    zone: str
    days: tuple[Day, ...]
    leads: int
    complete: int
    countries: tuple[tuple[str | None, int], ...]  # ISO 3166-1 alpha-2, most leads first
    countries_by_number: bool
    places: Mapping[Step, Place]
    answers: tuple[AnswerWeek, ...]
    promises: tuple[PromiseWeek, ...]
    unanswered: int


def look(house: House, *, days: int, zone: str) -> Overview:
    """The last `days` days up to now, by the calendar of an IANA zone."""
    now, wall = house.clock.now(), ZoneInfo(zone)
    today = now.astimezone(wall).date()
    first = today - timedelta(days=days - 1)
    since = datetime.combine(first, time(), wall)
    with house.store.reading() as tx:
        leads = counts.arrived(tx, since)
        told = counts.countries(tx, since, limit=MOST_OPENED + 1)
        standing = counts.standing(tx, since, silent_since=now - GONE_AFTER)
        first_answers = counts.first_answers(tx, since)
        promises = promise_weeks(tx, since, now, wall)
        unanswered = counts.count_questions(tx, since, QUESTIONS)
    by_number = len(told) > MOST_OPENED
    return Overview(
        at=now,
        zone=zone,
        days=_days(leads, first, days, wall),
        leads=len(leads),
        complete=sum(lead.complete for lead in leads),
        countries=_countries(leads, {} if by_number else _opened(house, told)),
        countries_by_number=by_number,
        places=_places(standing),
        answers=answer_weeks(leads, first_answers, since, now, wall),
        promises=promises,
        unanswered=unanswered,
    )


def _days(leads: list[Arrived], first: date, days: int, zone: ZoneInfo) -> tuple[Day, ...]:
    found: dict[date, Counter[int | None]] = {
        first + timedelta(days=n): Counter() for n in range(days)
    }
    for lead in leads:
        on = lead.created_at.astimezone(zone).date()
        if on in found:
            found[on][lead.service] += 1
    return tuple(Day(on, dict(services)) for on, services in found.items())


def _opened(house: House, told: list[SealedFact]) -> dict[int, str]:
    """The country by the lead's id; one that does not open counts as not told."""
    found: dict[int, str] = {}
    for fact in told:
        purpose = for_fact(fact.lead_public_id, Field.COUNTRY)
        try:
            found[fact.lead_id] = house.vault.open_key(fact.wrapped_key).unseal(
                fact.value_sealed, purpose
            )
        except Damaged:
            continue
    return found


def _countries(leads: list[Arrived], told: Mapping[int, str]) -> tuple[tuple[str | None, int], ...]:
    counted = Counter(told.get(lead.id) or lead.country for lead in leads)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0] or "~")))


def _places(standing: Iterable[Standing]) -> dict[Step, Place]:
    """Steps of another version of the program, which have no name any more, are left out."""
    found = {step: Place() for step in Step}
    for row in standing:
        if row.step not in found:
            continue
        step = Step(row.step)
        here = found[step]
        found[step] = Place(
            left=here.left + (0 if row.complete else row.silent),
            talking=here.talking + (0 if row.complete else row.people - row.silent),
            finished=here.finished + (row.people if row.complete else 0),
        )
    return found
