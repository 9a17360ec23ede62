"""Promised calls as a calendar (RFC 5545). Decided here: nothing of a person is in it, for
calendars are synchronised and shared: an id, a time, and a link that needs a log-in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from triage.services.promises.promise_work import BEFORE
from triage.storage.diary import DiaryRow

_LONGEST_LINE = 75  # octets, RFC 5545 section 3.1
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar(rows: Iterable[DiaryRow], *, base_url: str) -> str:
    """The calendar of these open promises; `base_url` is where the console lives."""
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CancerFax//triage//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:CancerFax calls",
        "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        "X-PUBLISHED-TTL:PT15M",
    )
    events = [line for row in rows for line in _event(row, base_url)]
    lines = (*head, *events, "END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(row: DiaryRow, base_url: str) -> Iterator[str]:
    call, minutes = row.call, int(BEFORE.total_seconds() // 60)
    words = _text(f"Call lead {row.lead_public_id}")
    yield "BEGIN:VEVENT"
    yield f"UID:call-{call.id}-{row.lead_public_id}@cancerfax-triage"
    yield f"DTSTAMP:{_stamp(call.created_at)}"
    yield f"DTSTART:{_stamp(call.start)}"
    yield f"DTEND:{_stamp(call.end)}"
    yield f"SUMMARY:{words}"
    yield f"URL:{base_url}/console/leads/{row.lead_public_id}"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{words}"
    yield f"TRIGGER:-PT{minutes}M"
    yield "END:VALARM"
    yield "END:VEVENT"


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """A long line in parts, no character cut in two; every further part begins with a space."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode("utf-8"))
        if size + width > _LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
