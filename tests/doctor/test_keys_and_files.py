"""Keys, secrets, audit chain, backups and the disk, as the doctor sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from models import audit_event, credential_key, person
from tests.doctor.conftest import Patient
from triage.services import audit
from triage.services.credentials import status
from triage.services.doctor.report import State
from triage.services.recovery import backup

FAIL = State.FAIL


@pytest.mark.parametrize(("hours", "state"), [(25, State.OK), (27, FAIL)])
def test_a_backup_that_is_too_old(patient: Patient, hours: int, state: State) -> None:
    at = datetime.now(UTC) - timedelta(hours=hours)
    patient.put(backup.LAST_GOOD, {"at": at.isoformat(), "rows": 5, "bytes": 9})

    assert patient.line("backup").state is state


def test_a_key_that_is_gone_and_one_that_is_old(patient: Patient) -> None:
    with patient.house.store.transaction() as tx:
        tx.execute(update(person).values(key_id="0badcafe"))

    line = patient.line("people's keys")

    assert (line.state, "1 people under 0badcafe" in line.words) == (FAIL, True)


def test_a_wrong_data_key(patient: Patient) -> None:
    patient.put("vault.canary", "w1.0badcafe.AAAA/s1.AAAA")

    assert patient.line("keys").state is FAIL


def test_a_secret_that_is_too_old(patient: Patient) -> None:
    status.look(patient.house)
    long_ago = datetime.now(UTC) - timedelta(days=200, hours=1)
    with patient.house.store.transaction() as tx:
        tx.execute(
            update(credential_key)
            .where(credential_key.c.name == "twilio-auth-token")
            .values(first_seen_at=long_ago)
        )

    todo = patient.line("secret twilio-auth-token").todo

    assert todo.startswith("in use for 200 days, 180 are enough: ./run credentials rotate")


def test_an_audit_event_that_was_changed(patient: Patient) -> None:
    with patient.house.store.transaction() as tx:
        for n in range(3):
            audit.record(tx, at=datetime.now(UTC), actor="worker", action="a", subject=f"lead:{n}")
    with patient.house.store.transaction() as tx:
        tx.execute(update(audit_event).where(audit_event.c.seq == 2).values(actor="somebody"))
    assert patient.line("audit chain").words == "event 2 does not fit"

    with patient.house.store.transaction() as tx:
        tx.execute(delete(audit_event).where(audit_event.c.seq == 3))

    assert patient.line("audit chain").state is FAIL


def test_files_that_others_may_read(patient: Patient) -> None:
    data = patient.house.settings.current().triage_data_dir
    secret = data / "secrets" / "SECRET_KEY"
    secret.chmod(0o644)

    line = patient.line("permissions")

    assert (line.state, line.words) == (FAIL, "others may read SECRET_KEY")


def test_a_disk_that_is_nearly_full(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        total, free = 100 << 30, 1 << 28

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)

    assert patient.line("disk").state is FAIL
