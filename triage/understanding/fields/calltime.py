"""When a person may be called, in the forms of `call_time` in CONTRACT.md section 4.

Times are the patient's own unless a zone is named. Open windows are closed at the edge of the day
(09:00, 21:00), so that whoever reads the value needs no rule for what is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from triage.understanding.fields.clocks import Clock, as_time, as_window, find_clocks, is_range
from triage.understanding.fields.days import (
    WEEKDAYS,
    Day,
    days_ahead,
    first_of_weekend,
    read_date,
    read_weekday,
    says_any_day,
    weekday_of_month,
)
from triage.understanding.fields.timewords import NO_CALLS, PARTS, TimeWords, names_in, zone_named
from triage.understanding.normal import Words, words

_OPENS, _CLOSES, _LATEST = time(9), time(21), time(23, 30)
_IN_A_WHILE = re.compile(
    r"\b(?:in|after|within|dans|en|em|dentro de|через|بعد|baad)\s+"
    r"(an?|one|half an|[0-9]{1,3}|une|una|uma|un)?\s*"
    r"(hours?|hrs?|minutes?|mins?|heures?|horas?|minutos?|часа?|часов|минут|ساعه|ساعات|ساعتين|دقيقه|دقائق|saa|dakika)"
)
_GHANTE = re.compile(
    r"(ek|aadhe|[0-9]{1,3}|एक|आधे|দুই|এক)?\s*(ghante?|घंटे|घण्टे|ঘণ্টা|ghonta|minute?|मिनट|মিনিট)"
    r"\s*(?:me|mein|baad|में|बाद|के बाद|ke baad|পর|পরে|por|pore)"
)
_MONTH_FIRST = frozenset({"US"})
_BARE_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was said, taken apart: text without date, names found, moment, zone."""

    text: str
    names: tuple[str, ...]
    now: datetime
    zone: tzinfo
    day: Day | None
    table: TimeWords
    size: int

    @property
    def part(self) -> str | None:
        return next((name for name in self.names if name in PARTS), None)

    @property
    def today(self) -> date:
        return self.now.date()


def read_call_time(
    table: TimeWords, said: Words, now: datetime, zone: tzinfo, country: str | None
) -> str | None:
    """The wish in the contract's form, or None where none can be read or it is past."""
    names = names_in(table, said.tokens)
    if "no_calls" in names:
        return NO_CALLS
    if "past" in names and not {"today", "tomorrow", "overmorrow", *WEEKDAYS} & set(names):
        return None
    named = zone_named(table, said)
    local = ZoneInfo(named) if named else zone
    here = now.astimezone(local)
    plain = table.counting.in_digits(said.plain, table.units)
    soon = _in_a_while(plain, here)
    if soon:
        return _at(soon)
    dated = read_date(plain, here.date(), table.months, month_first=country in _MONTH_FIRST)
    dated = dated or days_ahead(plain, here.date())
    dated = dated or weekday_of_month(plain, names, here.date())
    day = dated or read_weekday(names, here.date())
    if not day and "weekend" in names and PARTS.keys() & set(names):
        day = Day(first_of_weekend(here.date()), "", plain=True)
    if day and (day.past or day.day is None):
        return None
    text = (dated.rest if dated else plain).replace("24/7", " ").replace("24x7", " ")
    return _wish(_Wish(text, names, here, local, day, table, len(said.tokens)))


def _wish(wish: _Wish) -> str | None:
    alone = wish.size <= _BARE_WORDS or wish.part is not None or wish.day is not None
    clocks = _from_the_sure(wish, find_clocks(wish.text, wish.table.numbers, alone=alone))
    if clocks:
        return _timed(wish, clocks)
    if _is_daily(wish) and wish.part:
        start, end = PARTS[wish.part]
        return f"daily {start:02}:00-{end:02}:00"
    if wish.part:
        return _part_of_day(wish)
    if wish.day:
        return _whole_day(wish)
    return _manner(wish)


def _from_the_sure(wish: _Wish, clocks: list[Clock]) -> list[Clock]:
    """From the first with a mark of time on: "56, stage 3, tomorrow 5 pm" says no other."""
    first = next((number for number, clock in enumerate(clocks) if clock.sure), 0)
    if first and is_range(wish.text, clocks[first - 1], clocks[first], wish.table.numbers):
        first -= 1
    return clocks[first:]


def _manner(wish: _Wish) -> str | None:
    """No time at all: asap, anytime, the weekend, next week."""
    if "weekend" in wish.names:
        first = first_of_weekend(wish.today)
        last = first if first.weekday() == 6 else first + timedelta(days=1)
        return _window(wish, first, _OPENS, last, _CLOSES)
    if "next_week" in wish.names:
        first = wish.today + timedelta(days=7 - wish.today.weekday())
        return _window(wish, first, _OPENS, first + timedelta(days=4), _CLOSES)
    if "anytime" in wish.names:
        return "anytime"
    if "asap" in wish.names:
        return "asap"
    return "daily 09:00-21:00" if {"daily", "weekdays"} & set(wish.names) else None


def _timed(wish: _Wish, clocks: list[Clock]) -> str | None:
    window = None
    if len(clocks) >= 2 and is_range(wish.text, clocks[0], clocks[1], wish.table.numbers):
        window = as_window(clocks[0], clocks[1], wish.part)
    at = as_time(clocks[0], wish.part)
    if at is None:
        return None
    if window is None:
        window = _open_window(wish, clocks[0], at)
    if _is_daily(wish) and not (wish.day and not wish.day.plain):
        start, end = window or (at, None)
        open_end = end is None or (end in (_CLOSES, _LATEST) and len(clocks) == 1)
        return f"daily {start:%H:%M}-" + ("" if open_end or end is None else f"{end:%H:%M}")
    if window:
        start, end = window
        day = _day_for(wish, end)
        return _window(wish, day, start, day, end) if day else None
    day = _day_for(wish, at)
    return _at(_moment(wish, day, at)) if day else None


def _open_window(wish: _Wish, clock: Clock, at: time) -> tuple[time, time] | None:
    """ "After 5" and "before noon" close at the edges of the day."""
    direction = _direction(wish, clock)
    if direction == "after":
        end = _CLOSES if at < time(20) else _LATEST
        return (at, end) if at < end else None
    if direction == "before":
        start = _OPENS if at > _OPENS else time(max(at.hour - 2, 0))
        return (start, at) if start < at else None
    return None


def _direction(wish: _Wish, clock: Clock) -> str | None:
    """The nearest "before" or "after": in front of the time, or behind it in Indic languages."""
    text = wish.text
    front = words(text[max(clock.start - 24, 0) : clock.start]).tokens
    found = wish.table.direction.find(front)
    if found and found[-1].end == len(front):
        return found[-1].value
    behind = words(text[clock.end : clock.end + 16]).tokens
    found = wish.table.direction.find(behind)
    return found[0].value if found and found[0].start == 0 else None


def _is_daily(wish: _Wish) -> bool:
    often = bool({"daily", "weekdays"} & set(wish.names)) or says_any_day(wish.text)
    return often and not {"today", "tomorrow"} & set(wish.names)


def _day_for(wish: _Wish, at: time) -> date | None:
    """The named day, or the next on which that time is still ahead; None where it is past."""
    if wish.day and wish.day.day:
        day = wish.day.day
        if _moment(wish, day, at) > wish.now:
            return day
        again = wish.day.plain and "today" not in wish.names
        return day + timedelta(days=7) if again else None
    ahead = _moment(wish, wish.today, at) > wish.now
    return wish.today if ahead else wish.today + timedelta(days=1)


def _part_of_day(wish: _Wish) -> str | None:
    part = wish.part or "morning"
    day = _day_for(wish, time(PARTS[part][1], 0))
    return f"{day.isoformat()} {part}" if day else None


def _whole_day(wish: _Wish) -> str | None:
    day = _day_for(wish, _CLOSES)
    return _window(wish, day, _OPENS, day, _CLOSES) if day else None


def _window(wish: _Wish, first: date, start: time, last: date, end: time) -> str:
    begins, ends = _moment(wish, first, start), _moment(wish, last, end)
    if begins <= wish.now < ends:
        begins = (wish.now + timedelta(minutes=1)).replace(second=0, microsecond=0)
    return f"{_at(begins)}/{_at(ends)}"


def _moment(wish: _Wish, day: date, at: time) -> datetime:
    return datetime.combine(day, at, wish.zone)


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _in_a_while(text: str, now: datetime) -> datetime | None:
    found = _IN_A_WHILE.search(text) or _GHANTE.search(text)
    if not found:
        return None
    count, unit = (found[1] or "1").strip(), found[2]
    minutes = 30 if count in ("half an", "aadhe", "आधे") else 0
    number = int(count) if count.isdigit() else 1
    if count == "দুই" or unit == "ساعتين":
        number = 2
    if not minutes:
        hourly = unit[0] in "hgঘघsсчس" and not unit.startswith("min")
        minutes = number * 60 if hourly else number
    return now + timedelta(minutes=minutes) if 0 < minutes <= 7 * 24 * 60 else None
