"""The background work, round after round, until it is told to stop. It outlives any outage."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from threading import Event

from triage.errors import StorageDown
from triage.logs import get_logger
from triage.services import outbox
from triage.services.house import House
from triage.storage import meta

HEARTBEAT = "worker.heartbeat"
_BEAT_EVERY = timedelta(seconds=10)

log = get_logger("triage.worker")


def run(house: House, stop: Event, *, pause: float = 1.0) -> None:
    """Work until `stop` is set; what is under way is finished."""
    beaten: datetime | None = None
    log.info("worker_started")
    while not stop.is_set():
        try:
            beaten = _beat(house, beaten)
            outbox.deliver_due(house, house.send, house.find_sent)
        except StorageDown:
            log.warning("worker_storage_down")
        except Exception:
            # One piece of work that breaks must not keep all others from being done.
            log.exception("worker_round_failed")
        stop.wait(pause * (0.75 + secrets.randbelow(500) / 1000))
    log.info("worker_stopped")


def _beat(house: House, last: datetime | None) -> datetime:
    """Say that a worker lives; `doctor` looks at it."""
    now = house.clock.now()
    if last is not None and now - last < _BEAT_EVERY:
        return last
    with house.store.transaction() as tx:
        meta.put(tx, HEARTBEAT, now.isoformat())
    return now
