"""How single settings are read."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.adapters.made_up import key, production
from triage.errors import ConfigProblem
from triage.settings import Settings, load


def settings(**changed: str) -> Settings:
    return load(production(**changed), env_file=None).current()


def refused(**changed: str) -> str:
    """The one problem that these settings have."""
    with pytest.raises(ConfigProblem) as caught:
        settings(**changed)
    assert len(caught.value.problems) == 1, caught.value.problems
    return caught.value.problems[0]


def test_lists_are_comma_separated_newest_first() -> None:
    read = settings(
        TWILIO_AUTH_TOKEN="new-token-0000, old-token-0000,",
        TRIAGE_DATA_KEY=f"{key('n')},{key('o')}",
    )

    assert read.auth_tokens == ("new-token-0000", "old-token-0000")
    assert read.data_keys == (b"n" * 32, b"o" * 32)
    assert read.index_key == b"i" * 32


def test_a_key_may_lack_its_padding() -> None:
    assert settings(TRIAGE_DATA_KEY=key("p").rstrip("=")).data_keys == (b"p" * 32,)


@pytest.mark.parametrize("wrong", ["abc", key("d")[:-4], key("d") + "AAAA", "é" * 44, "*" * 44])
def test_a_key_of_another_form_is_refused(wrong: str) -> None:
    assert "32 random bytes" in refused(TRIAGE_DATA_KEY=wrong)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgres://u:p%40@db/triage", "postgresql+psycopg://u:p%40@db/triage"),
        ("postgresql://db/triage?x=1", "postgresql+psycopg://db/triage?x=1"),
        ("postgresql+psycopg://db/triage", "postgresql+psycopg://db/triage"),
        ("sqlite:////srv/triage.db", "sqlite:////srv/triage.db"),
    ],
)
def test_a_database_address_is_made_fit_for_the_engine(given: str, read: str) -> None:
    assert settings(DATABASE_URL=given).database == read


def test_sqlite_paths_start_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert settings().database == f"sqlite:///{tmp_path}/var/triage.db"
    assert settings(DATABASE_URL="sqlite:///x.db").database == f"sqlite:///{tmp_path}/x.db"
    assert settings(TRIAGE_DATA_DIR="d").database == f"sqlite:///{tmp_path}/d/triage.db"


@pytest.mark.parametrize(
    "wrong", ["mysql://db/x", "sqlite://", "sqlite:///:memory:", "triage.db", "postgres://h:x/d"]
)
def test_another_database_is_refused(wrong: str) -> None:
    assert refused(DATABASE_URL=wrong).startswith("DATABASE_URL: ")


def test_the_slash_at_the_end_of_our_address_is_dropped() -> None:
    read = settings(PUBLIC_BASE_URL="https://chat.example.org/bot/")

    assert read.public_base_url == "https://chat.example.org/bot"


@pytest.mark.parametrize(
    "wrong",
    [
        *("chat.example.org", "ftp://chat.example.org", "https://", "https://u:p@chat.example.org"),
        *(
            "https://chat.example.org/?a=1",
            "https://chat.example.org/#a",
            "https://a b.example.org",
        ),
        *("https://chat.example.org:port", "http://chat.example.org"),
    ],
)
def test_an_address_that_twilio_cannot_sign_is_refused(wrong: str) -> None:
    assert refused(PUBLIC_BASE_URL=wrong).startswith("PUBLIC_BASE_URL: ")


def test_senders_are_kept_as_twilio_writes_them() -> None:
    read = settings(
        TWILIO_SMS_FROM="+12025550100,55555",
        TWILIO_WHATSAPP_FROM="+12025550101,whatsapp:+12025550102",
    )

    assert read.senders == {
        *("+12025550100", "55555", "whatsapp:+12025550101", "whatsapp:+12025550102")
    }


@pytest.mark.parametrize(
    ("given", "days", "opens", "closes"),
    [
        ("Mon-Sat 09:30-18:30", {0, 1, 2, 3, 4, 5}, time(9, 30), time(18, 30)),
        ("sun-thu 9:00 - 17:00", {6, 0, 1, 2, 3}, time(9), time(17)),
        ("Mon-Wed, Friday 10:00-16:00", {0, 1, 2, 4}, time(10), time(16)),
    ],
)
def test_office_hours_are_read(given: str, days: set[int], opens: time, closes: time) -> None:
    office = settings(TRIAGE_OFFICE_HOURS=given, TRIAGE_TIMEZONE="Asia/Dubai").office

    assert office.zone == "Asia/Dubai"
    assert set(office.days) == days
    assert (office.opens, office.closes) == (opens, closes)


@pytest.mark.parametrize(
    "wrong", ["always", "Mon-Sat", "Mon 18:00-09:00", "Xyz 9:00-17:00", "Mon 9:00-25:00"]
)
def test_office_hours_that_make_no_sense_are_refused(wrong: str) -> None:
    assert refused(TRIAGE_OFFICE_HOURS=wrong).startswith("TRIAGE_OFFICE_HOURS: ")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("+6h", timedelta(hours=6)),
        ("-2d", timedelta(days=-2)),
        ("+1d90m", timedelta(days=1, minutes=90)),
        ("2026-11-22T10:00:00+05:30", datetime(2026, 11, 22, 4, 30, tzinfo=UTC)),
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
    ],
)
def test_the_test_clock_is_an_instant_or_a_shift(
    given: str, read: datetime | timedelta, tmp_path: Path
) -> None:
    demo = load(
        production(TRIAGE_ENV="demo", TRIAGE_CLOCK=given, TRIAGE_DATA_DIR=str(tmp_path)),
        env_file=None,
    )

    assert demo.current().clock_offset == read


@pytest.mark.parametrize(
    "wrong", ["2026-11-22T10:00:00", "tomorrow", "6h", "+999999d", "9999-12-31T23:59:59-23:00"]
)
def test_a_clock_without_zone_or_sense_is_refused(wrong: str) -> None:
    assert refused(TRIAGE_CLOCK=wrong).startswith("TRIAGE_CLOCK: ")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("PORT", "0"),
        ("PORT", "http"),
        ("WEB_CONCURRENCY", "1.5"),
        ("TRIAGE_DB_DEADLINE_SECONDS", "nan"),
        ("TRIAGE_DB_DEADLINE_SECONDS", "60"),
        ("TRIAGE_TIMEZONE", "Mars/Olympus"),
        ("TRIAGE_TIMEZONE", "../etc/passwd"),
        ("TRIAGE_CALL_NUMBER", "9800000012"),
        ("TRIAGE_CALL_NUMBER", "call us"),
        ("TWILIO_SMS_FROM", "sms:55555"),
        ("TRIAGE_LOG_LEVEL", "LOUD"),
        ("TRIAGE_LANGUAGES", "hi"),
        ("TRIAGE_LANGUAGES", "english"),
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("TWILIO_WHATSAPP_FROM", "whatsapp:US.1"),
        ("TWILIO_SMS_FROM", "whatsapp:+12025550100"),
        ("TWILIO_MESSAGING_SERVICE_SID", "XX" + "0" * 32),
    ],
)
def test_a_value_out_of_its_range_is_refused_by_name(name: str, wrong: str) -> None:
    problem = refused(**{name: wrong})

    assert problem.startswith(f"{name}: ")
    assert wrong not in problem.removeprefix(f"{name}: ")


def test_a_setting_of_few_words_is_refused_with_those_words() -> None:
    assert (
        refused(TRIAGE_LOG_LEVEL="LOUD")
        == "TRIAGE_LOG_LEVEL: must be DEBUG, INFO, WARNING or ERROR"
    )
    assert refused(TRIAGE_ENV="test") == "TRIAGE_ENV: must be production or demo"
