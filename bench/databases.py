"""Databases for the benchmark: fresh ones of either kind, and filling one with old messages.

Decided here: old messages are inserted in bulk with bodies of the size that sealing gives, twenty
to a person; nobody will open them, so nothing is sealed.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

import models
from triage.storage import open_store

_PER_PERSON = 20
_BATCH = 500  # people at once
_BODY = "v1." + "A" * 160


def fresh(kind: str, name: str, folder: Path) -> str:
    """The URL of a new, empty database; for postgres PGHOST and its kin say where."""
    if kind == "sqlite":
        path = folder / f"{name}.db"
        path.unlink(missing_ok=True)
        return f"sqlite:///{path}"
    server = sa.URL.create(
        "postgresql+psycopg",
        username=os.environ.get("PGUSER"),
        password=os.environ.get("PGPASSWORD"),
        host=os.environ.get("PGHOST"),
        port=int(os.environ.get("PGPORT", "5432")),
        database="postgres",
    )
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def trip_seconds(url: str) -> float:
    """How far this database is, as `triage serve` measures it."""
    store = open_store(url, deadline=5.0)
    try:
        return store.trip_seconds()
    finally:
        store.close()


def preload(url: str, messages: int) -> None:
    """Put this many messages of strangers into a migrated database."""
    engine = sa.create_engine(url)
    people = -(-messages // _PER_PERSON)
    with engine.begin() as connection:
        for first in range(1, people + 1, _BATCH):
            _add(connection, range(first, min(first + _BATCH, people + 1)))
        if engine.dialect.name == "postgresql":
            for table in (models.person, models.address, models.conversation, models.message):
                # our own ids went round the sequence that the next message takes its id from
                sequence = sa.func.pg_get_serial_sequence(table.name, "id")
                connection.execute(sa.select(sa.func.setval(sequence, sa.func.max(table.c.id))))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _add(connection: sa.Connection, people: range) -> None:
    then = datetime(2026, 1, 1, tzinfo=UTC)
    at = [then + timedelta(seconds=10 * n) for n in people]
    connection.execute(
        sa.insert(models.person),
        [
            {
                "id": n,
                "public_id": _hex(n),
                "lookup": f"{n:064x}",
                "key_id": "bench",
                "wrapped_key": "A" * 90,
                "language": "en",
                "created_at": t,
            }
            for n, t in zip(people, at, strict=True)
        ],
    )
    connection.execute(
        sa.insert(models.address),
        [
            {
                "id": n,
                "person_id": n,
                "channel": "sms",
                "kind": "phone",
                "lookup": f"{n:064x}",
                "sealed": _BODY[:60],
                "our_number": "+12025550100",
            }
            for n in people
        ],
    )
    connection.execute(
        sa.insert(models.conversation),
        [
            {
                "id": n,
                "person_id": n,
                "flow_version": 1,
                "step": "menu",
                "last_seq": _PER_PERSON,
                "updated_at": t,
            }
            for n, t in zip(people, at, strict=True)
        ],
    )
    connection.execute(
        sa.insert(models.message), [_message(n, k) for n in people for k in range(20)]
    )


def _message(person: int, at: int) -> dict[str, object]:
    number = person * _PER_PERSON + at
    inbound = at % 2 == 0
    return {
        "conversation_id": person,
        "address_id": person,
        "seq": at + 1,
        "direction": "in" if inbound else "out",
        "account_sid": "AC" + "0" * 32 if inbound else None,
        "sid": f"SM{number:032x}" if inbound else None,
        "public_id": _hex(number),
        "kind": "text",
        "body_sealed": _BODY,
        "status": "received" if inbound else "replied",
        "status_rank": 0,
        "segments": 1,
        "created_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
    }


def _hex(number: int) -> str:
    return UUID(int=number).hex
