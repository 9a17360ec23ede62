"""A database that is older than the file of erasures: nobody who was erased is served from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import models
from tests.builders import NOW, arrival, rows
from tests.fakes import FakeClock
from tests.people.canaries import OTHER, QUILL_SMS, quill
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.people import asking, erasure, erasure_work
from triage.storage import erasures


@contextmanager
def _taken_back(house: House) -> Iterator[None]:
    """What the block did to the database is undone, by hand; SQLite only."""
    path = Path(str(house.store.engine.url.database))
    with house.store.engine.connect() as line:
        driver: Any = line.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(path, f"{path}.before")
    yield
    house.store.close()
    for end in ("-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    shutil.move(f"{path}.before", path)


def _other(house: House) -> str:
    return str(rows(house.store, models.person)[-1].public_id)


def _ask(house: House, public_id: str, by: str) -> int:
    with house.store.transaction() as tx:
        return asking.ask(tx, public_id, by=by, now=NOW - timedelta(minutes=5))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_snapshot_that_is_put_back_serves_nobody_who_was_erased(full: House) -> None:
    waits = _ask(full, _other(full), "operator")
    with _taken_back(full):
        _ask(full, quill(full).public_id, asking.PERSON)
        receive(full, arrival("stop", sender=OTHER))
        erasure.carry_out(full, waits + 1)
        erasure.carry_out(full, waits)
    assert quill(full).wrapped_key

    assert erasure.is_behind(full)
    erasure.replay(full)

    assert {row.wrapped_key for row in rows(full.store, models.person)} == {None}
    left = {row.lookup: row.opted_out_at for row in rows(full.store, models.tombstone)}
    assert sum(at is not None for at in left.values()) == 2  # the file knows the later STOP


def test_two_that_bring_an_erasure_back_at_once_get_one(full: House) -> None:
    new = erasures.NewErasure("n" * 20, quill(full).public_id, "operator", NOW)
    with full.store.transaction() as tx:
        assert erasures.bring_back(tx, new)
        assert not erasures.bring_back(tx, new)
    assert len(rows(full.store, models.erasure)) == 1


def test_a_start_after_the_request_is_kept(full: House, clock: FakeClock) -> None:
    _ask(full, quill(full).public_id, asking.PERSON)
    receive(full, arrival("start", sender=QUILL_SMS))
    clock.tick(minutes=5)

    erasure_work.work(full)

    assert quill(full).wrapped_key is None
    kept = [row.opted_out_at for row in rows(full.store, models.tombstone)]
    assert kept == [None] * len(kept) != []
