"""From the wish for a call to a window that coordinators can keep: inside office hours, never past.

Decided here: what each form of `call_time` (CONTRACT.md section 4) comes to. A promise lasts 30
minutes to 4 hours, but for `anytime`, which is the opening day. Where the choice is ours (asap,
anytime, a long window, a wish that has to be moved) we do not ring in the patient's night. A moved
wish keeps its time of the day as nearly as it can. How the forms are read is `calltime_wish.py`,
how a slot is said `calltime_words.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from triage.conversation.calltime_wish import PARTS, SHORTEST, Wish, hours_of, read_wish
from triage.conversation.calltime_words import SlotWords, words
from triage.conversation.office import Span, is_open, openings, wall, zone_info
from triage.vocabulary import OfficeHours

__all__ = ["Part", "Slot", "SlotWords", "fit", "part_value", "words"]

Part = Literal["morning", "afternoon", "evening"]

LONGEST = timedelta(hours=4)
SOON = timedelta(hours=2)
_DAY = timedelta(days=1)
_GRID = timedelta(minutes=5)  # nobody is told "between 10:07 and 12:07"
_TOO_LATE = timedelta(days=2)  # a wish that ended longer ago is not repaired but asked again
_AHEAD = 9  # days that are searched: every week has an opening

#: Hours of the patient's day in which we ring unasked, the kindest first.
_DAYTIMES = ((8, 21), (7, 22), (0, 24))


@dataclass(frozen=True, slots=True)
class Slot:
    """When we will call: aware UTC, in which zone it was asked for, and how.

    `fitted` says that the wish itself could not be had and was moved; `kind` is asap, at, part,
    window, daily or anytime.
    """

    start: datetime
    end: datetime
    zone: str
    fitted: bool
    kind: str


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every search needs: the patient's zone, our hours, the first moment we could call."""

    zone: ZoneInfo
    office: OfficeHours
    soonest: datetime

    @property
    def today(self) -> date:
        return self.soonest.astimezone(self.zone).date()

    def slot(self, span: Span, kind: str, *, fitted: bool = False) -> Slot:
        return Slot(span.start, span.end, self.zone.key, fitted, kind)


def fit(value: str, *, zone: str, office: OfficeHours, now: datetime) -> Slot | None:
    """The earliest window that honours the wish and can be kept.

    `value` is a `call_time` of the contract, `zone` the patient's (an unknown one counts as the
    office's). None for "no calls", for what cannot be read and for what is long past.
    """
    desk = _Desk(zone_info(zone, office.zone), office, _rounded_up(now))
    said = value.strip()
    if said == "asap":
        return _asap(desk)
    if said == "anytime":
        return _anytime(desk)
    wish = read_wish(said, zone=desk.zone, today=desk.today)
    if wish is None or wish.spans[0].end < desk.soonest - _TOO_LATE:
        return None
    return _as_asked(wish, desk) or _moved(wish, desk)


def part_value(part: Part, *, zone: str, now: datetime, otherwise: str = "UTC") -> str:
    """The `call_time` of that part of today, or of tomorrow when too little of it is left.

    `otherwise` is the zone that an unknown one counts as.
    """
    local = zone_info(zone, otherwise)
    today = now.astimezone(local).date()
    left = hours_of(local, today, PARTS[part]).end - _rounded_up(now)
    day = today if left >= SHORTEST else today + _DAY
    return f"{day.isoformat()} {part}"


def _asap(desk: _Desk) -> Slot | None:
    ours = Span(desk.soonest, desk.soonest + _AHEAD * _DAY)
    # Who writes while we are there is awake and is called now, whatever the hour.
    now = _callable(desk, Span(desk.soonest, desk.soonest + SOON))
    piece = next(now, None) if is_open(desk.office, desk.soonest) else None
    piece = piece or next(_by_daylight(desk, ours), None)
    return desk.slot(_cut(piece, SOON), "asap") if piece else None


def _anytime(desk: _Desk) -> Slot | None:
    for opening in openings(desk.office, desk.soonest, _AHEAD):
        if opening.start >= desk.soonest:
            for piece in _by_daylight(desk, opening):
                return desk.slot(piece, "anytime")
    return None


def _as_asked(wish: Wish, desk: _Desk) -> Slot | None:
    for index, span in enumerate(wish.spans):
        # A wish longer than a promise may be leaves the hour to us.
        pieces = _by_daylight(desk, span) if span.length > LONGEST else _callable(desk, span)
        for piece in pieces:
            moved = index > 0 and not wish.repeats
            return desk.slot(_cut(piece, LONGEST), wish.kind, fitted=moved)
    return None


def _moved(wish: Wish, desk: _Desk) -> Slot | None:
    asked = wish.spans[0]
    local = asked.start.astimezone(desk.zone)
    first = max(local.date(), desk.today)
    for hours in _DAYTIMES:
        for n in range(_AHEAD):
            day = first + n * _DAY
            target = wall(desk.zone, day, local.time())
            pieces = _callable(desk, hours_of(desk.zone, day, hours))
            near = [_near(piece, target, min(asked.length, LONGEST)) for piece in pieces]
            if near:
                best = min(near, key=lambda span: abs(span.start - target))
                return desk.slot(best, wish.kind, fitted=True)
    return None


def _near(piece: Span, target: datetime, length: timedelta) -> Span:
    start = max(piece.start, min(target, piece.end - length))
    return Span(start, min(start + length, piece.end))


def _callable(desk: _Desk, span: Span) -> Iterator[Span]:
    """The parts of a span in which the office is open, none past, none too short, in order."""
    start = max(span.start, desk.soonest)
    days = min((span.end - start).days + 2, _AHEAD)
    for opening in openings(desk.office, start, days):
        piece = opening.meet(Span(start, span.end))
        if piece and piece.length >= SHORTEST:
            yield piece


def _by_daylight(desk: _Desk, span: Span) -> Iterator[Span]:
    """What `_callable` gives, the kindest hours of the patient's day first."""
    start = max(span.start, desk.soonest)
    first = start.astimezone(desk.zone).date()
    days = min((span.end - start).days + 2, _AHEAD)
    for hours in _DAYTIMES:
        for n in range(days):
            day = hours_of(desk.zone, first + n * _DAY, hours).meet(span)
            if day:
                yield from _callable(desk, day)


def _cut(span: Span, longest: timedelta) -> Span:
    return Span(span.start, min(span.end, span.start + longest))


def _rounded_up(now: datetime) -> datetime:
    now = now.astimezone(UTC)
    past = timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)
    return now if not past else now + (_GRID - past)
