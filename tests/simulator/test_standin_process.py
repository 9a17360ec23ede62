"""The stand-in as a process: where its settings come from, and what it refuses to do."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from tests.simulator.conftest import ACCOUNT, PERSON, SMS, World
from triage.simulator.answers import BadAnswer, read_twiml, replies_in
from triage.simulator.exchange import MAX_FILES_AT, MAX_RECORDS, Exchange
from triage.simulator.records import File, Record, new_sid, segments
from triage.simulator.server import main, make_standin
from triage.simulator.settings import from_environment, hours_of

ENVIRONMENT = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "PUBLIC_BASE_URL": "http://127.0.0.1:8000/",
    "TWILIO_SMS_FROM": "+12025550100,+12025550102",
    "TWILIO_WHATSAPP_FROM": "+12025550101",
    "TWILIO_AUTH_TOKEN": "newest, older",
}


def test_settings_have_the_programs_own_names() -> None:
    settings = from_environment({**ENVIRONMENT, "TWILIO_API_KEY": "SK1", "TWILIO_API_SECRET": "s"})

    assert settings.inbound_url == "http://127.0.0.1:8000/twilio/inbound"
    assert settings.sms_number == SMS
    assert settings.whatsapp_number == "whatsapp:+12025550101"
    assert settings.auth_tokens() == ("newest", "older")
    assert settings.api_keys() == {"SK1": "s"}


def test_rotated_token_file_is_read_anew(tmp_path: Path) -> None:
    settings = from_environment({**ENVIRONMENT, "TRIAGE_SECRETS_DIR": str(tmp_path)})
    assert settings.auth_tokens() == ("newest", "older")

    (tmp_path / "TWILIO_AUTH_TOKEN").write_text("fresh,newest\n")

    assert settings.auth_tokens() == ("fresh", "newest")


def test_settings_do_not_show_secrets() -> None:
    assert "newest" not in repr(from_environment(ENVIRONMENT))


@pytest.mark.parametrize(
    ("text", "hours"), [("+6h", 6), ("+72h\n", 72), ("2026-11-22T10:00:00+05:30", 0), ("", 0)]
)
def test_shifted_clock_is_read_in_hours(text: str, hours: int) -> None:
    assert hours_of(text) == hours


def test_missing_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)

    assert main([]) == 2
    assert "TWILIO_ACCOUNT_SID" in capsys.readouterr().err


def test_other_machines_are_not_served() -> None:
    with pytest.raises(ValueError, match="this machine"):
        make_standin("0.0.0.0", 0, from_environment(ENVIRONMENT))  # noqa: S104 - refused


def test_module_runs_as_a_process_of_its_own(world: World) -> None:
    port = world.standin.rpartition(":")[2]
    words = [sys.executable, "-m", "triage.simulator.server", "--port", port]
    environment = {**os.environ, **ENVIRONMENT}

    ended = subprocess.run(words, env=environment, capture_output=True, timeout=30)  # noqa: S603 - our own words

    assert ended.returncode != 0
    assert requests.get(f"{world.standin}/healthz", timeout=5).json() == {"ok": True}


def test_memory_is_bounded() -> None:
    exchange = Exchange()
    now = datetime.now(UTC)
    for n in range(MAX_RECORDS + 50):
        files = (File(new_sid("ME"), "image/png", b"x"),) if n > MAX_RECORDS - 200 else ()
        exchange.add(Record(f"SM{n}", "inbound", PERSON, SMS, "x", "", now, files=files))

    kept = exchange.messages()
    assert len(kept) == MAX_RECORDS
    assert sum(bool(record.files) for record in kept) == MAX_FILES_AT
    assert exchange.find("SM0") is None
    assert exchange.change("SM0", status="read") is None


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 159 + "€", 2),
        ("\U0001f44d" * 35, 1),
        ("\u00e7" * 71, 2),
    ],
)
def test_segments_are_counted_as_carriers_do(body: str, count: int) -> None:
    assert segments(body) == count


def test_answer_is_read_as_twilio_reads_it() -> None:
    twice = b"<Response><Message>a &amp; b</Message><Message><Body>c</Body></Message></Response>"

    assert read_twiml(twice) == ["a & b", "c"]
    assert replies_in(200, "text/plain", b"all of it") == ("all of it",)
    assert replies_in(204, "", b"") == ()


def test_entities_of_an_answer_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "b">]><Response><Message>&a;</Message></Response>'

    with pytest.raises(BadAnswer) as refused:
        read_twiml(bomb)
    assert refused.value.code == 12100


def test_clock_of_the_standin_moves(world: World) -> None:
    before = datetime.now(UTC)
    requests.post(f"{world.standin}/phone/clock", json={"hours": 5}, timeout=5)
    world.send("Hello")

    query = {"from": PERSON, "channel": "sms"}
    answer = requests.get(f"{world.standin}/phone/thread", params=query, timeout=5).json()
    shifted = datetime.fromisoformat(answer["messages"][0]["at"]) - before
    assert 4.9 < shifted.total_seconds() / 3600 < 5.1
    refused = requests.post(f"{world.standin}/phone/clock", json={"hours": -1}, timeout=5)
    assert refused.status_code == 400
    assert answer["shift_hours"] == 5
