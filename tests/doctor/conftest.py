"""A healthy house beside a stand-in for Twilio; tests make one thing ill at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.builders import arrival
from tests.reconcile.conftest import SMS, WHATSAPP, Outside, clock, outside
from triage import canary
from triage.services.doctor.report import Line, State
from triage.services.doctor.rounds import examine
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.recovery import backup, outage, reconcile
from triage.settings import SettingsSource, load
from triage.storage import meta

__all__ = ["SMS", "WHATSAPP", "clock", "outside"]


@dataclass
class Patient:
    """The house as the doctor sees it."""

    outside: Outside

    @property
    def house(self) -> House:
        """Its house."""
        return self.outside.house

    def lines(self) -> dict[str, Line]:
        """The report, by the names of its lines."""
        return {line.name: line for line in examine(self.house)}

    def line(self, name: str) -> Line:
        """One line."""
        return self.lines()[name]

    def bad(self) -> dict[str, State]:
        """Everything that is not well."""
        return {n: line.state for n, line in self.lines().items() if line.state is not State.OK}

    def put(self, key: str, value: object) -> None:
        """Write a meta row."""
        with self.house.store.transaction() as tx:
            meta.put(tx, key, value if isinstance(value, str) else json.dumps(value))

    def lead(self, sender: str, **led: Any) -> None:
        """Set where Twilio leads a sender."""
        values = {"sender": sender, **led}
        requests.post(f"{self.outside.address}/standin/lines", json=values, timeout=5)


@pytest.fixture
def source(tmp_path: Path) -> SettingsSource:
    """Settings of a demo whose public address is the one that the stand-in leads to."""
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(tmp_path / "var"),
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "PUBLIC_BASE_URL": "http://127.0.0.1:1",
        "TRIAGE_LANGUAGES": "en",
        "TRIAGE_ALERT_URLS": "json://127.0.0.1:9/",
    }
    return load(environ, env_file=None)


@pytest.fixture
def patient(outside: Outside, source: SettingsSource) -> Patient:
    """Everything is well with this one."""
    house = replace(outside.house, settings=source)
    outside.house = house
    receive(house, arrival("hi"))
    now = datetime.now(UTC).isoformat()
    rows = {
        outage.HEARTBEAT: now,
        outage.DONE: now,
        reconcile.REACHED: now,
        backup.LAST_GOOD: json.dumps({"at": now, "rows": 1, "bytes": 1}),
        "vault.canary": canary.check(house.vault, None),
    }
    whole = Patient(outside)
    for key, value in rows.items():
        whole.put(key, value)
    if house.store.has_one_writer:
        base = str(house.store.engine.url.database)
        for path in map(Path, (base, f"{base}-wal", f"{base}-shm", f"{base}.lock")):
            if path.exists():
                path.chmod(0o600)
    return whole
