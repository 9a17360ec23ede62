"""SQLite's log on a disk that fails: nobody is answered for what may not be there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.storage.test_write_ahead import kept
from triage.errors import StorageDown
from triage.storage import Store, meta, write_ahead
from triage.storage.sqlite_library import DBAPI


def _refuse(_file: int) -> None:
    raise OSError(5, "Input/output error")


def _without_its_log(database: Path, key: str) -> Any:
    """What the database file alone holds."""
    with closing(DBAPI.connect(f"file:{database}?immutable=1", uri=True)) as other:
        return other.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()


def test_after_a_disk_refused_nobody_goes_on_before_all_of_the_log_is_in_the_database(
    logged: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system tells of a page that it lost once; forcing again would find nothing wrong."""
    with monkeypatch.context() as broken:
        broken.setattr(write_ahead, "_force", _refuse)
        with pytest.raises(StorageDown, match="EIO"), logged.transaction() as tx:
            meta.put(tx, "a", "1")
    before = _without_its_log(database, "a")

    with logged.reading() as looking:  # keeps the log from being copied to its end
        meta.find(looking, "a")
        with pytest.raises(StorageDown), logged.transaction() as tx:
            meta.put(tx, "b", "2")
    with logged.transaction() as tx:
        meta.find(tx, "a")

    assert before is None
    assert (_without_its_log(database, "a"), _without_its_log(database, "b")) == (("1",), ("2",))


def test_a_log_that_cannot_be_opened_is_storage_down_before_anything_is_written(
    logged: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: str) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as broken:
        broken.setattr(write_ahead, "_Open", refuse)
        with pytest.raises(StorageDown), logged.transaction() as tx:
            meta.put(tx, "a", "1")

    assert kept(database, "a") is None


def test_a_log_that_cannot_be_emptied_now_fails_nobody(
    logged: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_line: object) -> int:
        raise DBAPI.OperationalError("disk I/O error")

    monkeypatch.setattr(write_ahead, "_COMMITS", 1)
    monkeypatch.setattr(write_ahead, "_copied", fail)
    with logged.transaction() as tx:
        meta.put(tx, "a", "1")

    assert kept(database, "a") == ("1",)
