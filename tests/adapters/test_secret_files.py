"""Secrets as files are replaced whole, and lists of pairs and addresses are read strictly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from triage.errors import Conflict
from triage.settings.secret_files import write_secret
from triage.settings.secret_lists import api_pairs, read_database_urls, read_shared_key

ONE, OTHER = "SK" + "1" * 32, "SK" + "2" * 32


def test_a_secret_is_replaced_whole_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "SECRET_KEY"

    write_secret(path, "first")
    write_secret(path, "second")

    assert path.read_text() == "second\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["SECRET_KEY"]


@pytest.mark.parametrize(("before", "after"), [(0o640, 0o640), (0o644, 0o640), (0o666, 0o640)])
def test_a_group_that_could_read_it_still_can_and_nobody_else(
    tmp_path: Path, before: int, after: int
) -> None:
    path = tmp_path / "SECRET_KEY"
    path.write_text("first")
    path.chmod(before)

    write_secret(path, "second")

    assert path.stat().st_mode & 0o777 == after


def test_a_write_that_fails_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "SECRET_KEY"
    path.write_text("first")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Conflict, match="No space left"):
        write_secret(path, "second")

    assert path.read_text() == "first"
    assert [one.name for one in tmp_path.iterdir()] == ["SECRET_KEY"]


def test_an_api_secret_belongs_to_the_chosen_key_or_names_its_own() -> None:
    assert api_pairs("secret-one", ONE) == {ONE: "secret-one"}
    pairs = {OTHER: "secret-two", ONE: "secret-one"}
    assert api_pairs(f"{OTHER}:secret-two,{ONE}:secret-one", ONE) == pairs
    assert api_pairs(f"{OTHER}:secret-two", "") == {OTHER: "secret-two"}


def test_database_addresses_differ_in_the_log_in_alone() -> None:
    new, old = (
        "postgresql://app:secret-new@db.example/triage",
        "postgres://app:secret-old@db.example/triage",
    )

    assert [url.rpartition("@")[0] for url in read_database_urls(f"{new}\n{old}")] == [
        "postgresql+psycopg://app:secret-new",
        "postgresql+psycopg://app:secret-old",
    ]
    with pytest.raises(ValueError, match="nothing but the log-in"):
        read_database_urls(f"{new} postgres://app:secret-old@other.example/triage")
    assert read_database_urls("sqlite:////srv/two words/triage.db") == (
        "sqlite:////srv/two words/triage.db",
    )


@pytest.mark.parametrize(
    "text", ["", "webhooks_sharedkey_1", "webhooks_sharedkey_1:short", "key:" + "s" * 32]
)
def test_a_shared_key_has_an_id_and_a_long_secret(text: str) -> None:
    with pytest.raises(ValueError, match="webhooks_sharedkey_"):
        read_shared_key(text)
