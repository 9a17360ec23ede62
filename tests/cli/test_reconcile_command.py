"""`triage reconcile` as an operator runs it, against a stand-in over real HTTP."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run
from tests.reconcile.conftest import ASHA, TOKEN, Outside, clock, outside

__all__ = ["clock", "outside"]


def test_the_command_says_what_it_found(
    outside: Outside, triage: Run, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    _as_environment(outside, monkeypatch, database_url)
    outside.lost("Hello", minutes_ago=30)
    outside.lost("Hello", minutes_ago=60 * 26, sender="+447700900111")

    dry = triage("reconcile", "--since", "2d", "--dry-run")
    done = triage("reconcile", "--since", "2d", "--json")
    again = triage("reconcile", "--since", "2d")

    assert (dry.code, dry.err) == (0, "")
    assert "2 are missing, 1 of them older than a day." in dry.out
    told = json.loads(done.out)
    assert (told["added"], told["answered"], told["handed"], told["failed"]) == (2, 1, 1, 0)
    assert "2 were here" in again.out
    assert "0 were added" in again.out
    assert ASHA not in dry.out + done.out + again.out


def test_a_time_that_is_none_is_wrong_usage(triage: Run) -> None:
    ran = triage("reconcile", "--since", "yesterday")

    assert ran.code == 2
    assert "6h" in ran.err


def test_a_time_that_is_yet_to_come_is_wrong_usage(
    outside: Outside, triage: Run, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    _as_environment(outside, monkeypatch, database_url)

    ran = triage("reconcile", "--since", "2999-01-01")

    assert ran.code == 2
    assert "2999-01-01" in ran.err
    assert "yet to come" in ran.err


def test_a_twilio_out_of_reach_is_one_line(
    outside: Outside, triage: Run, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    _as_environment(outside, monkeypatch, database_url)
    monkeypatch.setenv("TWILIO_API_BASE_URL", "http://127.0.0.1:1")

    ran = triage("reconcile", "--since", "2d")

    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "Twilio" in ran.err


def _as_environment(outside: Outside, monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    """The house of the fixture as the environment of a process."""
    settings = outside.house.settings.current()
    values = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(settings.triage_data_dir),
        "TRIAGE_SECRETS_DIR": str(settings.triage_data_dir / "secrets"),
        "DATABASE_URL": database_url,
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE_URL": outside.address,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
