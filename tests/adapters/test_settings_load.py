"""What is required, what production refuses, and how it is told."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.adapters.made_up import TOKEN, key, production
from triage.errors import ConfigProblem
from triage.settings import all_setting_names, describe_problems, load


def problems(environ: dict[str, str], env_file: Path | None = None) -> dict[str, str]:
    """Name -> what to do, for settings that are refused."""
    with pytest.raises(ConfigProblem) as caught:
        load(environ, env_file=env_file)
    return {name: text for name, _, text in (p.partition(": ") for p in caught.value.problems)}


def test_production_is_the_default_and_needs_every_secret_at_once() -> None:
    assert list(problems({})) == [
        "PUBLIC_BASE_URL",
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_SMS_FROM",
        "SECRET_KEY",
        "TRIAGE_DATA_KEY",
        "TRIAGE_INDEX_KEY",
    ]


def test_complete_settings_are_accepted() -> None:
    settings = load(production(), env_file=None).current()

    assert (settings.triage_env, settings.is_demo, settings.clock_offset) == (
        "production",
        False,
        None,
    )


def test_wrong_values_and_broken_rules_are_told_together_without_any_value() -> None:
    wrong = {
        "TRIAGE_ENV": "staging-7421",
        "PUBLIC_BASE_URL": "https://chat.example.org/?token=7421",
        "TRIAGE_DATA_KEY": "secret-7421",
        "TWILIO_API_KEY": "SK" + "1" * 32,
        "DATABASE_URL": "oracle://u:secret-7421@db/x",
    }

    found = problems(production(**wrong))

    assert set(found) == {*wrong, "TWILIO_API_SECRET"} - {"TWILIO_API_KEY"}
    assert "7421" not in str(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIAGE_CLOCK", "+6h"),
        ("PUBLIC_BASE_URL", "http://127.0.0.1:8080"),
        ("TWILIO_API_BASE_URL", "http://gateway.example.org"),
        ("SECRET_KEY", "only-31-characters-are-too-few-"),
        ("TRIAGE_METRICS_TOKEN", "short"),
        ("TWILIO_AUTH_TOKEN", "example-token"),
        ("TRIAGE_INDEX_KEY", key("d")),
    ],
)
def test_production_refuses_what_is_unsafe(name: str, value: str) -> None:
    assert list(problems(production(**{name: value}))) == [name]


@pytest.mark.parametrize(
    "address", ["https://gateway.example.org", "http://127.0.0.1:9000", "http://[::1]:1"]
)
def test_rest_calls_may_go_to_a_safe_address(address: str) -> None:
    settings = load(production(TWILIO_API_BASE_URL=address), env_file=None).current()

    assert settings.twilio_api_base_url == address


@pytest.mark.parametrize("name", ["TWILIO_WHATSAPP_FROM", "TWILIO_MESSAGING_SERVICE_SID"])
def test_one_list_of_senders_is_enough(name: str) -> None:
    value = "+12025550101" if name == "TWILIO_WHATSAPP_FROM" else "MG" + "0" * 32

    settings = load(production(TWILIO_SMS_FROM="", **{name: value}), env_file=None).current()

    assert settings.twilio_sms_from == ()


def test_rest_calls_log_in_with_the_api_key_where_there_is_one() -> None:
    pair = {"TWILIO_API_KEY": "SK" + "1" * 32, "TWILIO_API_SECRET": "made-up-secret"}

    with_key = load(production(**pair), env_file=None).current()
    without = load(production(), env_file=None).current()

    assert with_key.rest_login == ("SK" + "1" * 32, "made-up-secret")
    assert without.rest_login == ("AC" + "0" * 32, TOKEN)


def test_environment_beats_env_file_beats_secret_file(tmp_path: Path) -> None:
    env_file, secrets = tmp_path / ".env", tmp_path / "secrets"
    secrets.mkdir()
    for name, port in (("PORT", "1003"), ("WEB_CONCURRENCY", "13"), ("TRIAGE_LANGUAGES", "en,hi")):
        (secrets / name).write_text(port + "\n", encoding="utf-8")
    env_file.write_text(f"PORT=1002\nWEB_CONCURRENCY=12\nTRIAGE_SECRETS_DIR={secrets}\n", "utf-8")

    source = load(production(PORT="1001", WEB_CONCURRENCY=" "), env_file=env_file)

    settings = source.current()
    assert settings.port == 1001
    assert settings.web_concurrency == 12
    assert settings.triage_languages == ("en", "hi")
    names = ("PORT", "WEB_CONCURRENCY", "TRIAGE_LANGUAGES")
    assert [source.origins()[name] for name in names] == ["environment", ".env", "file"]


def test_a_dollar_in_the_env_file_is_a_dollar(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("TWILIO_AUTH_TOKEN=pa$HOME${HOME}ss\n", encoding="utf-8")

    source = load(production(TWILIO_AUTH_TOKEN=""), env_file=env_file)

    assert source.current().auth_tokens == ("pa$HOME${HOME}ss",)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "SECRET_KEY").write_bytes(b"\xff\xfe")
    (tmp_path / "TRIAGE_DATA_KEY").write_text("x" * 70_000, encoding="utf-8")
    (tmp_path / "PORT").mkdir()
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"PORT=\xff")

    here = production(TRIAGE_SECRETS_DIR=str(tmp_path), SECRET_KEY="", TRIAGE_DATA_KEY="")
    gone = production(TRIAGE_SECRETS_DIR=str(tmp_path / "gone"))

    assert set(problems(here, env_file)) == {".env", "SECRET_KEY", "TRIAGE_DATA_KEY", "PORT"}
    assert list(problems(gone)) == ["TRIAGE_SECRETS_DIR"]


def test_problems_read_as_a_list() -> None:
    assert (
        describe_problems(ConfigProblem(["PORT: no"])) == "1 setting needs attention:\n  PORT: no"
    )
    assert describe_problems(ConfigProblem(["A: x", "B: y"])).startswith(
        "2 settings need attention:"
    )


def test_no_secret_shows_in_repr_or_json() -> None:
    settings = load(production(DATABASE_URL="postgres://u:pa55@db/x"), env_file=None).current()
    shown = repr(settings) + str(settings) + json.dumps(asdict(settings), default=str)

    for secret in (TOKEN, key("d"), key("i"), "made-up-session-key", "pa55"):
        assert secret not in shown


def test_loading_leaves_the_environment_alone() -> None:
    before = dict(os.environ)

    load(production(), env_file=None)

    assert dict(os.environ) == before
    assert len(set(all_setting_names())) == len(all_setting_names())
