"""What each running process accepts: so that a rotation knows when all of them have read a file.

Every web process and worker says, in a row of its own, the ids of the keys that it accepts and the
one it uses first: at its start, within two seconds of a change, and every five seconds. At the same
moment it writes down when it used which key. It is done in a thread of its own, so that no message
waits for it. A process that has said nothing for twenty seconds is taken to be gone.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread

from triage.errors import StorageDown
from triage.logs import get_logger
from triage.services.credentials import uses
from triage.services.credentials.catalogue import SECRETS
from triage.services.house import House
from triage.storage import Tx, credential_keys, processes

LOOK_EVERY = 1.0  # seconds between two looks that cost nothing
BEAT = timedelta(seconds=5)
GONE_AFTER = timedelta(seconds=20)
_FORGOTTEN_AFTER = timedelta(hours=1)

log = get_logger("triage.credentials")

Ids = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """What one process said last: `ids` are the keys it accepts, the one that it uses first."""

    process: str
    kind: str
    at: datetime
    ids: Ids

    def __str__(self) -> str:
        return f"{self.kind} {self.process}"


def ids_of(house: House) -> dict[str, tuple[str, ...]]:
    """Name of a secret -> ids of the keys that this process accepts now."""
    settings = house.settings.current()
    return {secret.name: secret.ids(settings) for secret in SECRETS}


@dataclass(slots=True)
class Reporter:
    """Says it for this process; `kind` is "web" or "worker"."""

    house: House
    kind: str
    _said: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _at: datetime | None = None
    _used: set[tuple[str, str]] = field(default_factory=set)

    def tick(self) -> bool:
        """Say it if it is time to; whether it was. Raises StorageDown."""
        ids, now = ids_of(self.house), self.house.clock.now()
        noted = uses.noted()
        used = {key: now - timedelta(seconds=ago) for key, ago in uses.by_id(noted).items()}
        is_due = self._at is None or not timedelta() <= now - self._at < BEAT
        if not (is_due or ids != self._said or used.keys() - self._used):
            return False
        told = json.dumps({"kind": self.kind, "at": now.isoformat(), "ids": ids})
        with self.house.store.transaction() as tx:
            if ids != self._said or self._at is None:
                see_all(tx, ids, now)
            processes.say(tx, this_process(), told)
            credential_keys.use(tx, used)
        uses.drop(noted)
        self._said, self._at = ids, now
        self._used |= set(used)
        return True


def see_all(tx: Tx, ids: Ids, now: datetime) -> None:
    """Note down since when keys are accepted."""
    for name, some in ids.items():
        for key_id in some:
            credential_keys.see(tx, name, key_id, now)


def start(house: House, kind: str) -> Event:
    """Report from now on, in a thread that ends with the process, or when the event is set."""
    stop = Event()
    thread = Thread(target=_report, args=(Reporter(house, kind), stop), name="keys", daemon=True)
    thread.start()
    return stop


def _report(reporter: Reporter, stop: Event) -> None:
    while not stop.is_set():
        try:
            reporter.tick()
        except StorageDown:
            log.warning("keys_not_reported")
        except Exception:
            log.exception("keys_not_reported")
        stop.wait(LOOK_EVERY)


def present(house: House) -> list[Report]:
    """Every process that lives, by name."""
    now = house.clock.now()
    with house.store.reading() as tx:
        said = processes.said(tx)
    reports = (_read(process, words) for process, words in said.items())
    return [one for one in reports if now - one.at <= GONE_AFTER]


def forget_gone(house: House) -> None:
    """Rows of processes that went long ago."""
    now = house.clock.now()
    with house.store.transaction() as tx:
        for process, words in processes.said(tx).items():
            if now - _read(process, words).at > _FORGOTTEN_AFTER:
                processes.forget(tx, process)


def this_process() -> str:
    """A short name: the machine's, hashed, and the process id."""
    host = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
    return f"{host}.{os.getpid()}"


def _read(process: str, words: str) -> Report:
    told = json.loads(words)
    ids = {name: tuple(some) for name, some in told["ids"].items()}
    return Report(process, told["kind"], datetime.fromisoformat(told["at"]), ids)
