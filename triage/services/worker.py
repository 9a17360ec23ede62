"""The background work, round after round, until it is told to stop. It outlives any outage."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from threading import Event, Thread

from triage.errors import StorageDown
from triage.logs import get_logger
from triage.services.alerts import telling
from triage.services.doctor import rounds as doctor
from triage.services.figures import export_work
from triage.services.files import attachments
from triage.services.house import House
from triage.services.leads import search
from triage.services.messages import outbox
from triage.services.people import erasure_work, retention
from triage.services.promises import promise_work
from triage.services.recovery import outage
from triage.storage import meta

HEARTBEAT = outage.HEARTBEAT

log = get_logger("triage.worker")


def _beat(house: House) -> None:
    """Say that a worker lives; `doctor` looks at it."""
    now = house.clock.now()
    with house.store.transaction() as tx:
        outage.note_beat(tx, meta.find(tx, HEARTBEAT), now)
        meta.put(tx, HEARTBEAT, now.isoformat())


def _deliver(house: House) -> None:
    outbox.deliver_due(house, house.send, house.find_sent)


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of work; it looks itself for what is due. `every` is the least time between two.

    Tasks of one `lane` are done one after the other; whatever waits for others' machines has a lane
    of its own, so that a message to a patient never waits for it.
    """

    name: str
    do: Callable[[House], object]
    every: timedelta = timedelta()
    lane: str = "main"


#: Everything that a worker does, in the order of a round.
TASKS: tuple[Task, ...] = (
    Task("beat", _beat, every=timedelta(seconds=10), lane="heart"),
    Task("deliver", _deliver),
    Task("promises", promise_work.work, every=timedelta(seconds=15)),
    Task("index_words", search.index_words, every=timedelta(seconds=2)),
    Task("reconcile", outage.run_scheduled, every=outage.EVERY, lane="log"),
    Task("reconcile_asked", outage.run_when_asked, lane="log"),
    Task("give_files", attachments.give_work, every=timedelta(minutes=10), lane="files"),
    Task("sweep_files", attachments.sweep, every=timedelta(hours=1), lane="files"),
    Task("fetch_files", attachments.fetch_due, lane="files"),
    Task("tell_staff", telling.tell_due, every=timedelta(seconds=2), lane="alerts"),
    Task("doctor", doctor.keep_report, every=timedelta(minutes=5), lane="doctor"),
    Task("export_leads", export_work.work, lane="exports"),
    Task("purge", retention.run_scheduled, every=timedelta(hours=1), lane="erasures"),
    Task("erase_people", erasure_work.work, every=timedelta(seconds=5), lane="erasures"),
    Task("forget_exports", export_work.forget_expired, every=timedelta(minutes=10), lane="exports"),
)
#: What lanes load when they first need it. Two that load one library at once can fail: so before.
_LOADED_FIRST = (
    "triage.twilio_gateway.rest",
    "triage.media.fetching",
    "triage.media.making",
    "triage.media.scanning",
    "triage.media.shelf",
    "triage.notify",
)
#: How long a lane may take to end what it is doing; what is left is done again after its lease.
_GOODBYE_SECONDS = 5.0


def run(house: House, stop: Event, *, pause: float = 1.0, tasks: tuple[Task, ...] = TASKS) -> None:
    """Work until `stop` is set; what is under way in the main lane is finished."""
    log.info("worker_started")
    for name in _LOADED_FIRST:
        import_module(name)
    aside = [
        Thread(target=_run_lane, args=(house, stop, pause, lane, tasks), name=lane, daemon=True)
        for lane in sorted({task.lane for task in tasks} - {"main"})
    ]
    for thread in aside:
        thread.start()
    _run_lane(house, stop, pause, "main", tasks)
    for thread in aside:
        thread.join(_GOODBYE_SECONDS)
    log.info("worker_stopped")


def _run_lane(house: House, stop: Event, pause: float, lane: str, tasks: tuple[Task, ...]) -> None:
    done_at: dict[str, datetime] = {}
    while not stop.is_set():
        for task in tasks:
            if task.lane == lane and not stop.is_set():
                _do(house, task, done_at)
        stop.wait(pause * (0.75 + secrets.randbelow(500) / 1000))


def _do(house: House, task: Task, done_at: dict[str, datetime]) -> None:
    """One task, when it is time. One that breaks must not keep the others from being done."""
    now, last = house.clock.now(), done_at.get(task.name)
    if last is not None and timedelta() <= now - last < task.every:
        return
    done_at[task.name] = now
    try:
        task.do(house)
    except StorageDown as problem:
        log.warning("worker_storage_down", task=task.name, reason=str(problem))
    except Exception:
        log.exception("worker_task_failed", task=task.name)
