"""The script of the demo's people, read: who says and does what, and when that was.

Decided here: how cast.toml is written. Everything follows from the file and the moment it is played
at; nothing is drawn by lot.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from triage.conversation.office import openings
from triage.phone import parse_address, zone_of
from triage.vocabulary import OfficeHours, Role

FILE = Path(__file__).with_name("cast.toml")
_CLOCK = re.compile(
    r"@ (?:-(?P<days>\d+) (?P<at>\d\d:\d\d)|(?P<sign>[-+])(?P<n>\d+)(?P<unit>[mh]))"
)
_SAMPLE = re.compile(r"\[(?P<sample>document|voice)\] ?(?P<words>.*)")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}
_HALF_HOUR = timedelta(minutes=30)
#: Hours of a person's day in which they would ask to be called.
_WAKING = range(7, 22)


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff; `email` is what they are known by."""

    name: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happens, at an aware time: a message (with a sample file of the simulator), or
    what one of the staff does about this person's lead."""

    at: datetime
    person: str  # where they write from, as Twilio writes it
    name: str
    text: str = field(repr=False)
    sample: str = ""
    staff: str = ""


@dataclass(frozen=True, slots=True)
class Play:
    """The whole of it, in the order of time."""

    staff: dict[str, Member]
    lines: tuple[Line, ...]


def read_play(now: datetime, office: OfficeHours, file: Path = FILE) -> Play:
    """The script as it goes when the demo starts at `now` (aware)."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    staff = {
        key: Member(one["name"], one["email"], Role(one["role"]))
        for key, one in data["staff"].items()
    }
    calls = times_to_call(now, office)
    lines = [line for one in data["person"] for line in _lines_of(one, staff, now, calls)]
    return Play(staff, tuple(sorted(lines, key=lambda line: line.at)))


def times_to_call(now: datetime, office: OfficeHours) -> dict[str, tuple[datetime, ...]]:
    """The half hours that {soon}, {missed} and {next} may stand for, the best first."""
    spans = openings(office, now - timedelta(days=4), 9)
    starts = [at for span in spans for at in _half_hours(span.start, span.end)]
    soonest, opens_next = now + timedelta(minutes=45), now + timedelta(hours=14)
    coming = [at for at in starts if at >= soonest]
    return {
        "soon": tuple(coming),
        "next": tuple(at for at in coming if at >= opens_next),
        "missed": tuple(at for at in reversed(starts) if at <= now - timedelta(hours=2)),
    }


def _half_hours(start: datetime, end: datetime) -> Iterator[datetime]:
    at = start + timedelta(seconds=-(start.minute * 60 + start.second) % 1800)
    while at + _HALF_HOUR <= end:
        yield at
        at += _HALF_HOUR


def _lines_of(
    one: dict[str, str],
    staff: dict[str, Member],
    now: datetime,
    calls: dict[str, tuple[datetime, ...]],
) -> Iterator[Line]:
    wire = one["from"]
    phone = parse_address(wire).phone
    zone = ZoneInfo((phone and zone_of(phone)) or "Asia/Kolkata")
    words = {name: _in_words(times, zone) for name, times in calls.items()}
    at, count = now, 0
    for written in one["talk"].strip().splitlines():
        clock = _CLOCK.fullmatch(written)
        if clock:
            at = _clock(clock, at, now, zone) - _pause(count)
            continue
        at, count = min(at + _pause(count), now), count + 1
        said = re.sub(r"\{(soon|next|missed)\}", lambda found: words[found[1]], written)
        key, _, deed = said.partition(": ")
        sample = _SAMPLE.fullmatch(said)
        if key in staff:
            yield Line(at, wire, one["name"], deed, staff=key)
        elif sample:
            yield Line(at, wire, one["name"], sample["words"], sample=sample["sample"])
        else:
            yield Line(at, wire, one["name"], said)


def _pause(count: int) -> timedelta:
    """How long somebody takes to read and to type."""
    return timedelta(seconds=18 + count * 17 % 41)


def _clock(found: re.Match[str], at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    if found["days"]:
        day = now.astimezone(zone).date() - timedelta(days=int(found["days"]))
        return datetime.combine(day, time.fromisoformat(found["at"]), zone).astimezone(now.tzinfo)
    length = int(found["n"]) * _UNITS[found["unit"]]
    return at + length if found["sign"] == "+" else now - length


def _in_words(times: tuple[datetime, ...], zone: ZoneInfo) -> str:
    """As somebody types it: the first of the times at which they are awake."""
    local = [at.astimezone(zone) for at in times]
    at = next((at for at in local if at.hour in _WAKING), local[0])
    return f"{at.day} {at:%b} {at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
