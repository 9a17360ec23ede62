"""A transaction in which tables may be made anew: migrations, and a backup that is brought back.

SQLite changes most of a table by writing it again under another name; while it does so whatever
refers to the table refers to nothing. So references are not enforced in such a transaction, and
all of them are proven before it may commit. PostgreSQL needs none of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection

from triage.errors import Conflict
from triage.storage.engine import unhurried

#: How long a second starter waits for the first one, in milliseconds: as long as a migration takes.
_PATIENCE = 600_000


@contextmanager
def rebuilding(connection: Connection) -> Iterator[None]:
    """Begin on a connection without a transaction; commit at the end of the block, or roll back.

    It may take as long as it takes. Raises Conflict where a reference leads nowhere at the end;
    then nothing was changed.
    """
    if connection.dialect.name != "sqlite":
        with connection.begin():
            unhurried(connection)
            yield
        return
    # a pragma counts only outside of a transaction, and `execute` would begin one
    driver: Any = connection.connection.dbapi_connection
    (usual,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute(f"PRAGMA busy_timeout={_PATIENCE}")
    try:
        with connection.begin():
            yield
            _prove_references(driver)
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute(f"PRAGMA busy_timeout={usual}")


def _prove_references(driver: Any) -> None:
    lost = {str(row[0]) for row in driver.execute("PRAGMA foreign_key_check")}
    if lost:
        raise Conflict(f"rows would refer to nothing in: {', '.join(sorted(lost))}; nothing done")
