"""How a call slot is said: day, hours and zone as plain words that fit into GSM-7.

Decided here: twelve-hour clock, days named from where the patient is, and what a zone is called.
English words; other languages place them in their own sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from triage.conversation.office import zone_info
from triage.vocabulary import OfficeHours

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEARBY = {0: "today, ", 1: "tomorrow, "}
#: Cities that people call otherwise than the zone database does; India is the office's own zone.
_PLACES = {
    "Kolkata": "India",
    "Calcutta": "India",
    "Katmandu": "Kathmandu",
    "Rangoon": "Yangon",
    "Saigon": "Ho Chi Minh City",
    "Ho Chi Minh": "Ho Chi Minh City",
    "Kiev": "Kyiv",
}


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


def office_words(office: OfficeHours, *, now: datetime) -> OfficeWords:
    """The office hours as they are said; days in a row are shortened to the first and the last."""
    days = sorted(office.days)
    names = [_DAYS[day] for day in days]
    in_a_row = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    said = f"{names[0]}-{names[-1]}" if in_a_row else ", ".join(names)
    zone = zone_info(office.zone)
    said_zone = _zone_words(zone.key, now.astimezone(zone))
    return OfficeWords(said, _clock(office.opens), _clock(office.closes), said_zone)


def words(slot: _Slot, *, zone: str, now: datetime) -> SlotWords:
    """The slot as somebody in `zone` says it; an unknown zone counts as the slot's own."""
    local = zone_info(zone, slot.zone)
    start, end = slot.start.astimezone(local), slot.end.astimezone(local)
    ahead = (start.date() - now.astimezone(local).date()).days
    day = f"{_NEARBY.get(ahead, '')}{_DAYS[start.weekday()]} {start.day} {_MONTHS[start.month - 1]}"
    return SlotWords(day, _clock(start), _clock(end), _zone_words(local.key, start))


def _clock(at: datetime | time) -> str:
    if at.minute == 0 and at.hour in (0, 12):
        return "12:00 noon" if at.hour else "12:00 midnight"
    return f"{at.hour % 12 or 12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"


def _zone_words(key: str, at: datetime) -> str:
    city = key.rpartition("/")[2].replace("_", " ")
    # The signs of "Etc/GMT+5" are the wrong way round for everybody but POSIX.
    if key.startswith("Etc/") or city in ("UTC", "GMT"):
        offset = f"{at:%z}"
        return "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{_PLACES.get(city, city)} time"
