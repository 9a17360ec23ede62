"""How a call slot is said: day, hours and zone as plain words.

Decided here: days named from where the patient is, and what a zone is called. The words come from
the language's calendar.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from triage.conversation.calendar import ENGLISH, Calendar
from triage.conversation.office import zone_info
from triage.vocabulary import OfficeHours


class _Slot(Protocol):
    """What is said of a slot."""

    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    @property
    def zone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SlotWords:
    """A slot in words: "tomorrow, Tue 24 Nov", "5:00 pm", "6:30 pm", "Dhaka time"."""

    day: str
    start: str
    end: str
    zone_words: str


@dataclass(frozen=True, slots=True)
class OfficeWords:
    """Office hours in words: "Mon-Sat", "9:30 am", "6:30 pm", "India time"."""

    days: str
    opens: str
    closes: str
    zone_words: str


def office_words(
    office: OfficeHours, *, now: datetime, calendar: Calendar = ENGLISH
) -> OfficeWords:
    """The office hours as they are said."""
    zone = zone_info(office.zone)
    return OfficeWords(
        days_words(office.days, calendar),
        _clock(office.opens, calendar),
        _clock(office.closes, calendar),
        _zone_words(zone.key, now.astimezone(zone), calendar),
    )


def days_words(weekdays: Collection[int], calendar: Calendar) -> str:
    """Days of the week (0 = Monday); those in a row are shortened to the first and the last."""
    days = sorted(weekdays)
    names = [calendar.days[day] for day in days]
    in_a_row = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    return f"{names[0]}-{names[-1]}" if in_a_row else ", ".join(names)


def words(slot: _Slot, *, zone: str, now: datetime, calendar: Calendar = ENGLISH) -> SlotWords:
    """The slot as somebody in `zone` says it; an unknown zone counts as the slot's own."""
    local = zone_info(zone, slot.zone)
    start, end = slot.start.astimezone(local), slot.end.astimezone(local)
    ahead = (start.date() - now.astimezone(local).date()).days
    day = f"{calendar.days[start.weekday()]} {start.day} {calendar.months[start.month - 1]}"
    if ahead in (0, 1):
        day = (calendar.tomorrow if ahead else calendar.today).format(day=day)
    return SlotWords(
        day,
        _clock(start, calendar),
        _clock(end, calendar),
        _zone_words(local.key, start, calendar),
    )


def _clock(at: datetime | time, calendar: Calendar) -> str:
    whole = {0: calendar.midnight, 12: calendar.noon}.get(at.hour, "") if at.minute == 0 else ""
    return whole or calendar.clock[at.hour].format(h=at.hour % 12 or 12, H=at.hour, m=at.minute)


def _zone_words(key: str, at: datetime, calendar: Calendar) -> str:
    city = key.rpartition("/")[2].replace("_", " ")
    # The signs of "Etc/GMT+5" are the wrong way round for everybody but POSIX.
    if key.startswith("Etc/") or city in ("UTC", "GMT"):
        offset = f"{at:%z}"
        return "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"
    return calendar.zone.format(place=calendar.places.get(key, city))
