"""The stand-in's memory: messages, blocked pairs, scripted failures, its clock. Bounded, in RAM.

Decided here: nothing outlives the process, the oldest messages go first, and every change gets a
new revision, so that the page can ask for what is new.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from triage.simulator.records import NOTE, File, Record, new_sid

MAX_RECORDS = 2000
MAX_FILES_AT = 100  # messages whose files are kept
WINDOW = timedelta(hours=24)  # WhatsApp takes free text for so long after the person wrote

Pair = tuple[str, str]  # (the person, our number)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The last webhook of one person: what was sent, and what we answered (None: nothing)."""

    form: tuple[tuple[str, str], ...]
    token: str
    replies: tuple[str, ...] | None = None


class Exchange:
    """Shared by the stand-in's threads; each method is one step under its lock."""

    def __init__(self, shift_hours: int = 0) -> None:
        self._lock = threading.RLock()
        self._records: OrderedDict[str, Record] = OrderedDict()
        self._with_files: deque[str] = deque()
        self._blocked: set[Pair] = set()
        self._busy: dict[Pair, int] = {}
        self._last: OrderedDict[Pair, Delivered] = OrderedDict()
        self._failures: deque[Mapping[str, object]] = deque(maxlen=100)
        self._revision = 0
        self.shift_hours = shift_hours

    def now(self) -> datetime:
        """The simulated time, aware."""
        return datetime.now(UTC) + timedelta(hours=self.shift_hours)

    def add(self, record: Record) -> Record:
        """Remember a message; the oldest one goes when there are too many."""
        with self._lock:
            stored = self._put(record)
            if record.files:
                self._with_files.append(record.sid)
                if len(self._with_files) > MAX_FILES_AT:
                    self.change(self._with_files.popleft(), files=())
            while len(self._records) > MAX_RECORDS:
                self._records.popitem(last=False)
            return stored

    def note(self, pair: Pair, text: str) -> None:
        """A line for the page only: what Twilio did or what went wrong."""
        person, ours = pair
        self.add(Record(new_sid("NO"), NOTE, ours, person, text, "", self.now()))

    def change(self, sid: str, **changes: Any) -> Record | None:
        """Alter a message; None when it is gone."""
        with self._lock:
            known = self._records.get(sid)
            return self._put(replace(known, **changes)) if known else None

    def remove(self, sid: str) -> bool:
        """Forget a message; False when it was not there."""
        with self._lock:
            return self._records.pop(sid, None) is not None

    def find(self, sid: str) -> Record | None:
        """One message, notes excepted."""
        with self._lock:
            record = self._records.get(sid)
        return record if record and record.direction != NOTE else None

    def file(self, sid: str) -> File | None:
        """One file by its own id."""
        with self._lock:
            records = list(self._records.values())
        return next((file for record in records for file in record.files if file.sid == sid), None)

    def messages(self) -> list[Record]:
        """Every message, newest first, as Twilio lists them."""
        with self._lock:
            known = list(self._records.values())
        return [record for record in reversed(known) if record.direction != NOTE]

    def thread(self, pair: Pair, after: int) -> tuple[list[Record], int, bool]:
        """What changed in one talk, the newest revision, and whether an answer is being made."""
        person, ours = pair
        sides = {(person, ours), (ours, person)}
        with self._lock:
            changed = [
                record
                for record in self._records.values()
                if record.revision > after and (record.sender, record.to) in sides
            ]
            return changed, self._revision, self._busy.get(pair, 0) > 0

    def compose(self, pair: Pair, step: int) -> None:
        """Count the webhooks under way (+1, -1): the page shows that somebody types."""
        with self._lock:
            self._busy[pair] = self._busy.get(pair, 0) + step

    def remember(self, pair: Pair, delivered: Delivered) -> None:
        """Keep the last webhook of a person, for a duplicate."""
        with self._lock:
            self._last[pair] = delivered
            while len(self._last) > MAX_FILES_AT:
                self._last.popitem(last=False)

    def last(self, pair: Pair) -> Delivered | None:
        """The last webhook of a person."""
        with self._lock:
            return self._last.get(pair)

    def block(self, pair: Pair, blocked: bool) -> bool:
        """Block or unblock a pair; True when that changed something."""
        with self._lock:
            changed = (pair in self._blocked) is not blocked
            (self._blocked.add if blocked else self._blocked.discard)(pair)
            return changed

    def is_blocked(self, pair: Pair) -> bool:
        """Whether Twilio refuses messages from us to this person."""
        with self._lock:
            return pair in self._blocked

    def window_open(self, pair: Pair) -> bool:
        """Whether the person wrote within 24 hours of the simulated clock."""
        since = self.now() - WINDOW
        return any(
            (record.sender, record.to) == pair and record.at >= since for record in self.messages()
        )

    def script_failure(self, failure: Mapping[str, object]) -> None:
        """Let the next REST request fail that way."""
        self._failures.append(failure)

    def next_failure(self) -> Mapping[str, object] | None:
        """The failure that the next REST request has to show, once."""
        with self._lock:
            return self._failures.popleft() if self._failures else None

    def _put(self, record: Record) -> Record:
        self._revision += 1
        stored = replace(record, revision=self._revision)
        self._records[stored.sid] = stored
        return stored
