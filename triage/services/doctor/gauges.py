"""How the house is, as numbers for Prometheus: looked up when asked, at most every 15 seconds.

Ages are seconds and 0 where nothing waits; what was never done has no age and is left out.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from triage.errors import StorageDown
from triage.logs import get_logger
from triage.services.alerts import alerts
from triage.services.alerts.alert_targets import PREFIX
from triage.services.doctor.files import existing
from triage.services.house import House
from triage.services.recovery import outage
from triage.services.recovery.backup import LAST_GOOD
from triage.storage import Tx, meta, spending, vital
from triage.storage.vital import Waiting

#: For so long a scrape gets what the one before it got.
KEPT_SECONDS = 15.0

log = get_logger("triage.gauges")


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number by its metric's name; `labels` are words of ours, never a sender's."""

    name: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


#: Every metric that is looked up here, and what it says.
HELP: dict[str, str] = {
    "triage_database_up": "Whether the database answered this scrape",
    "triage_worker_heartbeat_age_seconds": "Since a worker was last seen",
    "triage_due_work": "Work that should have been done by now (due) or was given up (dead)",
    "triage_due_work_oldest_seconds": "For how long the oldest due work of a kind waits",
    "triage_red_flags_waiting": "Leads with danger in them that nobody has answered",
    "triage_red_flags_oldest_seconds": "For how long the oldest of them waits",
    "triage_callbacks": "Promised calls: open, overdue, missed",
    "triage_callbacks_overdue_oldest_seconds": "Since the oldest overdue call should have been",
    "triage_alerts_untold": "Alerts that the staff was not given yet",
    "triage_alerts_untold_oldest_seconds": "For how long the oldest of them waits",
    "triage_erasures_open": "People who are to be erased and are not yet",
    "triage_erasures_oldest_seconds": "For how long the oldest of them waits",
    "triage_backup_age_seconds": "Since the last backup that was proven",
    "triage_log_read_age_seconds": "Since Twilio's log was last read to its end",
    "triage_sent_today": "Segments and messages that the worker sent today (UTC)",
    "triage_daily_limit": "How many of them a day may have; 0 is no limit",
    "triage_disk_free_bytes": "Room in the data folder",
    "triage_disk_free_ratio": "The same, as a part of the disk",
}


class Gauges:
    """The numbers of one process, kept for a while so that scrapes cost next to nothing."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = Lock()
        self._kept: tuple[Gauge, ...] = ()
        self._until = 0.0

    def current(self) -> tuple[Gauge, ...]:
        """All of them; where the database is away only what needs none. Raises nothing of it."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._kept = tuple(look(self._house))
                self._until = time.monotonic() + KEPT_SECONDS
            return self._kept


def look(house: House) -> Iterator[Gauge]:
    """Every number as it is now."""
    yield from _disk(house)
    yield Gauge("triage_daily_limit", house.settings.current().triage_daily_messages)
    now = house.clock.now()
    try:
        with house.store.reading() as tx:
            found = [*_work(tx, now), *_people(tx, now), *_ages(tx, now)]
    except StorageDown:
        log.warning("gauges_storage_down")
        yield Gauge("triage_database_up", 0)
        return
    yield Gauge("triage_database_up", 1)
    yield from found


def _work(tx: Tx, now: datetime) -> Iterator[Gauge]:
    for kind, waiting in vital.due(tx, now).items():
        yield Gauge("triage_due_work", waiting.count, {"kind": kind, "state": "due"})
        age = _age(waiting.since, now)
        yield Gauge("triage_due_work_oldest_seconds", age, {"kind": kind})
    for kind, count in vital.dead(tx, now).items():
        yield Gauge("triage_due_work", count, {"kind": kind, "state": "dead"})
    yield Gauge("triage_sent_today", spending.sent_on(tx, now))


def _people(tx: Tx, now: datetime) -> Iterator[Gauge]:
    overdue = vital.overdue_calls(tx, now)
    states = vital.calls(tx)
    for state in ("open", "missed"):
        yield Gauge("triage_callbacks", states.get(state, 0), {"state": state})
    yield Gauge("triage_callbacks", overdue.count, {"state": "overdue"})
    yield Gauge("triage_callbacks_overdue_oldest_seconds", _age(overdue.since, now))
    yield from _waiting(
        "triage_red_flags_waiting",
        "triage_red_flags_oldest_seconds",
        vital.unseen_red_flags(tx),
        now,
    )
    names = ("triage_alerts_untold", "triage_alerts_untold_oldest_seconds")
    yield from _waiting(*names, vital.untold_alerts(tx, alerts.KIND, PREFIX, now), now)
    names = ("triage_erasures_open", "triage_erasures_oldest_seconds")
    yield from _waiting(*names, vital.open_erasures(tx), now)


def _ages(tx: Tx, now: datetime) -> Iterator[Gauge]:
    backup = meta.find(tx, LAST_GOOD)
    moments = {
        "triage_worker_heartbeat_age_seconds": meta.find(tx, outage.HEARTBEAT),
        "triage_log_read_age_seconds": meta.find(tx, outage.DONE),
        "triage_backup_age_seconds": json.loads(backup)["at"] if backup else None,
    }
    for name, at in moments.items():
        if at:
            yield Gauge(name, _age(datetime.fromisoformat(at), now))


def _disk(house: House) -> Iterator[Gauge]:
    disk = shutil.disk_usage(existing(house.settings.current().triage_data_dir))
    yield Gauge("triage_disk_free_bytes", disk.free)
    yield Gauge("triage_disk_free_ratio", disk.free / disk.total)


def _waiting(count: str, oldest: str, found: Waiting, now: datetime) -> Iterator[Gauge]:
    yield Gauge(count, found.count)
    yield Gauge(oldest, _age(found.since, now))


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
