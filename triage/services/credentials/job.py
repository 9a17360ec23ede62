"""What a step of a rotation works with. Decided here: a file is written whole or not at all, a
secret that is not in a file is never said to be changed, and the next step waits until every
running process has read what the last one wrote.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from triage.errors import Conflict, TriageError
from triage.services import audit
from triage.services.credentials import attendance
from triage.services.credentials.attendance import Report
from triage.services.house import House
from triage.settings import Settings
from triage.settings.secret_files import write_secret
from triage.storage import Tx, credential_keys, rotations

GRACE = timedelta(minutes=15)
_PATIENCE = 90.0  # seconds for every process to read a file
_POLL = 0.5
#: A message reads its key, waits for a connection and then holds it: each for a deadline at most.
_DEADLINES = 2
_SPARE = 1.0  # seconds; a commit may be on its way when the deadline cuts the line


class NotYet(TriageError):
    """A step has to wait; nothing was changed by it. `until` is when to try again, if known."""

    def __init__(self, reason: str, until: datetime | None = None) -> None:
        super().__init__(f"not yet: {reason}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Asked:
    """What the operator said: how long an older key must have rested; the file with a value that
    only they can bring; to retire although the new key was not seen in use; to wait for it."""

    grace: timedelta = GRACE
    supplied: Path | None = None
    unproven: bool = False
    wait: bool = False
    dry_run: bool = False


@dataclass(slots=True)
class Job:
    """One rotation that is under way: its row, and hands."""

    house: House
    name: str
    asked: Asked
    say: Callable[[str], None]
    id: int = 0
    step: str = "begun"
    detail: dict[str, Any] = field(default_factory=dict)
    pause: Callable[[float], None] = time.sleep

    @property
    def settings(self) -> Settings:
        """The settings now."""
        return self.house.settings.current()

    @property
    def now(self) -> datetime:
        """This instant, aware."""
        return self.house.clock.now()

    def note(self, **detail: Any) -> None:
        """Remember ids, counts and times (never a secret) for whoever goes on after a crash."""
        self.detail.update(detail)
        with self.house.store.transaction() as tx:
            rotations.save(tx, self.id, self.step, self.detail, self.now, over=False)

    def finish(self, step: str, *, over: bool = False, **told: Any) -> None:
        """A step is done: its row and its event, in one transaction."""
        self.step = step
        with self.house.store.transaction() as tx:
            rotations.save(tx, self.id, step, self.detail, self.now, over=over)
            self.record(tx, step, **told)

    def record(self, tx: Tx, step: str, **told: Any) -> None:
        """The event of a step; ids and counts only."""
        ids = {name: self.detail[name] for name in ("new", "old") if name in self.detail}
        audit.record(
            tx,
            at=self.now,
            actor=audit.OPERATOR,
            action="rotate_credential",
            subject=f"credential:{self.name}",
            step=step,
            **ids,
            **told,
        )

    def write(self, setting: str, text: str) -> None:
        """Replace a secret's file and read it. Raises Conflict where it does not come from a file,
        or is not taken over: then the file is as before."""
        path = file_of(self.house, setting)
        before = path.read_text(encoding="utf-8").strip() if path.exists() else None
        write_secret(path, text)
        self.house.settings.reread()
        if not self.house.settings.is_fresh():
            if before is None:
                path.unlink(missing_ok=True)
            else:
                write_secret(path, before)
            self.house.settings.reread()
            raise Conflict(f"the settings refuse the new {setting}; the old file is back")

    def everybody(self, has: Callable[[Report], bool], what: str) -> None:
        """Return when every living process does; raises Conflict that names those that do not."""
        until = time.monotonic() + _PATIENCE
        waiting: list[Report] = []
        while True:
            reports = attendance.present(self.house)
            late = [one for one in reports if not has(one)]
            if not late:
                count = len(reports)
                self.say(f"  {count} running process{'' if count == 1 else 'es'}: {what}")
                return
            if time.monotonic() > until:
                break
            if not waiting:
                self.say(f"  waiting for {len(late)} of {len(reports)} processes: {what}")
            waiting = late
            self.pause(_POLL)
        named = ", ".join(str(one) for one in late)
        raise Conflict(
            f"these processes do not read the file: {named}; is the secret in their environment or"
            " their .env too, or is their TRIAGE_SECRETS_DIR another? Then run this again"
        )

    def let_open_ones_end(self) -> None:
        """Return when every transaction is over that may have begun before this moment. That each
        process reads the new key says nothing of what it began under the old one."""
        seconds = _DEADLINES * self.settings.triage_db_deadline_seconds + _SPARE
        self.say(f"  {seconds:g} seconds, until all that began under the old key is over")
        self.pause(seconds)

    def last_used(self) -> dict[str, datetime]:
        """When each key of this secret was used last (key id -> aware time), as every living
        process knows it by now; one that was never seen in use is missing."""
        asked_at = self.now
        self.everybody(lambda one: one.at >= asked_at, "have said which keys they used")
        with self.house.store.reading() as tx:
            rows = credential_keys.all_of_them(tx).values()
        return {
            row.key_id: row.last_used_at
            for row in rows
            if row.name == self.name and row.last_used_at
        }


def is_in_file(house: House, setting: str) -> bool:
    """Whether a setting is taken from a file that can be replaced."""
    return house.settings.folder is not None and house.settings.origins().get(setting) == "file"


def file_of(house: House, setting: str) -> Path:
    """The file that holds a setting, or may come to. Raises Conflict, in words for an operator,
    when the setting is taken from elsewhere."""
    source = house.settings
    origin, folder = source.origins().get(setting), source.folder
    if folder is None:
        raise Conflict(
            f"{setting} is not in a file, and TRIAGE_SECRETS_DIR is not set: nothing was changed."
            f" Make a folder of 0700, put the value into a file {setting} (0600) there, set"
            f" TRIAGE_SECRETS_DIR, take {setting} out of {_place(origin)}, restart web and worker"
            " once, and run this again"
        )
    if origin not in (None, "file"):
        raise Conflict(
            f"{setting} comes from {_place(origin)}, which this command does not change: nothing"
            f" was changed. Put the value into {folder / setting} (0600), take it out of there,"
            " restart web and worker once, and run this again; docs/operators.md says how to change"
            " it by hand"
        )
    return folder / setting


def _place(origin: str | None) -> str:
    return {"environment": "the environment", ".env": "the file .env"}.get(
        origin or "", "where it is now"
    )
