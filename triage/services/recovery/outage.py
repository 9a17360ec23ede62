"""When Twilio's log has to be read: at a start, after an outage, and every ten minutes anyway.

Whoever notices that messages may have been missed asks for a run in the database, where any worker
finds it: a web process that had to apologise, a worker whose heart stood still.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from triage.errors import SendFailed, StorageDown
from triage.logs import get_logger
from triage.services.house import House
from triage.services.recovery import reconcile
from triage.storage import Tx, meta

#: Meta rows: from when on a run is wanted, and when the last one ended well.
ASKED, DONE = "reconcile.asked", "reconcile.done"
#: Meta row: when a worker last showed that it lives.
HEARTBEAT = "worker.heartbeat"
EVERY = timedelta(minutes=10)
#: A worker that was silent for longer was away, or the database was.
HEART_STOOD_STILL = timedelta(seconds=45)
#: Taken in at once; a worker has other work too, and goes on in its next round.
AT_ONCE = 200
_TRY_AGAIN = timedelta(minutes=1)
_LOOK_EVERY, _LOOKS = 2.0, 900  # half an hour: after that the schedule does it

log = get_logger("triage.outage")
_noting = threading.Lock()


def ask(tx: Tx, at: datetime) -> None:
    """Have the log read from this time on."""
    meta.put(tx, ASKED, at.isoformat())


def note(house: House) -> None:
    """A message could not be taken: as soon as the database answers, have the log read.

    Returns at once and raises nothing; one thread a process waits for the database. Where no thread
    can be had, the next message asks again, and the schedule reads the log anyway.
    """
    if not _noting.acquire(blocking=False):
        return
    try:
        threading.Thread(target=_ask_later, args=(house,), name="outage", daemon=True).start()
    except RuntimeError:  # so many run already that the system gives no more
        _noting.release()
        log.warning("outage_not_noted")


def note_beat(tx: Tx, before: str | None, now: datetime) -> None:
    """A worker's heart beats again, after `before` (ISO time, None for the first time)."""
    away = None if not before else now - datetime.fromisoformat(before)
    if away is not None and not timedelta() <= away <= HEART_STOOD_STILL:
        ask(tx, now + reconcile.GRACE)


def note_start(house: House) -> None:
    """Web processes start: before that nobody answered, maybe for long."""
    with house.store.transaction() as tx:
        ask(tx, house.clock.now() + reconcile.GRACE)


def run_scheduled(house: House) -> None:
    """Read the log, as a worker does at its start and every ten minutes."""
    _run(house)


def run_when_asked(house: House) -> None:
    """Read the log if somebody asked for it."""
    with house.store.reading() as tx:
        asked = meta.find(tx, ASKED)
    if asked and datetime.fromisoformat(asked) <= house.clock.now():
        _run(house)


def _run(house: House) -> None:
    now = house.clock.now()
    try:
        found = reconcile.run(house, limit=AT_ONCE)
    except SendFailed as failure:
        log.warning("reconcile_failed", code=failure.code)
        with house.store.transaction() as tx:
            ask(tx, now + _TRY_AGAIN)
        return
    if found.added or found.failed:
        log.info("reconciled", count=found.added, since=found.since, until=found.until)
    with house.store.transaction() as tx:
        meta.put(tx, DONE, now.isoformat())
        asked = meta.find(tx, ASKED)
        if found.more:
            ask(tx, now)
        elif asked and datetime.fromisoformat(asked) <= now:
            meta.put(tx, ASKED, "")


def _ask_later(house: House) -> None:
    """Wait for the database, then ask; what came in the last minute is still too young."""
    tick = threading.Event()
    try:
        for _ in range(_LOOKS):
            tick.wait(_LOOK_EVERY)
            try:
                with house.store.transaction() as tx:
                    ask(tx, house.clock.now() + reconcile.GRACE)
            except StorageDown:
                continue
            return
    finally:
        _noting.release()
