"""What the running processes say of themselves: a meta row each, which ends when they do not renew
it."""

from __future__ import annotations

from sqlalchemy import delete, select

from models import meta
from triage.storage.meta import put
from triage.storage.store import Tx

_PREFIX = "process."
_OURS = meta.c.key.startswith(_PREFIX, autoescape=True)


def say(tx: Tx, process: str, words: str) -> None:
    """What a process says now; `process` is a short name without personal data."""
    put(tx, f"{_PREFIX}{process}", words)


def said(tx: Tx) -> dict[str, str]:
    """Process -> what it said last."""
    rows = tx.execute(select(meta.c.key, meta.c.value).where(_OURS).order_by(meta.c.key))
    return {key.removeprefix(_PREFIX): value for key, value in rows}


def forget(tx: Tx, process: str) -> None:
    """It is gone."""
    tx.execute(delete(meta).where(meta.c.key == f"{_PREFIX}{process}"))
