"""How quick we are, week by week: until somebody first answers a lead, and whether calls came when
they were promised. A week begins on Monday by the calendar of the given zone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from triage.storage import Tx, promise_counts
from triage.storage.overview import Arrived
from triage.storage.promise_counts import Promised

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AnswerWeek:
    """The leads that came in the week of this Monday; times from the lead to the first message or
    call attempt of the staff, None where nobody was answered yet."""

    monday: date
    leads: int
    answered: int
    median: timedelta | None
    p90: timedelta | None

    @property
    def waiting(self) -> int:
        """Leads that nobody of the staff wrote to or called so far."""
        return self.leads - self.answered


@dataclass(frozen=True, slots=True)
class PromiseWeek:
    """The calls promised for the week of this Monday: made in time, after it, or never."""

    monday: date
    kept: int
    late: int
    missed: int

    @property
    def due(self) -> int:
        """All that were due."""
        return self.kept + self.late + self.missed


def answer_weeks(
    leads: Iterable[Arrived],
    answers: Mapping[int, datetime],
    since: datetime,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[AnswerWeek, ...]:
    """Every week from `since` to `now` (aware), oldest first; `answers` is by lead id."""
    waited: dict[date, list[timedelta | None]] = defaultdict(list)
    for lead in leads:
        answered = answers.get(lead.id)
        took = max(answered - lead.created_at, timedelta()) if answered else None
        waited[_monday(lead.created_at, zone)].append(took)
    return tuple(_answer_week(monday, waited[monday]) for monday in _mondays(since, now, zone))


def _answer_week(monday: date, waited: list[timedelta | None]) -> AnswerWeek:
    took = sorted(one for one in waited if one is not None)
    return AnswerWeek(monday, len(waited), len(took), percentile(took, 0.5), percentile(took, 0.9))


def percentile(ordered: Sequence[timedelta], part: float) -> timedelta | None:
    """The least value that this part of the ordered ones does not pass (nearest rank).

    >>> percentile([timedelta(1), timedelta(2), timedelta(9)], 0.5).days
    2
    """
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)] if ordered else None


def promise_weeks(
    tx: Tx, since: datetime, now: datetime, zone: ZoneInfo
) -> tuple[PromiseWeek, ...]:
    """What became of the calls that were due from `since` to `now` (aware), oldest week first."""
    found: dict[date, list[str]] = defaultdict(list)
    for promised in promise_counts.due_between(tx, since, now):
        found[_monday(promised.start, zone)].append(_came(promised))
    return tuple(
        PromiseWeek(monday, *(found[monday].count(how) for how in ("kept", "late", "missed")))
        for monday in _mondays(since, now, zone)
    )


def _came(promised: Promised) -> str:
    """An attempt in the promised time keeps the promise, whoever picked up the phone."""
    tried = promised.first_try or (promised.closed_at if promised.state == "kept" else None)
    if tried is None:
        return "missed"
    return "kept" if tried <= promised.end else "late"


def _monday(at: datetime, zone: ZoneInfo) -> date:
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def _mondays(since: datetime, now: datetime, zone: ZoneInfo) -> list[date]:
    first, last = _monday(since, zone), _monday(now, zone)
    return [first + n * _WEEK for n in range((last - first) // _WEEK + 1)]
