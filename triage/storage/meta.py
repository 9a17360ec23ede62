"""The few facts about the database itself: the vault's canary, the worker's heartbeat."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from models import meta
from triage.storage.store import Tx

_GET = select(meta.c.value).where(meta.c.key == bindparam("name"))
_SET = update(meta).where(meta.c.key == bindparam("name")).values(value=bindparam("new"))
_ADD = insert(meta)


def find(tx: Tx, key: str) -> str | None:
    """The value kept under a key, or None."""
    found: str | None = tx.execute(_GET, {"name": key}).scalar()
    return found


def put(tx: Tx, key: str, value: str) -> None:
    """Keep a value under a key."""
    if tx.execute(_SET, {"name": key, "new": value}).rowcount == 0:
        tx.execute(_ADD, {"key": key, "value": value})
