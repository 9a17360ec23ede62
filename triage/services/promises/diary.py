"""The diary: promised calls by day and coordinator, overdue ones first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from triage.conversation.office import wall
from triage.errors import Damaged
from triage.services.figures.speed import PromiseWeek, promise_weeks
from triage.services.house import House
from triage.services.sealing import for_fact
from triage.storage import Tx, diary
from triage.storage.diary import DiaryRow
from triage.vocabulary import URGENT_FLAGS, Field

_DAY = timedelta(days=1)
#: Weeks of "kept, late, missed" under the diary.
_WEEKS = 6
#: How far back a feed goes: a calendar may be slow to ask again.
_FEED_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Entry:
    """One promised call. `came`: open, overdue, tried, kept, late, missed; times aware UTC."""

    lead_id: str
    name: str
    start: datetime
    end: datetime
    zone: str
    came: str
    caller_id: int | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class Diary:
    """The calls of some days: `overdue` from whenever, then `days`, each with its date."""

    overdue: tuple[Entry, ...]
    days: tuple[tuple[date, tuple[Entry, ...]], ...]


def read_diary(
    house: House,
    tx: Tx,
    *,
    first: date,
    days: int,
    zone: str,
    whose: int | None,
    nobodys: bool = False,
) -> Diary:
    """The calls promised on `days` days from `first` on in `zone` (the reader's), and what is
    overdue where today is among them. Two statements."""
    now, local = house.clock.now(), ZoneInfo(zone)
    since, until = (wall(local, first + n * _DAY, datetime.min.time()) for n in (0, days))
    overdue_at = now if since <= now < until else None
    rows = diary.between(tx, since, until, overdue_at=overdue_at, whose=whose, nobodys=nobodys)
    names = _names(house, rows, diary.names_of(tx, [row.call.lead_id for row in rows]))
    entries = [_entry(row, names[row.call.lead_id], now) for row in rows]
    overdue = tuple(one for one in entries if _is_left(one, now))
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for one in entries:
        if one not in overdue and since <= one.start < until:
            by_day[one.start.astimezone(local).date()].append(one)
    listed = tuple((first + n * _DAY, tuple(by_day[first + n * _DAY])) for n in range(days))
    return Diary(overdue, listed)


def by_week(house: House, tx: Tx) -> tuple[PromiseWeek, ...]:
    """How promises of the last weeks went, oldest first. One statement."""
    zone, now = ZoneInfo(house.settings.current().office.zone), house.clock.now()
    monday = now.astimezone(zone).date()
    monday -= timedelta(days=monday.weekday() + 7 * (_WEEKS - 1))
    return promise_weeks(tx, wall(zone, monday, datetime.min.time()), now, zone)


def open_calls(house: House, tx: Tx, coordinator_id: int) -> list[DiaryRow]:
    """The open promises of a coordinator, for the feed of their calendar."""
    return diary.open_of(tx, coordinator_id, since=house.clock.now() - _FEED_BACK)


def _entry(row: DiaryRow, name: str, now: datetime) -> Entry:
    call = row.call
    return Entry(
        lead_id=row.lead_public_id,
        name=name,
        start=call.start,
        end=call.end,
        zone=call.zone,
        came=_came(row, now),
        caller_id=call.coordinator_id,
        urgent=not URGENT_FLAGS.isdisjoint(row.flags),
    )


def _came(row: DiaryRow, now: datetime) -> str:
    call = row.call
    if call.state != "open":
        return call.state
    if call.attempts:
        return "tried"
    return "overdue" if call.end <= now else "open"


def _is_left(one: Entry, now: datetime) -> bool:
    """Whether its time is over and something is still to be done about it."""
    return one.came in ("overdue", "tried") and one.end <= now


def _names(
    house: House, rows: list[DiaryRow], sealed: list[tuple[int, str, str]]
) -> dict[int, str]:
    """What to call each lead: the patient's name, else the enquirer's."""
    keys = {row.call.lead_id: row for row in rows}
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for lead_id, field, value in sealed:
        row = keys[lead_id]
        if row.wrapped_key is None:
            continue
        key = house.vault.open_key(row.wrapped_key)
        try:
            found[lead_id][field] = key.unseal(value, for_fact(row.lead_public_id, field))
        except Damaged:
            continue
    return {
        lead_id: found[lead_id].get(Field.NAME) or found[lead_id].get(Field.ENQUIRER_NAME) or ""
        for lead_id in keys
    }
