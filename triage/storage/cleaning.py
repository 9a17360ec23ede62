"""Old bytes out of the files of a database: what was deleted is not to be found there.

SQLite overwrites what is deleted (`secure_delete`); what is left is in the write-ahead log until a
checkpoint. PostgreSQL keeps old row versions until VACUUM, and their bytes in free space until
VACUUM FULL or until they are written over; its own log (pg_wal) is recycled by the server.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from triage.storage.engine import unhurried
from triage.storage.sqlite_library import journal_mode
from triage.storage.store import Store, reach

#: Every table that holds something of a person.
_TABLES = (
    *("person", "address", "conversation", "message", "lead", "lead_fact", "lead_event", "note"),
    *("callback", "call_attempt", "attachment", "consent_event", "search_word"),
    *("lead_export", "lead_export_part", "erasure"),
)


def clean_up(store: Store, *, thorough: bool = False) -> bool:
    """Take old bytes away; whether it could be done to the end.

    `thorough` rewrites the whole files: everything else waits for it meanwhile. Without it nothing
    waits. False when others kept us from it: try again later.
    """
    if store.has_one_writer:
        return _sqlite(store, thorough)
    return _postgresql(store, thorough)


def _sqlite(store: Store, thorough: bool) -> bool:
    with reach(), store.engine.connect() as line:
        driver: Any = line.connection.dbapi_connection
        if not driver.execute("PRAGMA secure_delete").fetchone()[0]:
            return False
        if thorough:
            driver.execute("VACUUM")
        if journal_mode() != "WAL":
            return True  # the rollback journal is cut to nothing at every commit
        return _cut_log(driver)


def _cut_log(driver: Any) -> bool:
    """Empty the write-ahead log; False where somebody reads it. Writers would wait as long as we
    wait for readers: so we wait for nobody."""
    (usual,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout=0")
    try:
        busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        driver.execute(f"PRAGMA busy_timeout={usual}")
    return not busy


def _postgresql(store: Store, thorough: bool) -> bool:
    full = "(FULL, ANALYZE)" if thorough else ""
    with reach(), store.engine.connect() as line:
        with line.begin():
            unhurried(line)
        alone = line.execution_options(isolation_level="AUTOCOMMIT")
        for name in ("statement_timeout", "lock_timeout"):
            alone.execute(text(f"SET {name} = 0"))
        try:
            for table in _TABLES:
                alone.execute(text(f"VACUUM {full} {table}"))
        finally:
            alone.invalidate()  # its limits are gone: nobody else is to get this connection
    return True
