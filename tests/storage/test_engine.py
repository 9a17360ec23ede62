"""How the databases are opened: pragmas, time-outs, aware times, one writer after the other."""

from __future__ import annotations

import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from models import meta, person
from tests.builders import NOW
from triage.errors import StorageDown
from triage.storage import Store, open_store
from triage.storage import meta as meta_rows
from triage.storage.sqlite_library import journal_mode
from triage.storage.turnstile import Turnstile


def test_sqlite_is_opened_soundly(sqlite_url: str) -> None:
    store = open_store(sqlite_url, deadline=2.0)
    names = ("foreign_keys", "synchronous", "busy_timeout", "secure_delete", "journal_mode")
    with store.reading() as tx:
        found = {name: tx.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    store.close()

    assert found == {
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 5000,
        "secure_delete": 1,
        "journal_mode": journal_mode().lower(),
    }


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
    ],
)
def test_wal_only_where_its_reset_bug_is_mended(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


def test_postgresql_gives_up_before_we_do(postgres_url: str) -> None:
    store = open_store(postgres_url, deadline=2.0)
    with store.reading() as tx:
        found = {
            name: tx.execute(text(f"SHOW {name}")).scalar()
            for name in ("statement_timeout", "lock_timeout", "synchronous_commit")
        }
    store.close()

    assert found == {
        "statement_timeout": "1600ms",
        "lock_timeout": "1600ms",
        "synchronous_commit": "on",
    }


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    india = datetime(2026, 11, 23, 11, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    _add_person(store, india)

    with store.reading() as tx:
        found = tx.execute(select(person.c.created_at)).scalar_one()

    assert found == NOW
    assert found.tzinfo is UTC


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="aware"):
        _add_person(store, NOW.replace(tzinfo=None))


def test_a_broken_rule_is_a_bug_and_no_outage(store: Store) -> None:
    _add_person(store, NOW)

    with pytest.raises(IntegrityError) as caught:
        _add_person(store, NOW)

    assert "[SQL parameters hidden" in str(caught.value)


def test_an_error_in_the_block_takes_everything_back(store: Store) -> None:
    with pytest.raises(RuntimeError):
        _break_after_writing(store)

    with store.reading() as tx:
        assert meta_rows.find(tx, "key") is None


def test_twenty_writers_lose_nothing(store: Store) -> None:
    with store.transaction() as tx:
        meta_rows.put(tx, "count", "0")

    def add(_: int) -> None:
        for _ in range(10):
            with store.transaction() as tx:
                lock = select(meta.c.value).where(meta.c.key == "count").with_for_update()
                meta_rows.put(tx, "count", str(int(tx.execute(lock).scalar_one()) + 1))

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(add, range(20)))

    with store.reading() as tx:
        assert meta_rows.find(tx, "count") == "200"


def test_reading_keeps_nobody_from_writing(store: Store) -> None:
    with store.reading() as looking:
        assert meta_rows.find(looking, "key") is None
    with store.transaction() as tx:
        meta_rows.put(tx, "key", "value")


def test_a_writer_waits_no_longer_than_its_deadline(tmp_path: Path) -> None:
    turnstile = Turnstile(tmp_path / "lock", 0.2)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with turnstile.passed():
            held.set()
            done.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    started = time.monotonic()
    with pytest.raises(StorageDown), turnstile.passed():
        pass
    waited = time.monotonic() - started
    done.set()
    thread.join()

    assert 0.15 < waited < 1
    with turnstile.passed():
        pass


def _hold_in_another_process(path: Path, held: object, done: object) -> None:
    with Turnstile(path, 2.0).passed():
        held.set()  # type: ignore[attr-defined]
        done.wait(5)  # type: ignore[attr-defined]


def test_another_process_holds_the_turn_as_well(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    held, done = spawn.Event(), spawn.Event()
    process = spawn.Process(target=_hold_in_another_process, args=(tmp_path / "l", held, done))
    process.start()
    assert held.wait(20)

    with pytest.raises(StorageDown), Turnstile(tmp_path / "l", 0.1).passed():
        pass
    done.set()
    process.join(10)

    with Turnstile(tmp_path / "l", 0.5).passed():
        pass


def _break_after_writing(store: Store) -> None:
    with store.transaction() as tx:
        meta_rows.put(tx, "key", "value")
        raise RuntimeError


def _add_person(store: Store, at: datetime) -> None:
    names = ("public_id", "lookup", "key_id", "language")
    with store.transaction() as tx:
        tx.execute(insert(person).values(**dict.fromkeys(names, "en"), created_at=at))
