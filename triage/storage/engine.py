"""How we talk to each database: pragmas, time-outs, pools, and where a transaction begins.

Decided here: SQLite writes with BEGIN IMMEDIATE and reads with a plain BEGIN; it runs in WAL only
on a library without the WAL-reset bug, with FULL until `write_ahead` takes a connection's log over.
PostgreSQL connections are pinged only after they have
rested, carry server-side time-outs, and are cut by the watchdog past the deadline.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from triage.errors import StorageDown
from triage.storage.deadline import Watchdog
from triage.storage.logins import Logins, follow_logins
from triage.storage.sqlite_library import DBAPI, journal_mode
from triage.storage.wire import lay_wires

#: Execution option of a connection that will only read.
READING = "triage_reading"
_RESTED = 1.0
_POOL = 8


def make_engine(url: str, *, deadline: float, logins: Logins | None = None) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…`. Open it after the fork.

    `logins` gives the accepted addresses at each new connection, newest first: the password may
    change while we run.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    engine = _postgresql(parsed, deadline)
    if logins is not None:
        follow_logins(engine, logins)
    return engine


def unhurried(connection: Connection) -> None:
    """Lift the limits for this transaction: a migration may take as long as it takes."""
    if connection.dialect.name != "postgresql":
        return
    release = connection.info.pop("release", None)
    if release is not None:
        release()
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # no limit: `Store` lets as many rest as were needed at once, which the server keeps few
    engine = create_engine(
        url, module=DBAPI, hide_parameters=True, pool_size=_POOL, max_overflow=-1
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver would begin late and lose updates
        for pragma in (
            "busy_timeout=5000",
            f"journal_mode={journal_mode()}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READING)
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
        except DBAPI.Error as problem:
            raise StorageDown(f"no transaction ({type(problem).__name__})") from problem

    return engine


def _postgresql(url: URL, deadline: float) -> Engine:
    # The server gives up a little earlier than we do: the connection then stays usable.
    limit = int(deadline * 800)
    options = (
        f"-c statement_timeout={limit} -c lock_timeout={limit} "
        "-c idle_in_transaction_session_timeout=10000 -c timezone=UTC "
        "-c synchronous_commit=on"  # whatever the server is set to: what is answered is kept
    )
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=_POOL,
        max_overflow=_POOL,
        pool_timeout=deadline,
        use_native_hstore=False,
        connect_args={
            "connect_timeout": 2,
            # what psycopg prepares on its own it throws away with all that is prepared, ours too
            "prepare_threshold": None,
            "options": options,
            "application_name": "triage",
            "keepalives_idle": 30,
            "tcp_user_timeout": 5000,
        },
    )
    _keep_deadline(engine, Watchdog(deadline))
    lay_wires(engine)
    return engine


def _keep_deadline(engine: Engine, watchdog: Watchdog) -> None:
    @event.listens_for(engine, "checkout")
    def _out(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
        _release(entry)
        entry.info["release"] = partial(watchdog.release, watchdog.watch(connection.fileno()))
        rested = time.monotonic() - entry.info.get("back_at", time.monotonic())
        if rested > _RESTED and not _is_alive(engine, connection):
            raise DisconnectionError("the connection was gone")

    @event.listens_for(engine, "checkin")
    def _back(_connection: Any, entry: ConnectionPoolEntry) -> None:
        _release(entry)
        entry.info["back_at"] = time.monotonic()

    @event.listens_for(engine, "invalidate")
    def _gone(_connection: Any, entry: ConnectionPoolEntry, _problem: object) -> None:
        _release(entry)


def _is_alive(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False


def _release(entry: ConnectionPoolEntry) -> None:
    release = entry.info.pop("release", None)
    if release is not None:
        release()
