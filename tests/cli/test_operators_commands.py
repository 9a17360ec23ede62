"""`doctor`, `audit`, `backup` and `restore` as an operator runs them: exit codes and lines."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from triage.storage.sqlite_library import DBAPI


def _set_up(triage: Run) -> None:
    """A database in which an operator made an account."""
    assert triage("db", "upgrade").code == 0
    made = triage("users", "create", "b@c.example", "--name", "Bina")
    assert made.code == 0, made.err


def test_doctor_names_a_setting_that_is_missing(triage: Run, bare: Path) -> None:
    ran = triage("doctor")

    assert ran.code == 1
    assert "FAIL  TWILIO_AUTH_TOKEN" in ran.out
    assert "-> is missing; set the auth token" in ran.out


def test_doctor_as_json(triage: Run, demo_env: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_API_BASE_URL", "http://127.0.0.1:1")
    _set_up(triage)

    ran = triage("doctor", "--json")

    told = json.loads(ran.out)
    states = {line["name"]: line["state"] for line in told["lines"]}
    assert (ran.code, told["state"], ran.err) == (1, "fail", "")
    assert (states["database"], states["worker"], states["Twilio account"]) == (
        "ok",
        "fail",
        "fail",
    )
    assert all(line["todo"] for line in told["lines"] if line["state"] != "ok")


def test_doctor_says_that_the_schema_is_old(triage: Run, demo_env: Path) -> None:
    ran = triage("doctor")

    assert ran.code == 1
    assert "db upgrade" in ran.out


def test_audit_is_verified_and_listed(triage: Run, demo_env: Path) -> None:
    _set_up(triage)

    sound = triage("audit", "verify")
    listed = [json.loads(line) for line in triage("audit", "list", "--json").out.splitlines()]
    about = triage("audit", "list", "--subject", listed[0]["subject"]).out.splitlines()

    assert (sound.code, "every one fits" in sound.out) == (0, True)
    assert listed[0]["seq"] == 1
    assert listed[0]["actor"] == "operator"
    assert about[0].startswith("1\t20")
    assert triage("audit", "list", "--subject", "lead:nothing").out == ""
    assert triage("audit", "list", "--since", "2100-01-01").out == ""


def test_audit_names_the_first_bad_row(triage: Run, demo_env: Path) -> None:
    _set_up(triage)
    with DBAPI.connect(demo_env / "triage.db") as connection:
        connection.execute("UPDATE audit_event SET actor = 'nobody' WHERE seq = 1")

    ran = triage("audit", "verify")

    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "event 1 does not fit" in ran.err


def test_a_backup_goes_into_a_folder_and_comes_back(
    triage: Run, demo_env: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set_up(triage)
    folder = bare / "backups"
    folder.mkdir()

    made = triage("backup", str(folder))
    (file,) = folder.iterdir()
    verified = triage("backup", str(file), "--verify")
    refused = triage("restore", str(file))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{bare}/other.db")
    restored = triage("restore", str(file))
    listed = triage("users", "list")
    again = triage("restore", "--finish")

    assert (made.code, verified.code) == (0, 0)
    assert verified.out.startswith("sound: made 20")
    assert (refused.code, "--yes" in refused.err) == (1, True)
    assert restored.code == 0, restored.err
    assert "b@c.example" in listed.out
    assert (again.code, "there is nothing to finish" in again.out) == (0, True)


def test_another_key_does_not_verify(
    triage: Run, demo_env: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set_up(triage)
    file = bare / "night.triage"
    triage("backup", str(file))
    monkeypatch.setenv("TRIAGE_DATA_KEY", secrets.token_urlsafe(32))

    ran = triage("backup", str(file), "--verify")

    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "data key that is not accepted (id " in ran.err


def test_what_to_restore_must_be_said(triage: Run, demo_env: Path) -> None:
    assert triage("restore").code == 2
    assert triage("backup", "nowhere.triage", "--verify").code == 1
