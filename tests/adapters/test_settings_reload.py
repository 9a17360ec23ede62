"""Secrets change while we run: files are read again, whole, and wrong ones are not taken over."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.adapters.made_up import key, production
from triage.settings.places import find_places
from triage.settings.source import SettingsSource


class Tick:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def tick() -> Tick:
    return Tick()


@pytest.fixture
def source(tmp_path: Path, tick: Tick) -> SettingsSource:
    write(tmp_path, "old-token-0000")
    environ = production(TWILIO_AUTH_TOKEN="", TRIAGE_SECRETS_DIR=str(tmp_path))
    return SettingsSource(find_places(environ, tmp_path / ".env"), tick)


def write(folder: Path, token: str) -> None:
    """Replace the file as a rotation does: a whole new one."""
    (folder / "next").write_text(token, encoding="utf-8")
    (folder / "next").replace(folder / "TWILIO_AUTH_TOKEN")


def test_a_new_secret_file_is_taken_over_within_a_second(
    source: SettingsSource, tick: Tick, tmp_path: Path
) -> None:
    write(tmp_path, "new-token-0000,old-token-0000")

    tick.seconds = 0.9
    assert source.current().auth_tokens == ("old-token-0000",)
    tick.seconds = 1.0
    assert source.current().auth_tokens == ("new-token-0000", "old-token-0000")


def test_a_change_of_the_env_file_is_seen(
    source: SettingsSource, tick: Tick, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("TRIAGE_LANGUAGES=en,hi\n", encoding="utf-8")
    tick.seconds = 1.0

    assert source.current().triage_languages == ("en", "hi")


def test_settings_that_did_not_change_stay_the_same_object(
    source: SettingsSource, tick: Tick
) -> None:
    before = source.current()
    tick.seconds = 5.0

    assert source.current() is before


def test_a_wrong_file_changes_nothing_and_is_told_once_by_name(
    source: SettingsSource, tick: Tick, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "bad 7421")
    (tmp_path / "PORT").write_text("port-7421", encoding="utf-8")

    for seconds in (1.0, 2.0, 3.0):
        tick.seconds = seconds
        assert source.current().auth_tokens == ("old-token-0000",)

    assert len(caplog.messages) == 1
    assert "TWILIO_AUTH_TOKEN" in caplog.text
    assert "PORT" in caplog.text
    assert "7421" not in caplog.text


def test_a_file_put_right_is_taken_over(source: SettingsSource, tick: Tick, tmp_path: Path) -> None:
    write(tmp_path, "bad 7421")
    tick.seconds = 1.0
    source.current()
    write(tmp_path, "new-token-0000")
    tick.seconds = 2.0

    assert source.current().auth_tokens == ("new-token-0000",)


def test_a_required_file_that_goes_away_leaves_the_last_good_settings(
    source: SettingsSource, tick: Tick, tmp_path: Path
) -> None:
    (tmp_path / "TWILIO_AUTH_TOKEN").unlink()
    tick.seconds = 1.0

    assert source.current().auth_tokens == ("old-token-0000",)


def test_a_change_is_logged_by_name_only(
    source: SettingsSource, tick: Tick, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="triage.settings")
    write(tmp_path, "new-token-0000")
    (tmp_path / "TRIAGE_DATA_KEY").write_text(key("z"), encoding="utf-8")  # overruled: no change
    tick.seconds = 1.0
    source.current()

    assert caplog.messages == ["settings changed: TWILIO_AUTH_TOKEN"]
