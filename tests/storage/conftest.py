"""A database of SQLite with a log, and its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from triage.storage import Store, open_store
from triage.storage.sqlite_library import journal_mode


@pytest.fixture
def database(sqlite_url: str) -> Path:
    """The file; the library that is pinned is sound, so it has a log wherever the tests run."""
    assert journal_mode() == "WAL"
    return Path(str(make_url(sqlite_url).database))


@pytest.fixture
def logged(sqlite_url: str, database: Path) -> Iterator[Store]:
    """The store over it."""
    opened = open_store(sqlite_url, deadline=2.0)
    yield opened
    opened.close()
