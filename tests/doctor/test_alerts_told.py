"""The doctor on alerts to the staff: late ones, ones that may wait, and nobody to tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.builders import arrival
from tests.doctor.conftest import Patient
from triage.services.alerts import alerts
from triage.services.alerts.alert_targets import PREFIX
from triage.services.doctor.report import State
from triage.services.messages.inbox import receive
from triage.settings import load
from triage.storage import due


def test_an_alert_that_nobody_was_told(patient: Patient) -> None:
    receive(patient.house, arrival("human"))
    with patient.house.store.transaction() as tx:
        alerts.raise_alert(tx, "red_flag", 1, now=patient.house.clock.now())
    assert patient.line("alerts").state is State.OK

    patient.outside.clock.tick(minutes=6)

    line = patient.line("alerts")
    assert (line.state, line.words) == (
        State.FAIL,
        "1 not told to the staff, the oldest for 6 minutes",
    )


def test_an_alert_that_quiet_hours_hold_back_is_not_late(patient: Patient) -> None:
    later = patient.house.clock.now() + timedelta(hours=8)
    with patient.house.store.transaction() as tx:
        due.add(tx, f"{PREFIX}c1", 1, person_id=None, run_at=later)

    patient.outside.clock.tick(hours=7, minutes=50)
    assert patient.line("alerts").state is State.OK

    patient.outside.clock.tick(minutes=20)
    assert patient.line("alerts").state is State.FAIL


def test_nobody_who_could_be_told(patient: Patient, tmp_path: Path) -> None:
    assert patient.line("staff told").state is State.OK

    silent = load({"TRIAGE_ENV": "demo", "TRIAGE_DATA_DIR": str(tmp_path / "var")}, env_file=None)
    patient.outside.house = replace(patient.house, settings=silent)

    assert patient.line("staff told").state is State.WARN
