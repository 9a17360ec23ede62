"""Tables as lines of text that are the same on every database, and lines as tables again.

Decided here: one consistent state is read, whatever is written meanwhile; each row is one line of
JSON, in the order of the primary key, so that equal tables give equal lines. What only a running
house needs (sessions, links, throttles) is left out: nobody is logged in again by a restore.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

import models
from triage.storage.engine import unhurried
from triage.storage.rebuilding import rebuilding
from triage.storage.sqlite_library import DBAPI, journal_mode
from triage.storage.store import Store, Tx, open_store, reach

LEFT_OUT = frozenset({"console_session", "one_time_link", "throttle"})
_AT_ONCE = 1000
_TYPES: dict[str, Any] = {
    "time": models.UtcTime(),
    "bool": sa.Boolean(),
    "json": sa.JSON(none_as_null=True),
    "bytes": sa.LargeBinary(),
    "int": sa.BigInteger(),
    "text": sa.Text(),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as a dump describes it: columns with their kinds, and what its rows are ordered by.

    It describes itself: a dump of an older revision loads without that revision's models.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    @property
    def table(self) -> Any:
        """The table as statements need it."""
        columns = (sa.column(name, _TYPES[kind]) for name, kind in self.columns)
        return sa.table(self.name, *columns)


def shapes() -> list[Shape]:
    """Every table that is kept, what is referred to first."""
    return [
        Shape(
            table.name,
            tuple((column.name, _kind(column.type)) for column in table.columns),
            tuple(column.name for column in table.primary_key.columns),
        )
        for table in models.metadata.sorted_tables
        if table.name not in LEFT_OUT
    ]


@contextmanager
def snapshot(store: Store) -> Iterator[Tx]:
    """One state of the whole database, for as long as the block takes; writers go on meanwhile."""
    if not store.has_one_writer:
        level = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with reach(), store.engine.connect() as line:
            tx = line.execution_options(**level)
            with tx.begin():
                unhurried(tx)
                yield tx
    elif journal_mode() == "WAL":
        with store.reading() as tx:
            yield tx
    else:
        with _copy_of(store) as copied, copied.reading() as tx:
            yield tx


@contextmanager
def filling(store: Store) -> Iterator[Tx]:
    """One transaction that may take as long as it takes: all of it counts, or nothing."""
    turn = store.turnstile.passed() if store.turnstile else nullcontext()
    with reach(), turn, store.engine.connect() as tx, rebuilding(tx):
        yield tx


def rows(tx: Tx, shape: Shape) -> Iterator[str]:
    """Every row of a table as a line of JSON without its end."""
    table = shape.table
    chosen = sa.select(table).order_by(*(table.c[name] for name in shape.key))
    streamed = tx.execute(chosen, execution_options={"yield_per": _AT_ONCE})
    writers = [_WRITE.get(kind) for _, kind in shape.columns]
    for row in streamed:
        yield json.dumps(
            [
                write(value) if write and value is not None else value
                for write, value in zip(writers, row, strict=True)
            ],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )


def load(tx: Tx, shape: Shape, lines: Iterable[str]) -> int:
    """Write rows as `rows` gave them into an empty table; how many there were."""
    names = [name for name, _ in shape.columns]
    readers = [_READ.get(kind) for _, kind in shape.columns]
    new, count, source = sa.insert(shape.table), 0, iter(lines)
    while batch := [json.loads(line) for line in islice(source, _AT_ONCE)]:
        values = [
            {
                name: read(value) if read and value is not None else value
                for name, read, value in zip(names, readers, row, strict=True)
            }
            for row in batch
        ]
        tx.execute(new, values)
        count += len(batch)
    _count_on(tx, shape)
    return count


def sizes(tx: Tx) -> Mapping[str, int]:
    """The number of rows in every table of ours that is there; empty ones too."""
    there = set(sa.inspect(tx).get_table_names())
    return {
        name: int(tx.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one())
        for name in models.metadata.tables
        if name in there
    }


def drop_everything(tx: Tx) -> None:
    """Take every table of ours away, whatever revision it is of."""
    there = sa.MetaData()
    there.reflect(tx, only=lambda name, _: name in {*models.metadata.tables, "alembic_version"})
    there.drop_all(tx)


@contextmanager
def _copy_of(store: Store) -> Iterator[Store]:
    """A copy made by SQLite itself, for a journal in which a long look would keep writers out."""
    path = Path(str(store.engine.url.database))
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".snapshot-") as folder:
        place = Path(folder) / "copy.db"
        target = DBAPI.connect(place)
        with reach(), store.engine.connect() as line:
            driver: Any = line.connection.driver_connection
            driver.backup(target)
        target.close()
        copied = open_store(str(make_url(f"sqlite:///{place}")), deadline=60)
        try:
            yield copied
        finally:
            copied.close()


def _count_on(tx: Tx, shape: Shape) -> None:
    """The next row of this table gets the next number (SQLite sees that by itself)."""
    if tx.dialect.name != "postgresql" or len(shape.key) != 1:
        return
    table, key = shape.table, shape.key[0]
    kinds = dict(shape.columns)
    if kinds[key] != "int":
        return
    named = {"table": shape.name, "key": key}
    sequence = tx.execute(sa.text("SELECT pg_get_serial_sequence(:table, :key)"), named).scalar()
    if sequence is not None:
        last = tx.execute(sa.select(sa.func.max(table.c[key]))).scalar()
        count = {"sequence": sequence, "last": last or 1, "used": last is not None}
        tx.execute(sa.text("SELECT setval(CAST(:sequence AS regclass), :last, :used)"), count)


def _kind(column_type: Any) -> str:
    if isinstance(column_type, models.UtcTime):
        return "time"
    order = (
        (sa.Boolean, "bool"),
        (sa.JSON, "json"),
        (sa.LargeBinary, "bytes"),
        (sa.Integer, "int"),
        (sa.String, "text"),
    )
    return next(kind for python, kind in order if isinstance(column_type, python))


def _write_time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _write_bytes(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


_WRITE: dict[str, Any] = {"time": _write_time, "bytes": _write_bytes, "bool": bool}
_READ: dict[str, Any] = {"time": datetime.fromisoformat, "bytes": base64.b64decode}
