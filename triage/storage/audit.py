"""The audit chain: rows that are only ever added, each with the hash of the one before it.

A row's hash covers the hash before it, so that a row changed, removed or put in later shows. The
newest number and hash stand in `meta` too: rows cut off at the end show as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, text

from models import audit_event
from triage.storage import meta
from triage.storage.store import Tx

HEAD = "audit.head"
FIRST = "0" * 64
#: Any fixed number of our own: events of two transactions stand one after the other.
_ADVISORY_LOCK = 7_402_291_117
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what to what, and when; `detail` is JSON without anybody's personal data."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    prev_hash: str
    hash: str


_AFTER = (
    select(audit_event)
    .where(audit_event.c.seq > bindparam("last"))
    .order_by(audit_event.c.seq)
    .limit(_PAGE)
)


_LAST = select(audit_event).order_by(audit_event.c.seq.desc()).limit(1)


def add(tx: Tx, *, at: datetime, actor: str, action: str, subject: str, detail: str) -> int:
    """Write an event down behind the newest one; its number."""
    seq, before = _head_locked(tx)
    new = AuditEvent(seq + 1, at, actor, action, subject, detail, before, "")
    digest = hash_of(new)
    values = {
        "seq": new.seq,
        "at": at,
        "actor": actor,
        "action": action,
        "subject": subject,
        "detail": detail,
        "prev_hash": before,
        "hash": digest,
    }
    tx.execute(insert(audit_event), values)
    meta.put(tx, HEAD, f"{new.seq}/{digest}")
    return new.seq


def head(tx: Tx) -> tuple[int, str]:
    """Number and hash of the newest event; 0 and zeros before the first."""
    return _parsed(meta.find(tx, HEAD))


def _head_locked(tx: Tx) -> tuple[int, str]:
    """The same, for whoever adds the next; on PostgreSQL the others wait, SQLite has one writer."""
    if tx.dialect.name == "sqlite":
        return head(tx)
    kept = meta.find_locked(tx, HEAD)
    if kept is None:  # no row that could be locked
        tx.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ADVISORY_LOCK})
        kept = meta.find_locked(tx, HEAD)
    return _parsed(kept)


def _parsed(kept: str | None) -> tuple[int, str]:
    if kept is None:
        return 0, FIRST
    seq, _, digest = kept.partition("/")
    return int(seq), digest


def hash_of(event: AuditEvent) -> str:
    """What the hash of this event has to be: SHA-256 over everything else in it."""
    told = (
        *(event.seq, event.at.isoformat(timespec="microseconds"), event.actor, event.action),
        *(event.subject, event.detail, event.prev_hash),
    )
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def page(tx: Tx, *, after: int, since: datetime | None, subject: str | None) -> list[AuditEvent]:
    """The next events behind a number, of a time or later, about a subject if one is given."""
    chosen = _AFTER
    if since is not None:
        chosen = chosen.where(audit_event.c.at >= since)
    if subject is not None:
        chosen = chosen.where(audit_event.c.subject == subject)
    rows: Any = tx.execute(chosen, {"last": after})
    return [AuditEvent(*row) for row in rows]


def last(tx: Tx) -> AuditEvent | None:
    """The newest event as it stands in the table, or None before the first."""
    row: Any = tx.execute(_LAST).first()
    return AuditEvent(*row) if row else None


def walk(tx: Tx) -> Iterator[AuditEvent]:
    """Every event, oldest first."""
    last = 0
    while True:
        rows: Any = tx.execute(_AFTER, {"last": last}).all()
        for row in rows:
            yield AuditEvent(*row)
            last = row.seq
        if len(rows) < _PAGE:
            return
