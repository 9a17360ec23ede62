"""Days in a text: today, weekdays, dates. Day before month outside the US; never the past."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from triage.understanding.fields.glossary import Glossary

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ISO = re.compile(r"(?<![0-9])(20[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
_NUMERIC_SURE = re.compile(
    r"(?<![0-9:])([0-9]{1,2})/([0-9]{1,2})(?:/((?:20)?[0-9]{2}))?(?![0-9:])"
    r"|(?<![0-9:])([0-9]{1,2})[.-]([0-9]{1,2})[.-]((?:20)?[0-9]{2})(?![0-9:])"
)
_DAY_MONTH = re.compile(
    r"(?<![0-9:])([0-9]{1,2})(?:st|nd|rd|th)?\s*(?:of|de|do"
    r"|-)?\s*([^\W\d_]\S{1,12}?)(?=[\s,.]|$)(?:,?\s+(20[0-9]{2}))?"
)
_MONTH_DAY = re.compile(
    r"([^\W\d_]\S{1,12}?)\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?(?![0-9:])(?!\s*(?:am|pm"
    r"|baje))(?:,?\s+(20[0-9]{2}))?"
)
_ORDINAL = re.compile(
    r"(?<![0-9:])([0-9]{1,2})(?:st|nd|rd|th|\s?tarikh|\s?तारीख|\s?তারিখ|-го"
    r"|\s?числа)(?![a-z])"
)
_AHEAD = re.compile(
    r"\b(?:in|after|within|en|dentro de|dans|em|daqui a|через|بعد|خلال"
    r"|baada ya)\s+(?:siku\s+)?([0-9]{1,2})"
    r"(?:\s*(?:days?|dias?|jours?|дней|дня|день|ايام|يوم|يومين)\b|(?<=siku [0-9]))"
)
_BEHIND_AHEAD = re.compile(
    r"([0-9]{1,2})\s*(?:days?|din|दिन|দিন|dine?)\s*(?:later|from now|baad|ke baad"
    r"|bad|mein|me|में|बाद|के बाद|পর|পরে|por|pore)"
)
_FARTHEST = 60
_BARE = re.compile(r"(?<![0-9:.h])([0-9]{1,2})(?:er|º)?(?![0-9:.h])")
_HOURS = 12
_LONG_AGO = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was named; `past` says that it is over, `rest` is the text without the date."""

    day: date | None
    rest: str
    past: bool = False
    plain: bool = False  # a weekday or "today", not a date of the calendar


def read_date(text: str, today: date, months: Glossary, *, month_first: bool) -> Day | None:
    """A date of the calendar; None where there is none."""
    for found in _dates(text, months, month_first=month_first):
        span, day, month, year = found
        rest = text[: span[0]] + " " + text[span[1] :]
        if not month:
            return Day(_of_month(day, today), rest)
        return _dated(day, month, year, today, rest)
    return None


def read_weekday(names: Iterable[str], today: date) -> Day | None:
    """Today, tomorrow, a weekday (the next one), the weekend or next week's first day."""
    said = list(names)
    for name, days in (("overmorrow", 2), ("tomorrow", 1), ("today", 0)):
        if name in said:
            return Day(today + timedelta(days=days), "", plain=True)
    for name in said:
        if name in WEEKDAYS:
            ahead = (WEEKDAYS.index(name) - today.weekday()) % 7
            if ahead == 0 and "next_week" in said:
                ahead = 7
            return Day(today + timedelta(days=ahead), "", plain=True)
    return None


def days_ahead(text: str, today: date) -> Day | None:
    """The day of "in 3 days", "2 din baad", "через 2 дня"."""
    found = _AHEAD.search(text) or _BEHIND_AHEAD.search(text)
    if not found or not 0 < int(found[1]) <= _FARTHEST:
        return None
    rest = text[: found.start()] + " " + text[found.end() :]
    return Day(today + timedelta(days=int(found[1])), rest)


def weekday_of_month(text: str, names: Iterable[str], today: date) -> Day | None:
    """ "El lunes 30": a number that is the date of the weekday beside it."""
    named = next((WEEKDAYS.index(name) for name in names if name in WEEKDAYS), None)
    if named is None:
        return None
    for found in _BARE.finditer(text):
        day = _of_month(int(found[1]), today)
        if int(found[1]) > _HOURS and day and day.weekday() == named:
            return Day(day, text[: found.start()] + " " + text[found.end() :])
    return None


def first_of_weekend(today: date) -> date:
    """This Saturday; on a Sunday, today."""
    return today if today.weekday() == WEEKDAYS.index("sun") else _next(today, "sat")


def _next(today: date, weekday: str) -> date:
    return today + timedelta(days=(WEEKDAYS.index(weekday) - today.weekday()) % 7)


def _dates(
    text: str, months: Glossary, *, month_first: bool
) -> Iterable[tuple[tuple[int, int], int, int, int | None]]:
    iso = _ISO.search(text)
    if iso:
        yield iso.span(), int(iso[3]), int(iso[2]), int(iso[1])
    numeric = _NUMERIC_SURE.search(text)
    if numeric:
        one, two = int(numeric[1] or numeric[4]), int(numeric[2] or numeric[5])
        year = numeric[3] or numeric[6]
        day, month = (two, one) if (month_first and one <= 12) or two > 12 else (one, two)
        yield numeric.span(), day, month, _full_year(year)
    for match in _DAY_MONTH.finditer(text):
        named = _month(match[2], months)
        if named:
            yield match.span(), int(match[1]), named, _full_year(match[3])
    for match in _MONTH_DAY.finditer(text):
        named = _month(match[1], months)
        if named:
            yield match.span(), int(match[2]), named, _full_year(match[3])
    ordinal = _ORDINAL.search(text)
    if ordinal:
        yield ordinal.span(), int(ordinal[1]), 0, None


def _dated(day: int, month: int, year: int | None, today: date, rest: str) -> Day:
    try:
        found = date(year or today.year, month, day)
        if found < today and year is None and today - found > _LONG_AGO:
            found = date(today.year + 1, month, day)
    except ValueError:
        return Day(None, rest, past=True)
    return Day(found, rest, past=found < today)


def _of_month(day: int, today: date) -> date | None:
    """The next day of that number, this month or one of the next."""
    year, month = today.year, today.month
    for _ in range(3):
        try:
            found = date(year, month, day)
        except ValueError:
            found = None
        if found and found >= today:
            return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return None


def _month(word: str, months: Glossary) -> int | None:
    value = months.whole((word.strip(".,"),))
    return int(value) if value else None


def _full_year(year: str | None) -> int | None:
    if not year:
        return None
    return int(year) if len(year) == 4 else 2000 + int(year)


def says_any_day(text: str) -> bool:
    """Whether a time was given for whichever day: "any day after 7"."""
    return any(said in text for said in _ANY_DAY)


_ANY_DAY = (
    "any day", "kisi bhi din", "koi bhi din", "किसी भी दिन", "cualquier dia", "любой день",
    "qualquer dia", "n'importe quel jour", "اي يوم", "যেকোনো দিন", "siku yoyote",
)  # fmt: skip
