"""Reading `call_time` (CONTRACT.md section 4): what was wished for, as spans of aware UTC time.

Decided here: what each form stands for in the patient's zone, office hours apart. What cannot be
read, is no real date, or lies more than a year away is no wish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from triage.conversation.office import Span, wall

SHORTEST = timedelta(minutes=30)  # no promise is shorter
PARTS: dict[str, tuple[int, int]] = {"morning": (8, 12), "afternoon": (12, 17), "evening": (17, 21)}

_DAY = timedelta(days=1)
_HORIZON = 400  # days; what lies further away was misread
_REPEATS = 9  # days for which a daily wish, or a part of the day, is written out

_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_AT = re.compile(_MOMENT)
_WINDOW = re.compile(f"({_MOMENT})/({_MOMENT})")
_PART = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) (morning|afternoon|evening)")
_DAILY = re.compile(r"daily ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish as spans of at least `SHORTEST`: the first is what was asked for.

    The others stand in for it, or, where it `repeats`, are just as much what was asked for.
    """

    kind: str
    spans: tuple[Span, ...]
    repeats: bool = False


def read_wish(text: str, *, zone: ZoneInfo, today: date) -> Wish | None:
    """What is wished for; `zone` is the patient's and `today` their date. Never raises."""
    try:
        if _AT.fullmatch(text):
            start = _moment(text, zone, today)
            return Wish("at", (_span(start, start),))
        if found := _WINDOW.fullmatch(text):
            start, end = (_moment(side, zone, today) for side in found.groups())
            return Wish("window", (_span(start, end),)) if start <= end else None
        if found := _PART.fullmatch(text):
            day = _near(date.fromisoformat(found[1]), today)
            days = (day + n * _DAY for n in range(_REPEATS))
            return Wish("part", tuple(hours_of(zone, d, PARTS[found[2]]) for d in days))
        if found := _DAILY.fullmatch(text):
            return _daily(found[1], found[2] or "24:00", zone, today)
    except ValueError:  # well-formed, but no such day or hour
        return None
    return None


def hours_of(zone: ZoneInfo, day: date, hours: tuple[int, int]) -> Span:
    """From hour to hour of that day in `zone`; 24 is its end."""
    start, end = hours
    last = day + _DAY if end == 24 else day
    return Span(wall(zone, day, time(start)), wall(zone, last, time(end % 24)))


def _daily(begins: str, ends: str, zone: ZoneInfo, today: date) -> Wish:
    start = time.fromisoformat(begins)
    end = time(0) if ends == "24:00" else time.fromisoformat(ends)
    over = timedelta(0) if start < end else _DAY
    # Yesterday's may last past midnight.
    days = [today + n * _DAY for n in range(-1, _REPEATS)]
    spans = (_span(wall(zone, d, start), wall(zone, d + over, end)) for d in days)
    return Wish("daily", tuple(spans), repeats=True)


def _moment(text: str, zone: ZoneInfo, today: date) -> datetime:
    moment = datetime.fromisoformat(text)
    _near(moment.date(), today)
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return zoned.astimezone(UTC)


def _near(day: date, today: date) -> date:
    if abs((day - today).days) > _HORIZON:
        raise ValueError("too far away")
    return day


def _span(start: datetime, end: datetime) -> Span:
    return Span(start, max(end, start + SHORTEST))
