"""What a prepared statement costs on PostgreSQL, by each way that it can go.

    PGHOST=... python -m bench.statements

Prints, a statement of four that a transaction writes: microseconds of this process's time, and
all of it, waiting included. The ways take turns, so that a machine that is slow for a while is
slow for all.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.databases import fresh
from triage.storage.engine import make_engine
from triage.storage.statements import Prepared

_ROUNDS, _TIMES, _WRITES = 40, 25, 4
_VALUES: dict[str, Any] = {"name": "x" * 32, "body": "y" * 200, "number": 7, "nothing": None}

note = sa.Table(
    "bench_note",
    sa.MetaData(),
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("name", sa.String(40)),
    sa.Column("body", sa.Text),
    sa.Column("number", sa.Integer),
    sa.Column("nothing", sa.Text),
)
_ADD = sa.insert(note).inline()
_PREPARED = Prepared(_ADD, _VALUES)


def main() -> None:
    """Measure and print."""
    engine = make_engine(fresh("postgres", "triage_statements", Path()), deadline=5.0)
    note.create(engine)
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
    for _ in range(_ROUNDS):
        for name, way in WAYS.items():
            with engine.connect() as connection:
                spent[name].append(_spent(connection, way))
    engine.dispose()
    sys.stdout.write("| way | own us a statement | all us |\n|---|---|---|\n")
    for name, found in spent.items():
        own, whole = (statistics.median(values) for values in zip(*found, strict=True))
        sys.stdout.write(f"| {name} | {own:.0f} | {whole:.0f} |\n")


def _spent(connection: sa.Connection, way: Callable[[sa.Connection], None]) -> tuple[float, float]:
    own, whole = time.process_time(), time.perf_counter()
    for _ in range(_TIMES):
        with connection.begin():
            way(connection)
    each = 1e6 / (_TIMES * _WRITES)
    return (time.process_time() - own) * each, (time.perf_counter() - whole) * each


def _by_core(connection: sa.Connection) -> None:
    for _ in range(_WRITES):
        connection.execute(_ADD, _VALUES)


def _by_cursor(connection: sa.Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    for _ in range(_WRITES):
        driver.execute(_SQL, _VALUES)


def _by_pipeline(connection: sa.Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    with driver.pipeline():
        _by_cursor(connection)


def _by_wire(connection: sa.Connection) -> None:
    for _ in range(_WRITES):
        _PREPARED.run(connection, _VALUES)


_SQL = (
    "INSERT INTO bench_note (name, body, number, nothing) "
    "VALUES (%(name)s, %(body)s, %(number)s, %(nothing)s)"
)
WAYS: dict[str, Callable[[sa.Connection], None]] = {
    "SQLAlchemy Core": _by_core,
    "psycopg's cursor": _by_cursor,
    "psycopg's pipeline": _by_pipeline,
    "our wire": _by_wire,
}


if __name__ == "__main__":
    main()
