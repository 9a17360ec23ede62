"""When a call may be promised: a time that was typed, doubts about it, and when to try next.

Decided here: a promise made by hand lasts half an hour; outside office hours or in the patient's
night it has to be confirmed; a next try is some hours or a day later, inside both days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.conversation.calltime import fit, words
from triage.conversation.office import is_open, wall, zone_info
from triage.errors import Conflict
from triage.services.house import House
from triage.vocabulary import OfficeHours

LONG = timedelta(minutes=30)
_FURTHEST = timedelta(days=366)
#: Hours of the patient's day in which nobody wonders about a call.
_DAY_BEGINS, _DAY_ENDS = 8, 21
#: How long after the n-th call without an answer the next one is tried.
_WAITS = (timedelta(hours=3), timedelta(hours=20))
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Planned:
    """A call to promise: aware UTC, the patient's zone, and why somebody should think twice."""

    start: datetime
    end: datetime
    zone: str
    doubts: tuple[str, ...] = ()


def read_typed(house: House, typed: str, *, read_in: str, zone: str) -> Planned:
    """The call that was typed as `2026-11-24T15:30` on a clock in the zone `read_in`.

    `zone` is the patient's. Raises Conflict, in words for who typed it, for what is no time, past
    or far away. A time that summer time skips comes out later.
    """
    now, office = house.clock.now(), house.settings.current().office
    try:
        local = datetime.fromisoformat(typed.strip())
    except ValueError:
        raise Conflict("Choose a day and a time for the call.") from None
    if local.tzinfo is not None or not 2000 < local.year < 3000:
        raise Conflict("Choose a day and a time for the call.")
    start = wall(zone_info(read_in, office.zone), local.date(), local.time())
    if start < now:
        raise Conflict("That time is past already. Choose a later one.")
    if start - now > _FURTHEST:
        raise Conflict("That is more than a year ahead. Choose an earlier time.")
    return Planned(start, start + LONG, zone, _doubts(start, zone, office))


def next_try(house: House, zone: str, calls: int) -> Planned | None:
    """When to call again after `calls` calls without an answer, in both our and their day."""
    now, office = house.clock.now(), house.settings.current().office
    soonest = now + _WAITS[min(max(calls, 1), len(_WAITS)) - 1]
    wish = f"{soonest:%Y-%m-%dT%H:%MZ}/{soonest + _WEEK:%Y-%m-%dT%H:%MZ}"
    slot = fit(wish, zone=zone, office=office, now=now)
    return Planned(slot.start, slot.start + LONG, slot.zone) if slot else None


def in_words(planned: Planned, now: datetime) -> str:
    """The time as it is kept with the promise: in the patient's zone, in English."""
    said = words(planned, zone=planned.zone, now=now)
    return f"{said.day}, between {said.start} and {said.end} ({said.zone_words})"


def _doubts(start: datetime, zone: str, office: OfficeHours) -> tuple[str, ...]:
    there = start.astimezone(zone_info(zone, office.zone))
    found = []
    if not is_open(office, start):
        found.append("Nobody is in the office then.")
    if not _DAY_BEGINS <= there.hour < _DAY_ENDS:
        found.append(f"It is {there:%H:%M} for the patient then.")
    return tuple(found)
