"""The few facts about the database itself: the vault's canary, the worker's heartbeat."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from models import meta
from triage.storage.statements import insert_for
from triage.storage.store import Tx

#: When the backup was made that is being restored here; empty once the house may open.
RESTORE_PENDING = "restore.pending"
#: The run that brought the rows back, by the token of its folder of files.
RESTORED_FILES = "restore.files"

_GET = select(meta.c.value).where(meta.c.key == bindparam("name"))
_GET_LOCKED = _GET.with_for_update()
_SET = update(meta).where(meta.c.key == bindparam("name")).values(value=bindparam("new"))


def find(tx: Tx, key: str) -> str | None:
    """The value kept under a key, or None."""
    found: str | None = tx.execute(_GET, {"name": key}).scalar()
    return found


def find_locked(tx: Tx, key: str) -> str | None:
    """The same; whoever else wants to change it waits for the end of this transaction."""
    found: str | None = tx.execute(_GET_LOCKED, {"name": key}).scalar()
    return found


def put(tx: Tx, key: str, value: str) -> None:
    """Keep a value under a key."""
    if tx.execute(_SET, {"name": key, "new": value}).rowcount == 0:
        new = insert_for(tx.dialect.name, meta).values(key=key, value=value)
        # two may be the first at once: the later one counts
        tx.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
