"""The background work, round after round, until it is told to stop. It outlives any outage."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event

from triage.errors import StorageDown
from triage.logs import get_logger
from triage.services import outbox
from triage.services.house import House
from triage.storage import meta

HEARTBEAT = "worker.heartbeat"

log = get_logger("triage.worker")


def _beat(house: House) -> None:
    """Say that a worker lives; `doctor` looks at it."""
    with house.store.transaction() as tx:
        meta.put(tx, HEARTBEAT, house.clock.now().isoformat())


def _deliver(house: House) -> None:
    outbox.deliver_due(house, house.send, house.find_sent)


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of work; it looks itself for what is due. `every` is the least time between two."""

    name: str
    do: Callable[[House], object]
    every: timedelta = timedelta()


#: Everything that a worker does, in the order of a round.
TASKS: tuple[Task, ...] = (
    Task("beat", _beat, every=timedelta(seconds=10)),
    Task("deliver", _deliver),
)


def run(house: House, stop: Event, *, pause: float = 1.0, tasks: tuple[Task, ...] = TASKS) -> None:
    """Work until `stop` is set; what is under way is finished."""
    done_at: dict[str, datetime] = {}
    log.info("worker_started")
    while not stop.is_set():
        for task in tasks:
            _do(house, task, done_at)
        stop.wait(pause * (0.75 + secrets.randbelow(500) / 1000))
    log.info("worker_stopped")


def _do(house: House, task: Task, done_at: dict[str, datetime]) -> None:
    """One task, when it is time. One that breaks must not keep the others from being done."""
    now, last = house.clock.now(), done_at.get(task.name)
    if last is not None and timedelta() <= now - last < task.every:
        return
    done_at[task.name] = now
    try:
        task.do(house)
    except StorageDown:
        log.warning("worker_storage_down", task=task.name)
    except Exception:
        log.exception("worker_task_failed", task=task.name)
