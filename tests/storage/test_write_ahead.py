"""SQLite's log: on disk before anybody is answered, forced and emptied while others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from triage.errors import StorageDown
from triage.storage import Store, meta, open_store, write_ahead
from triage.storage.sqlite_library import DBAPI
from triage.storage.turnstile import Turnstile


def kept(database: Path, name: str) -> Any:
    """What somebody else finds under a key, or None."""
    with closing(DBAPI.connect(database)) as other:
        return other.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()


def _fails_after(doing: Callable[[], None]) -> None:
    doing()
    raise ZeroDivisionError


def test_a_commit_is_forced_after_the_turn_and_before_the_caller_goes_on(
    logged: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def force(file: int) -> None:
        with Turnstile(Path(f"{database}.lock"), 0.2).passed():
            seen.append("the turn is free")
        assert Path(f"/proc/self/fd/{file}").resolve() == Path(f"{database}-wal").resolve()
        seen.append(f"committed: {kept(database, 'a') is not None}")

    monkeypatch.setattr(write_ahead, "_force", force)
    with logged.transaction() as tx:
        meta.put(tx, "a", "1")
        seen.append("written")
    seen.append("the caller goes on")

    assert seen == ["written", "the turn is free", "committed: True", "the caller goes on"]


def test_nothing_is_forced_for_what_was_rolled_back(
    logged: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[int] = []
    monkeypatch.setattr(write_ahead, "_force", forced.append)

    with pytest.raises(ZeroDivisionError), logged.transaction() as tx:
        _fails_after(lambda: meta.put(tx, "a", "1"))

    assert (forced, kept(database, "a")) == ([], None)


def test_the_log_is_opened_before_the_first_commit(
    logged: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who opens it later is not told of what was lost before."""
    forced: list[int] = []
    monkeypatch.setattr(write_ahead, "_force", forced.append)

    with logged.transaction() as tx:
        log = tx.info[write_ahead._LOG].file
        meta.put(tx, "a", "1")
    with logged.transaction() as tx:
        meta.put(tx, "a", "2")

    assert forced == [log, log]


def test_a_database_behind_a_link_has_its_log_beside_the_file_itself(
    sqlite_url: str, database: Path, tmp_path: Path
) -> None:
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(database)
    store = open_store(f"sqlite:///{link}", deadline=2.0)

    with store.transaction() as tx:
        meta.put(tx, "a", "1")
    store.close()

    assert kept(database, "a") == ("1",)


def test_a_connection_that_is_not_ours_forces_by_itself(logged: Store) -> None:
    with logged.transaction() as tx:
        ours = tx.exec_driver_sql("PRAGMA synchronous").scalar()
        emptied = tx.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar()
    with logged.engine.connect() as line:
        theirs = line.exec_driver_sql("PRAGMA synchronous").scalar()

    assert (ours, emptied, theirs) == (1, 0, 2)


def test_a_connection_that_was_given_up_does_not_come_back_to_others(logged: Store) -> None:
    assert logged.log is not None
    with logged.glance() as line:
        logged.log.take_over(line)
        line.begin()  # and whoever it is never ends it

    with logged.engine.connect() as line:
        assert line.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def _write(store: Store, times: int) -> None:
    for number in range(times):
        with store.transaction() as tx:
            meta.put(tx, "a", f"{number:04}" * 2000)


def test_the_log_begins_anew_although_others_never_stop_writing(
    logged: Store, sqlite_url: str, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(open_store(sqlite_url, deadline=0.05), log=None)  # they leave the log alone
    copied = write_ahead._copied

    def copied_while_others_write(line: Connection) -> tuple[bool, int]:
        with other.reading() as looking:
            meta.find(looking, "a")
            with suppress(StorageDown):  # in the writer's turn they have to wait
                _write(other, 1)
            return copied(line)

    monkeypatch.setattr(write_ahead, "_COMMITS", 4)
    monkeypatch.setattr(write_ahead, "_PAGES", 40)
    monkeypatch.setattr(write_ahead, "_copied", copied_while_others_write)
    log = Path(f"{database}-wal")

    _write(logged, 60)
    after_some = log.stat().st_size
    _write(logged, 300)
    other.close()

    assert log.stat().st_size <= after_some * 1.5


def test_somebody_who_reads_for_long_keeps_nobody_from_writing(
    logged: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_ahead, "_COMMITS", 4)
    monkeypatch.setattr(write_ahead, "_PAGES", 8)
    with logged.transaction() as tx:
        meta.put(tx, "a", "before")

    with logged.reading() as looking:
        first = meta.find(looking, "a")
        _write(logged, 40)
        still = meta.find(looking, "a")

    assert (first, still) == ("before", "before")
    assert kept(database, "a") == ("0039" * 2000,)


def test_a_database_without_a_log_is_left_to_sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.storage.store.journal_mode", lambda: "TRUNCATE")
    monkeypatch.setattr("triage.storage.engine.journal_mode", lambda: "TRUNCATE")
    store = open_store(f"sqlite:///{tmp_path}/old.db", deadline=2.0)

    with store.transaction() as tx:
        found = tx.exec_driver_sql("PRAGMA synchronous").scalar()
        mode = tx.exec_driver_sql("PRAGMA journal_mode").scalar()
    store.close()

    assert (found, mode) == (2, "truncate")
    assert sqlite3.connect(tmp_path / "old.db").execute("PRAGMA integrity_check").fetchone()
