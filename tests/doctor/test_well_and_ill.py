"""The doctor says that a healthy house is well, and of an ill one what is wrong and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from models import callback, due_work, lead
from tests.builders import arrival
from tests.doctor.conftest import Patient
from triage.ranks import Rank
from triage.services.doctor import rounds
from triage.services.doctor.report import Check, Line, State, ago, worst
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import queue
from triage.services.recovery import backup, outage, reconcile
from triage.storage import lead_changes, meta, open_store, vital
from triage.storage.sqlite_library import journal_mode
from triage.vocabulary import LeadStatus

FAIL, WARN = State.FAIL, State.WARN


def test_a_healthy_house_is_well(patient: Patient) -> None:
    unreviewed = {"languages": WARN} if not patient.house.script.languages["en"].reviewed else {}

    assert patient.bad() == unreviewed


def test_every_line_that_is_not_well_says_what_to_do(patient: Patient) -> None:
    patient.put(outage.HEARTBEAT, "")
    patient.put(backup.LAST_GOOD, "")

    assert [
        line.name for line in patient.lines().values() if line.state != "ok" and not line.todo
    ] == []


@pytest.mark.parametrize(("age", "state"), [(30, State.OK), (90, FAIL), (100_000, FAIL)])
def test_a_worker_that_is_silent(patient: Patient, age: int, state: State) -> None:
    beat = datetime.now(UTC) - timedelta(seconds=age)
    patient.put(outage.HEARTBEAT, beat.isoformat())

    assert patient.line("worker").state is state


def test_a_message_that_nobody_sends(patient: Patient) -> None:
    queue(patient.house, address_id=1, body="Dear Asha")
    assert patient.line("messages to send").state is State.OK

    patient.outside.clock.tick(minutes=6)

    line = patient.line("messages to send")
    assert (line.state, line.words) == (FAIL, "1 not sent, the oldest for 6 minutes")


def test_work_that_was_given_up(patient: Patient) -> None:
    queue(patient.house, address_id=1, body="Dear Asha")
    with patient.house.store.transaction() as tx:
        tx.execute(update(due_work).values(state="dead"))

    line = patient.line("given up")

    assert (line.state, "1 of send_message" in line.words) == (FAIL, True)

    patient.outside.clock.tick(hours=49)
    assert patient.line("given up").state is State.OK, "an alarm that never ends hides the next"


def test_a_red_flag_that_nobody_answers(patient: Patient) -> None:
    receive(patient.house, arrival("2"))
    with patient.house.store.transaction() as tx:
        tx.execute(update(lead).values(status="contacted", rank=int(Rank.IN_PROGRESS)))
    receive(patient.house, arrival("chest pain"))
    assert patient.line("red flags").words.startswith("1 not answered")
    patient.outside.clock.tick(minutes=16)
    assert patient.line("red flags").state is FAIL, "who knew this person did not know of it"

    with patient.house.store.transaction() as tx:
        lead_changes.set_answered(tx, 1, LeadStatus.CONTACTED, now=patient.house.clock.now())

    assert patient.line("red flags").state is State.OK


def test_a_promised_call_that_nobody_made(patient: Patient) -> None:
    receive(patient.house, arrival("2"))
    start = datetime.now(UTC) - timedelta(hours=3)
    promised = {
        "lead_id": 1,
        "person_id": 1,
        "start": start,
        "end": start + timedelta(minutes=30),
        "zone": "Asia/Kolkata",
        "state": "open",
        "attempts": 0,
        "created_at": start,
    }
    with patient.house.store.transaction() as tx:
        tx.execute(insert(callback), promised)

    line = patient.line("promised calls")

    assert (line.state, line.words) == (FAIL, "1 not made and noted, the oldest for 2 hours")


def test_twilios_log_that_is_not_read(patient: Patient) -> None:
    for minutes, state in ((31, WARN), (121, FAIL)):
        done = datetime.now(UTC) - timedelta(minutes=minutes)
        patient.put(outage.DONE, done.isoformat())
        assert patient.line("Twilio's log").state is state
    patient.put(outage.DONE, datetime.now(UTC).isoformat())
    patient.put(reconcile.REACHED, (datetime.now(UTC) - timedelta(hours=3)).isoformat())

    assert "could not be stored" in patient.line("Twilio's log").words


def test_a_database_without_its_limits(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    found = dict(vital.limits(patient.house.store))
    ill = {"secure_delete": "0"} if "secure_delete" in found else {"lock_timeout": "0"}
    monkeypatch.setattr(vital, "limits", lambda store: {**found, **ill})

    line = patient.line("database limits")

    assert (line.state, line.words) == (FAIL, f"{next(iter(ill))} is 0")
    if "journal_mode" in found:
        assert found["journal_mode"].upper() == journal_mode()


def test_a_database_that_does_not_answer_is_one_line(patient: Patient, tmp_path: Path) -> None:
    nowhere = open_store("postgresql://nobody@127.0.0.1:1/none", deadline=0.5)
    lines = rounds.examine(replace(patient.house, store=nowhere))

    about = [line for line in lines if line.state is FAIL]
    assert [line.name for line in about] == ["database"]
    assert "does not answer" in about[0].words


def test_a_check_that_breaks_is_a_failed_check(patient: Patient) -> None:
    def broken(house: object) -> list[Line]:
        raise KeyError("a phone +12025550123")

    lines = rounds.examine(patient.house, (Check("odd", broken), *rounds.CHECKS[:1]))

    assert (lines[0].name, lines[0].state) == ("odd", FAIL)
    assert "KeyError" in lines[0].words
    assert "+1202" not in lines[0].words
    assert lines[1].name == "settings"


def test_a_restore_that_stopped_half_way(patient: Patient) -> None:
    patient.put(meta.RESTORE_PENDING, datetime.now(UTC).isoformat())

    assert patient.line("restore").state is FAIL


def test_the_worst_line_counts() -> None:
    ok, bad = Line("a", State.OK, ""), Line("b", FAIL, "")
    assert [worst([ok]), worst([ok, Line("c", WARN, "")]), worst([ok, bad])] == [
        "ok",
        "warn",
        "fail",
    ]
    assert [ago(timedelta(seconds=s)) for s in (5, 119, 7200, 200_000)] == [
        "5 seconds",
        "119 seconds",
        "2 hours",
        "2 days",
    ]
