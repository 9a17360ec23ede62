"""When somebody is there to call: the openings of the office as spans of aware UTC time.

Decided here: what a zone name that nobody knows falls back to, and how a day's opening lies on the
clock when the office's zone changes it. Closing at or before opening means the next day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from triage.vocabulary import OfficeHours

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, aware UTC; `end` is not part of it."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    def meet(self, other: Span) -> Span | None:
        """What both have in common, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


def zone_info(name: str, otherwise: str = "UTC") -> ZoneInfo:
    """The zone of that IANA name, else the other one, else UTC; never raises."""
    for candidate in (name, otherwise):
        try:
            return ZoneInfo(candidate)
        except (KeyError, ValueError, OSError):  # OSError: the name of a folder, such as "Asia"
            continue
    return ZoneInfo("UTC")


def wall(zone: ZoneInfo, day: date, at: time) -> datetime:
    """What a clock on the wall of `zone` shows, in UTC; a time that DST skips comes out later."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def openings(office: OfficeHours, start: datetime, days: int) -> tuple[Span, ...]:
    """The openings that end after `start` and begin within `days` days of the office, in order.

    The first day is the office's date at `start`; an opening under way is in, with its real start.
    """
    zone = zone_info(office.zone)
    # An opening that lasts past midnight began the day before.
    first = start.astimezone(zone).date() - _DAY
    spans = (_opening(office, zone, first + n * _DAY) for n in range(days + 1))
    return tuple(span for span in spans if span and span.end > start)


def is_open(office: OfficeHours, at: datetime) -> bool:
    """Whether somebody is there at that moment."""
    return any(span.start <= at for span in openings(office, at, 1))


def next_open(office: OfficeHours, at: datetime) -> datetime:
    """The first moment from `at` on when somebody is there: `at` itself when open. Aware UTC."""
    return max(_this_or_next(office, at).start, at.astimezone(UTC))


def closing(office: OfficeHours, at: datetime) -> datetime:
    """When the opening under way ends, or, when closed, the next one. Aware UTC."""
    return _this_or_next(office, at).end


def _this_or_next(office: OfficeHours, at: datetime) -> Span:
    spans = openings(office, at, 9)
    if not spans:
        raise ValueError("the office has no opening days")
    return spans[0]


def _opening(office: OfficeHours, zone: ZoneInfo, day: date) -> Span | None:
    if day.weekday() not in office.days:
        return None
    last = day if office.opens < office.closes else day + _DAY
    start, end = wall(zone, day, office.opens), wall(zone, last, office.closes)
    return Span(start, end) if start < end else None
