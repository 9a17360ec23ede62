"""Promised calls: when, in whose zone, and in which words we said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, update

from models import callback
from triage.storage.statements import columns_of
from triage.storage.store import Tx


@dataclass(frozen=True, slots=True)
class NewCallback:
    """A promise; `start` and `end` are aware UTC."""

    lead_id: int
    person_id: int
    start: datetime
    end: datetime
    zone: str
    said_sealed: str
    created_at: datetime
    state: str = "open"
    attempts: int = 0


_INSERT = insert(callback)
_WITHDRAW_LEAD = (
    update(callback)
    .where(callback.c.lead_id == bindparam("this"), callback.c.state == "open")
    .values(state="withdrawn", closed_at=bindparam("now"))
)
_WITHDRAW_PERSON = (
    update(callback)
    .where(callback.c.person_id == bindparam("who"), callback.c.state == "open")
    .values(state="withdrawn", closed_at=bindparam("now"))
)


def promise(tx: Tx, new: NewCallback) -> None:
    """Promise a call; an earlier open promise for the same lead is withdrawn."""
    tx.execute(_WITHDRAW_LEAD, {"this": new.lead_id, "now": new.created_at})
    tx.execute(_INSERT, columns_of(new))


def withdraw_all(tx: Tx, person_id: int, *, now: datetime) -> None:
    """The person wants no calls: nothing stays promised."""
    tx.execute(_WITHDRAW_PERSON, {"who": person_id, "now": now})
