"""Which SQLite we run on: the one that comes with the `pysqlite3` wheel, else Python's own.

SQLite before 3.51.3 may lose commits in WAL (the WAL-reset bug); most systems still carry such a
one, and without WAL a commit costs about twice the time. The wheel brings a sound library; where
there is no wheel for the platform, Python's own serves, in the journal mode that is safe on it.
"""

from __future__ import annotations

import sqlite3
from typing import Any


def _newest() -> Any:
    try:
        from pysqlite3 import dbapi2
    except ImportError:  # no wheel for this platform
        return sqlite3
    return max((dbapi2, sqlite3), key=lambda module: module.sqlite_version_info)


#: The DB-API module that SQLAlchemy is given.
DBAPI: Any = _newest()
#: The version of the library, such as (3, 53, 4).
VERSION: tuple[int, ...] = DBAPI.sqlite_version_info


def journal_mode(version: tuple[int, ...] = VERSION) -> str:
    """WAL where this SQLite has no WAL-reset bug (fixed in 3.51.3, 3.50.7, 3.44.6)."""
    sound = (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51, 0)
        or (3, 44, 6) <= version < (3, 45, 0)
    )
    return "WAL" if sound else "TRUNCATE"
