"""The demo makes up what is missing, once, and keeps it."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.adapters.made_up import TOKEN
from triage.errors import ConfigProblem
from triage.settings import demo_secrets, load
from triage.settings.places import find_places
from triage.settings.source import SettingsSource


def demo(folder: Path, **more: str) -> dict[str, str]:
    return {"TRIAGE_ENV": "demo", "TRIAGE_DATA_DIR": str(folder / "data"), **more}


def test_the_demo_runs_from_nothing(tmp_path: Path) -> None:
    settings = load(demo(tmp_path), env_file=None).current()

    assert settings.is_demo
    assert settings.public_base_url == "http://127.0.0.1:8080"
    assert len(settings.senders) == 2
    assert settings.database == f"sqlite:///{tmp_path}/data/triage.db"
    assert settings.triage_secrets_dir == tmp_path / "data" / "secrets"


def test_a_restart_opens_what_was_sealed_before(tmp_path: Path) -> None:
    first = load(demo(tmp_path), env_file=None).current()
    second = load(demo(tmp_path), env_file=None).current()

    assert second.data_keys == first.data_keys
    assert second.index_keys == first.index_keys
    assert second.auth_tokens == first.auth_tokens
    assert first.data_keys != first.index_keys


def test_two_demos_share_no_secret(tmp_path: Path) -> None:
    one, other = demo_secrets(tmp_path / "one"), demo_secrets(tmp_path / "other")

    assert not set(one.values()) & set(other.values())


def test_only_their_owner_may_read_the_secrets(tmp_path: Path) -> None:
    load(demo(tmp_path), env_file=None)

    folder = tmp_path / "data" / "secrets"
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: demo_secrets(tmp_path / "secrets"), range(16)))

    assert all(one == made[0] for one in made)
    assert len(list((tmp_path / "secrets").iterdir())) == len(made[0])


def test_what_is_given_beats_what_is_made_up(tmp_path: Path) -> None:
    environ = demo(tmp_path, TWILIO_AUTH_TOKEN=TOKEN, PORT="9001", TWILIO_SMS_FROM="+12025550109")

    settings = load(environ, env_file=None).current()

    assert settings.auth_tokens == (TOKEN,)
    assert settings.public_base_url == "http://127.0.0.1:9001"
    assert settings.twilio_sms_from == ("+12025550109",)


def test_a_clock_file_moves_the_clock_of_a_running_demo(tmp_path: Path) -> None:
    source = SettingsSource(find_places(demo(tmp_path), None), tick=iter(range(100)).__next__)
    assert source.current().clock_offset is None

    (tmp_path / "data" / "secrets" / "TRIAGE_CLOCK").write_text("+6h\n", encoding="utf-8")

    assert str(source.current().clock_offset) == "6:00:00"


def test_a_wrong_port_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem) as caught:
        load(demo(tmp_path, PORT="99999"), env_file=None)

    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith("PORT: ")


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, no folder", encoding="utf-8")

    with pytest.raises(ConfigProblem, match="TRIAGE_SECRETS_DIR"):
        load(demo(tmp_path), env_file=None)
