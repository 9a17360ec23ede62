"""Whether the program is at work on a database that an operator is about to change as a whole."""

from __future__ import annotations

from datetime import datetime, timedelta

from triage.errors import Conflict
from triage.services.credentials import attendance
from triage.services.house import House
from triage.services.recovery.outage import HEARTBEAT
from triage.storage import meta

_STILL_ALIVE = timedelta(seconds=60)


def refuse_while_at_work(house: House) -> None:
    """Raises Conflict while a worker or a web process lives, or did a minute ago."""
    now = house.clock.now()
    with house.store.reading() as tx:
        beat = meta.find(tx, HEARTBEAT)
    if beat and timedelta() <= now - datetime.fromisoformat(beat) < _STILL_ALIVE:
        raise Conflict("a worker is running on this database: stop web and worker, wait a minute")
    if attendance.present(house):
        raise Conflict("web is running on this database: stop web and worker, wait a minute")
